"""Signals: which months are points, which of them take part, and what the last one says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dualsite.access import View
from dualsite.errors import InputError
from dualsite.insights.exceptions import behind, measured
from dualsite.insights.kpis import signal_words, today
from dualsite.insights.kpis.signal_words import as_json, in_words
from dualsite.insights.kpis.signals import has_months, signals
from dualsite.insights.kpis.tiles import tiles
from dualsite.kpi import KPIS
from dualsite.kpi.control_chart import Assurance, Chart, Variation
from dualsite.kpi.windows import months_after
from dualsite.store import statements
from tests.data_folder import DataFolder

AS_OF = date(2027, 3, 1)

Seen = Callable[[DataFolder], View]


def revenue(*amounts: int | None, first: date = date(2025, 1, 1)) -> DataFolder:
    """Revenue of one contract, month by month; None is a month without a row."""
    works = DataFolder().keep("sources", "sites", "partners", "products", "contracts", "revenue", "fx_rates", "targets")
    like = works.tables["revenue"][0]
    works.tables["revenue"] = [
        {**like, "month": months_after(first, place).isoformat(), "amount": str(amount), "currency": "USD"}
        for place, amount in enumerate(amounts)
        if amount is not None
    ]
    return works


def test_each_complete_month_is_a_point(seen: Seen) -> None:
    view = seen(revenue(*[100, 102] * 13))
    (one,) = signals(view, ["revenue_12m"])
    # March 2027 has begun and is not over; 24 months end with February.
    assert [month.first for month in one.months] == [months_after(date(2025, 3, 1), place) for place in range(24)]
    assert [month.figure.value for month in one.months[:2]] == [100, 102]
    assert (one.kpi.chart, one.variation, one.rule) == (Chart.XMR, Variation.COMMON, None)
    assert one.centre == 101
    assert one.shown[0] == pytest.approx((101 - 2.66 * 2, 101 + 2.66 * 2))


def test_the_last_day_of_a_month_completes_it(seen: Seen) -> None:
    view = seen(revenue(*[100, 102] * 13))
    ends = replace(view, as_of=date(2027, 2, 28))
    assert signals(ends, ["revenue_12m"])[0].months[-1].first == date(2027, 2, 1)
    before = replace(view, as_of=date(2027, 2, 27))
    (one,) = signals(before, ["revenue_12m"])
    assert (one.months[-1].first, one.months[0].first, len(one.months)) == (date(2027, 1, 1), date(2025, 2, 1), 24)


def test_months_before_the_first_row_are_none(seen: Seen) -> None:
    # The first row is of April 2026: eleven months are over, a month without a row within them is one of 0.
    view = seen(revenue(100, None, *[102] * 9, first=date(2026, 4, 1)))
    (one,) = signals(view, ["revenue_12m"])
    assert [month.figure.value for month in one.months] == [100, 0, *[102] * 9]
    assert (one.reason, one.variation, one.centre) == ("11 of 12 months", None, None)
    assert one.shown == [(None, None)] * 11


def test_a_jump_in_the_last_month_is_a_signal(seen: Seen) -> None:
    (one,) = signals(seen(revenue(*[100, 102] * 12, 100, 150)), ["revenue_12m"])
    assert (one.variation, one.rule, one.months[-1].rules) == (Variation.IMPROVEMENT, 1, (1,))
    (one,) = signals(seen(revenue(*[100, 102] * 12, 100, 50)), ["revenue_12m"])
    assert (one.variation, one.rule) == (Variation.CONCERN, 1)


def test_a_target_of_twelve_months_is_held_to_no_month(seen: Seen) -> None:
    works = revenue(*[100, 102] * 13)
    works.tables["targets"] = [
        {**works.tables["targets"][0], "kpi_id": "revenue_12m", "site_id": "", "target": "1", "comparator": "GE"}
    ]
    (one,) = signals(seen(works), ["revenue_12m"])
    assert one.target is not None
    assert one.assurance is None


def batches(released: dict[date, tuple[int, int]]) -> DataFolder:
    """Batches by the month in which they were decided and started: so many released, so many rejected."""
    works = DataFolder().keep("sources", "sites", "suites", "partners", "products", "contracts", "batches", "targets")
    like = works.tables["batches"][0]
    works.tables["batches"] = [
        {
            **like,
            "batch_id": f"B-{first}-{place}",
            "campaign_id": "",
            "planned_start_on": first.isoformat(),
            "frozen_start_on": "",
            "actual_start_on": first.isoformat(),
            "manufactured_on": (first + timedelta(days=5)).isoformat(),
            "disposition_on": (first + timedelta(days=20)).isoformat(),
            "status": "RELEASED" if place < good else "REJECTED",
            "attributable_to": "",
            "purpose": "COMMERCIAL",
        }
        for first, (good, bad) in released.items()
        for place in range(good + bad)
    ]
    return works


def months(*counts: tuple[int, int]) -> dict[date, tuple[int, int]]:
    """The counts by month, the last of which is February 2027."""
    return {months_after(date(2027, 2, 1), place - len(counts) + 1): of_one for place, of_one in enumerate(counts)}


def test_a_month_without_a_value_has_no_point(seen: Seen) -> None:
    view = seen(batches(months(*[(4, 1)] * 8, (0, 0), *[(4, 1)] * 6)))
    (one,) = signals(view, ["batch_success_rate"])
    assert len(one.months) == 14
    assert date(2026, 8, 1) not in [month.first for month in one.months]
    assert one.kpi.chart is Chart.P
    assert one.centre == pytest.approx(56 / 70)
    # The uncut upper limit, 0.8 + 3 · √(0.8 · 0.2 ÷ 5), is over 1.
    assert one.shown[-1] == (pytest.approx(0.8 - 3 * (0.16 / 5) ** 0.5), 1)


def test_without_a_value_in_the_last_month_nothing_is_said_of_it(seen: Seen) -> None:
    view = seen(batches({first: (4, 1) for first in months(*[(4, 1)] * 16) if first < date(2027, 2, 1)}))
    (one,) = signals(view, ["batch_success_rate"])
    assert (one.variation, one.rule) == (None, None)
    assert one.months[-1].limits is not None


def test_unripe_months_are_shown_and_take_no_part(seen: Seen) -> None:
    # 180 days before 2027-03-01 is 2026-09-02: August 2026 is the last month that takes part.
    view = seen(batches(months(*[(4, 1)] * 18, *[(0, 5)] * 6)))
    (one,) = signals(view, ["lot_acceptance_rate"])
    assert len(one.months) == 24
    assert [month.first for month in one.months if month.is_ripe][-1] == date(2026, 8, 1)
    assert one.centre == pytest.approx(0.8)
    assert one.variation is Variation.COMMON
    assert all(month.limits is None and not month.rules for month in one.months[-6:])


def test_a_target_beyond_the_limits_will_be_missed(seen: Seen) -> None:
    works = batches(months(*[(4, 1)] * 24))
    at_least = {**works.tables["targets"][0], "kpi_id": "batch_success_rate", "site_id": "", "comparator": "GE"}
    works.tables["targets"] = [{**at_least, "valid_from": "2020-01-01", "target": "0.1"}]
    (one,) = signals(seen(works), ["batch_success_rate"])
    assert one.assurance is Assurance.PASS
    works.tables["targets"][0]["target"] = "0.9"
    (one,) = signals(seen(works), ["batch_success_rate"])
    assert one.assurance is Assurance.HIT_OR_MISS


def test_a_row_of_a_site_is_held_to_that_sites_target(works: View) -> None:
    of_site = {str(one.by["site_id"]): one.target for one in signals(works, ["bottleneck_utilisation"])}
    alone = {site: signals(replace(works, site=site), ["bottleneck_utilisation"])[0].target for site in of_site}
    assert of_site == alone


def test_by_site_there_is_one_for_each(works: View) -> None:
    found = signals(works, ["batch_success_rate", "bottleneck_utilisation", "win_rate"], by_site=True)
    sites = sorted({str(one.by["site_id"]) for one in found})
    assert [(one.kpi.id, one.by["site_id"]) for one in found] == [
        (kpi, site) for kpi in ("batch_success_rate", "bottleneck_utilisation", "win_rate") for site in sites
    ]
    assert {one.reason for one in found if one.kpi.id == "win_rate"} == {"not available by site"}


def test_all_that_have_months_are_told_but_for_the_ladder(works: View) -> None:
    told = {one.kpi.id for one in signals(works)}
    assert told == {kpi.id for kpi in KPIS.values() if has_months(kpi)}
    assert "booked_ladder" not in told
    assert "process_yield" in told


def test_a_missing_table_is_the_reason(seen: Seen) -> None:
    view = seen(DataFolder().keep("sources", "sites"))
    (one,) = signals(view, ["revenue_12m"])
    assert (one.reason, one.months) == ("the table revenue is missing", ())


@pytest.mark.parametrize(("ids", "count"), [(["backlog"], 24), (["nothing"], 24), (["win_rate"], 0)])
def test_what_cannot_be_asked_is_refused(works: View, ids: list[str], count: int) -> None:
    with pytest.raises(InputError):
        signals(works, ids, count)


def test_a_program_reads_points_with_their_limits(seen: Seen) -> None:
    (one,) = signals(seen(revenue(*[100, 102] * 12, 100, 150)), ["revenue_12m"])
    told = json.loads(json.dumps(as_json(one)))
    assert list(told) == ["id", "by", "chart", "centre", "points", "variation", "rule", "assurance", "target", "reason",
                          "illustrative"]  # fmt: skip
    assert told["points"][-1] == {
        "month": "2027-02-01", "value": 150, "n": 1, "lower": pytest.approx(one.shown[-1][0]),
        "upper": pytest.approx(one.shown[-1][1]), "rules": [1],
    }  # fmt: skip
    assert (told["variation"], told["rule"], told["chart"]) == ("IMPROVEMENT", 1, "XMR")


def test_a_person_reads_a_line(seen: Seen) -> None:
    view = seen(revenue(*[100, 102] * 12, 100, 150))
    line = in_words(view, signals(view, ["revenue_12m"])[0])
    assert line.split() == ["Revenue", "$150:", "improving,", "a", "month", "beyond", "the", "limits"]


def aimed_at(works: DataFolder, target: float) -> DataFolder:
    """The same under a target for the share of batches released."""
    like = works.tables["targets"][0]
    at_least = {"kpi_id": "batch_success_rate", "site_id": "", "comparator": "GE", "valid_from": "2020-01-01"}
    works.tables["targets"] = [{**like, **at_least, "target": str(target)}]
    return works


def test_a_missed_target_says_whether_it_is_more_than_chance(seen: Seen) -> None:
    (one,) = behind.missed_targets(seen(aimed_at(batches(months(*[(4, 1)] * 24)), 0.9)))
    assert one.how_much == "80.0% against ≥ 90.0%, 48 of 60; within normal variation"
    # 11 months of 20 and one of 5 of 20 in the window: 225 of 240.
    fell = aimed_at(batches(months(*[(20, 0)] * 23, (5, 15))), 0.95)
    (one,) = behind.missed_targets(seen(fell))
    assert one.how_much.startswith(
        "93.8% against ≥ 95.0%, 225 of 240; a signal: getting worse, a month beyond the limits"
    )


def test_today_asks_nothing_for_signals_beyond_what_it_measures_at_once(
    works: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = replace(works, as_of=date(2027, 2, 11))
    asked = []
    executed = statements._executed
    monkeypatch.setattr(statements, "_executed", lambda *given: (asked.append(given), executed(*given))[1])
    measured.measure_all(view)
    assert asked
    asked.clear()
    assert signal_words.counted(view)
    assert tiles(view, today.TILES)
    assert asked == []


def test_a_share_of_none_shows_that_its_rows_have_begun(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    view = seen(batches(months(*[(0, 3)] * 13)))
    asked = []
    executed = statements._executed
    monkeypatch.setattr(statements, "_executed", lambda *given: (asked.append(given), executed(*given))[1])
    # Nothing was released in any month, and that batches were decided in each is known without another question.
    (one,) = signals(replace(view, as_of=date(2027, 2, 28)), ["batch_success_rate"])
    assert [month.figure.value for month in one.months] == [0] * 13
    assert asked
    assert [statement.sql for _connection, statement, _values in asked if "begins" in statement.sql] == []
