"""What the network page says of the fictional works, and of works that differ from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from dualsite.access import View
from dualsite.insights.network import sites as network
from dualsite.insights.network import volume
from dualsite.insights.programmes import milestones
from tests.data_folder import DataFolder


def test_installed_volume_steps_up_at_each_opening_and_planned_volume_after_it(works: View) -> None:
    # Alder runs with 20,000 L; Birch's hall adds 4 × 15,000 L. What the plans hold beyond it has no day:
    # Alder 40,000 − 20,000 and Birch 80,000 − 60,000.
    steps = volume.capacity_steps(works)
    assert list(zip(steps.on, steps.litres, steps.is_planned, strict=True)) == [
        (date(2019, 1, 1), 20_000, False),
        (date(2028, 1, 1), 20_000 + 4 * 15_000, True),
    ]
    assert steps.attrs["unplaced_litres"] == 20_000 + 20_000
    assert "40,000 L more planned, undated" in volume.capacity_in_words(works)


def test_what_is_left_of_a_plan_stands_on_the_last_start_of_production_ahead(
    seen: Callable[[DataFolder], View],
) -> None:
    delivery = DataFolder()
    for day in ("2029-01-01", "2031-01-01"):
        delivery.add("milestones", kind="COMMERCIAL_START", name="Start", agreed_on=day, forecast_on="", baseline_on="")
    steps = volume.capacity_steps(seen(delivery))
    assert steps.on.iloc[-1] == date(2031, 1, 1)
    assert steps.added.iloc[-1] == 80_000 - 4 * 15_000


def test_a_site_not_yet_open_on_the_day_is_not_installed(works: View) -> None:
    before = replace(works, as_of=date(2018, 1, 1))
    assert not network.sites(before).is_operating.any()
    assert network.answer(before).startswith("No site is in operation")


def test_the_answer_names_what_runs_and_what_is_awaited(works: View) -> None:
    assert network.answer(works) == (
        "20,000 L in operation at Alder Works, 120,000 L planned in all. "
        "Birch Works, Birch mechanically complete: due Sep 2027; first stated for end of 2026."
    )


def test_a_site_filter_leaves_the_other_site_out(works: View) -> None:
    only_birch = replace(works, site="BIRCH")
    assert list(network.sites(only_birch).site_id) == ["BIRCH"]
    assert set(network.suites(only_birch).site_id) == {"BIRCH"}
    assert not len(network.inspections(only_birch))


def test_a_suite_is_told_with_the_site_that_it_is_of(works: View) -> None:
    suites = network.suites(works)
    assert set(zip(suites.site_id, suites.site, strict=True)) == {("ALDER", "Alder Works"), ("BIRCH", "Birch Works")}


def test_sources_go_with_the_rows_that_name_one(works: View) -> None:
    sites = network.sites(works).set_index("site_id")
    assert sites.loc["ALDER"].source == "Alder doubles its vessels, Odense Daily, 4 May 2026"
    assert sites.loc["BIRCH"].source is None


def test_data_without_any_other_table_still_answer(seen: Callable[[DataFolder], View]) -> None:
    delivery = DataFolder().keep("sites")
    for row in delivery.tables["sites"]:
        row["source_id"] = row["data_class"] = ""
    bare = seen(delivery)
    assert network.answer(bare) == "20,000 L in operation at Alder Works, 120,000 L planned in all."
    assert not len(milestones.of_sites(bare))
    assert milestones.slip_sentence(bare) == "No targets stated"
