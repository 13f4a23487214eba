"""Where each site stands: behind, at risk or on track, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dualsite import store
from dualsite.access import LOCAL_EXECUTIVE, View, view
from dualsite.insights.exceptions import changes, ranking, site_standing
from dualsite.insights.exceptions.exception import BusinessException
from dualsite.sitemap import PageId
from tests.data_folder import DataFolder


def seen(delivery: DataFolder, folder: Path) -> View:
    opened = store.open(delivery.write(folder))
    version = opened.version()
    assert not version.report.errors
    return view(version, opened.connect(), LOCAL_EXECUTIVE)


@pytest.fixture(scope="module")
def of_sites(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Two sites, and no lot, gate or target."""
    delivery = DataFolder().keep("sources", "sites", "partners")
    return seen(delivery, tmp_path_factory.mktemp("sites") / "data")


def exception(of: View, days: int | None, impact: int = 3, site: str = "ALDER") -> BusinessException:
    return BusinessException(
        what="Alder Works: Line 3",
        how_much="late",
        due_on=None if days is None else of.as_of + timedelta(days=days),
        owner="the operator",
        next_step="Confirm it",
        page=PageId.NETWORK,
        impact=impact,
        table="milestones",
        is_illustrative=False,
        site=site,
        at_site="Line 3",
    )


@pytest.mark.parametrize(
    ("days", "impact", "verdict"),
    [
        (-1, 3, "bad"),  # a milestone of the site is overdue
        (-1, 1, "watch"),  # a CAPA is
        (80, 3, "watch"),  # a milestone is ahead, and due soon or behind its first commitment
        (None, 2, "watch"),  # true now
    ],
)
def test_the_verdict_rests_on_what_needs_attention_and_whether_it_is_overdue(
    days: int | None, impact: int, verdict: str, of_sites: View
) -> None:
    alder, other = site_standing.standings(of_sites, [exception(of_sites, days, impact)])
    assert (alder.name, alder.verdict) == ("Alder Works", verdict)
    assert alder.why.startswith("Line 3, ")
    assert (other.verdict, other.why) == ("good", "Nothing overdue, nothing due in the next 90 days.")


def test_the_gravest_is_named_and_the_others_are_counted(of_sites: View) -> None:
    found = [exception(of_sites, -2), exception(of_sites, -1), exception(of_sites, 5, site="BIRCH")]
    alder, *_others = site_standing.standings(of_sites, found)
    day = of_sites.as_of - timedelta(days=2)
    assert alder.why == f"Line 3, {day.day} {day:%b} {day.year} overdue; 1 more"


def test_a_rate_that_misses_the_target_of_its_site_puts_it_at_risk(tmp_path: Path) -> None:
    """A rate of Alder, 1 of 1 or fewer, against targets of 0 % and of more than there is."""
    verdicts = []
    for least in ("0", "1.01"):
        delivery = DataFolder()
        delivery.tables["targets"] = [
            {"kpi_id": "batch_success_rate", "valid_from": "2020-01-01", "target": least, "comparator": "GE"}
        ]
        found = site_standing.standings(seen(delivery, tmp_path / least), [])
        verdicts.append([(one.verdict, one.why) for one in found if "target" in one.why])
    met, missed = verdicts
    assert met
    assert {verdict for verdict, _why in met} == {"good"}
    assert {(verdict, why) for verdict, why in missed} == {("watch", "0 of 1 target met")}


def test_under_the_filter_of_a_site_it_stands_alone(of_sites: View) -> None:
    assert [one.name for one in site_standing.standings(replace(of_sites, site="ALDER"), [])] == ["Alder Works"]


def test_what_changed_says_how_much_and_the_latest(tmp_path: Path) -> None:
    of = seen(DataFolder(), tmp_path)
    assert site_standing.changed_in_words(of, date(2020, 1, 1)).count("the latest: ") == 1
    assert site_standing.changed_in_words(of, of.as_of).startswith(
        "No milestone reached, target stated or contract signed"
    )
    assert ranking.exceptions(of), "else there is nothing to rank"


@pytest.mark.parametrize("data_class", ["ILLUSTRATIVE", "INTERNAL"])
def test_what_changed_is_illustrative_where_one_of_its_rows_is(data_class: str, tmp_path: Path) -> None:
    """One milestone that was reached in 2026, and no KPI."""
    delivery = DataFolder().keep("sources", "sites", "milestones")
    reached = next(row for row in delivery.tables["milestones"] if row["actual_on"])
    delivery.tables["milestones"] = [{**reached, "data_class": data_class}]
    of = seen(delivery, tmp_path)
    assert site_standing.is_change_illustrative(of, date(2020, 1, 1)) == (data_class == "ILLUSTRATIVE")
    assert not site_standing.is_change_illustrative(of, of.as_of)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("2027-01-15", date(2027, 1, 15)),
        ("2027-03-02", date(2027, 3, 1)),  # later than the as-of day
        ("2027-02-30", date(2026, 12, 1)),  # no day
        ("", date(2026, 12, 1)),
    ],
)
def test_changes_are_told_from_the_day_of_the_address_else_from_three_months_back(text: str, since: date) -> None:
    assert changes.since(text, date(2027, 3, 1)) == since
