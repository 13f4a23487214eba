"""What the network page says of the fictional works, and of works that differ from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dualsite import access, store
from dualsite.access import View
from dualsite.answers import network
from tests.delivery import Delivery


@pytest.fixture(scope="module")
def view(reference: store.Store) -> View:
    version = reference.version()
    assert version is not None
    return access.view(version, reference.connect())


def view_of(delivery: Delivery, folder: Path) -> View:
    opened = store.open(delivery.write(folder))
    version = opened.version()
    assert version is not None
    return access.view(version, opened.connect())


def test_installed_volume_steps_up_at_each_opening_and_planned_volume_after_it(view: View) -> None:
    # Alder runs with 20,000 L; Birch's hall adds 4 × 15,000 L. What the plans hold beyond it has no day:
    # Alder 40,000 − 20,000 and Birch 80,000 − 60,000.
    steps = network.capacity_steps(view)
    assert list(zip(steps.on, steps.litres, steps.is_planned, strict=True)) == [
        (date(2019, 1, 1), 20_000, False),
        (date(2028, 1, 1), 20_000 + 4 * 15_000, True),
    ]
    assert steps.attrs["unplaced_litres"] == 20_000 + 20_000
    assert "40,000 L more planned without a day" in network.capacity_in_words(view)


def test_what_is_left_of_a_plan_stands_on_the_last_start_of_production_ahead(tmp_path: Path) -> None:
    delivery = Delivery()
    for day in ("2029-01-01", "2031-01-01"):
        delivery.add("milestones", kind="COMMERCIAL_START", name="Start", agreed_on=day, forecast_on="", baseline_on="")
    steps = network.capacity_steps(view_of(delivery, tmp_path))
    assert steps.on.iloc[-1] == date(2031, 1, 1)
    assert steps.added.iloc[-1] == 80_000 - 4 * 15_000


def test_a_site_not_yet_open_on_the_day_is_not_installed(view: View) -> None:
    before = replace(view, as_of=date(2018, 1, 1))
    assert not network.sites(before).is_operating.any()
    assert network.answer(before).startswith("No site is in operation")


@pytest.mark.parametrize(
    ("as_of", "state"),
    [(date(2027, 9, 29), network.EXPECTED), (date(2027, 9, 30), network.OVERDUE)],
    ids=["the day before", "on the day"],
)
def test_a_milestone_without_an_actual_day_is_due_and_unconfirmed_from_its_day_on(
    view: View, as_of: date, state: str
) -> None:
    row = network.milestones(replace(view, as_of=as_of)).set_index("milestone_id").loc["BIRCH-MC"]
    assert (row.due_on, row.state) == (date(2027, 9, 30), state)
    assert row.slip_d == (date(2027, 9, 30) - date(2026, 12, 31)).days


def test_an_actual_day_after_the_as_of_day_is_not_known_yet(tmp_path: Path) -> None:
    delivery = Delivery()
    delivery.change("milestones", 2, actual_on="2027-02-01")
    whole = view_of(delivery, tmp_path)
    known = network.milestones(whole).set_index("milestone_id")
    before = network.milestones(replace(whole, as_of=date(2027, 1, 31))).set_index("milestone_id")
    assert known.loc["BIRCH-MC"].state == network.REACHED
    assert before.loc["BIRCH-MC"].state == network.EXPECTED


def test_the_slip_is_told_between_the_first_and_the_latest_statement(view: View) -> None:
    # From the end of 2026 to the middle of 2027: 181 days.
    assert network.moved_most(view) == "BIRCH-MC"
    assert network.slip_sentence(view) == "Birch mechanically complete: 6 months later than first stated"
    earlier = replace(view, as_of=date(2025, 1, 1))
    assert network.moved_most(earlier) is None
    assert network.slip_sentence(earlier) == "No stated target has moved later"


def test_the_answer_names_what_runs_and_what_is_awaited(view: View) -> None:
    assert network.answer(view) == (
        "20,000 L in operation at Alder Works, 120,000 L planned in all. "
        "Birch Works, Birch mechanically complete: due Sep 2027; first stated for end of 2026."
    )


def test_a_site_filter_leaves_the_other_site_out(view: View) -> None:
    only_birch = replace(view, site="BIRCH")
    assert list(network.sites(only_birch).site_id) == ["BIRCH"]
    assert set(network.suites(only_birch).site_id) == {"BIRCH"}
    assert not len(network.inspections(only_birch))


def test_sources_go_with_the_rows_that_name_one(view: View) -> None:
    sites = network.sites(view).set_index("site_id")
    assert sites.loc["ALDER"].source == "Alder doubles its vessels, Odense Daily, 4 May 2026"
    assert sites.loc["BIRCH"].source is None


def test_data_without_any_other_table_still_answer(tmp_path: Path) -> None:
    delivery = Delivery().keep("sites")
    for row in delivery.tables["sites"]:
        row["source_id"] = row["data_class"] = ""
    bare = view_of(delivery, tmp_path)
    assert network.answer(bare) == "20,000 L in operation at Alder Works, 120,000 L planned in all."
    assert not len(network.milestones(bare))
    assert network.slip_sentence(bare) == "No target has been stated"
