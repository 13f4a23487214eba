"""Tiles: value, target, change and what they rest on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dualsite.access import View
from dualsite.insights.data import tables as delivery
from dualsite.insights.exceptions import changes
from dualsite.insights.kpis import evidence, today
from dualsite.insights.kpis.tiles import target, tiles
from dualsite.kpi import KPIS
from tests.data_folder import DataFolder


def test_under_five_items_the_count_stands_in_place_of_the_rate(works: View) -> None:
    # B-1 and B-2 were released, B-3 rejected: 2 of 3.
    (tile,) = tiles(works, ["batch_success_rate"])
    assert (tile.value, tile.rests_on, tile.is_met, tile.change) == ("2 of 3", "n = 3", None, None)


def test_an_unknown_value_is_a_dash_with_its_reason(works: View) -> None:
    (tile,) = tiles(replace(works, as_of=date(2020, 1, 1)), ["batch_success_rate"])
    assert tile.value == "—"
    assert tile.rests_on == "no batch was released, rejected or aborted in the window"


def test_the_sites_own_target_goes_before_that_of_the_network(works: View) -> None:
    kpi = KPIS["right_first_time"]
    network, own = target(works, kpi), target(replace(works, site="ALDER"), kpi)
    assert network is not None
    assert own is not None
    assert (network.value, own.value) == (0.95, 0.93)
    assert target(replace(works, as_of=date(2024, 12, 31)), kpi) is None


def test_the_line_holds_the_last_twelve_complete_months(works: View) -> None:
    (tile,) = tiles(works, ["revenue_12m"])
    months = [month for month, _value in tile.months]
    assert (months[0], months[-1], len(months)) == (date(2026, 3, 1), date(2027, 2, 1), 12)


def test_the_last_day_of_a_month_completes_it(works: View) -> None:
    (tile,) = tiles(replace(works, as_of=date(2027, 2, 28)), ["revenue_12m"])
    assert tile.months[-1][0] == date(2027, 2, 1)


def test_the_rows_behind_a_rate_are_those_of_its_denominator(works: View) -> None:
    kpi = KPIS["batch_success_rate"]
    assert list(evidence.evidence(works, kpi).batch_id) == ["B-1", "B-2", "B-3"]
    assert evidence.count(works, kpi) == 3


def test_every_kpi_has_rows_to_show(works: View) -> None:
    for kpi in KPIS.values():
        assert evidence.count(works, kpi) >= 0


def test_what_happened_since_a_day_is_listed_latest_first(works: View) -> None:
    events = changes.events(works, date(2025, 12, 31))
    assert list(zip(events.on, events.what, events.how, strict=True)) == [
        (date(2026, 8, 1), "Elmotug: Qualification campaign", "reached"),
        (date(2026, 1, 15), "Elm Therapeutics", "CDO signed"),
        (date(2026, 1, 12), "Birch Works: Birch mechanically complete", "target stated: first half of 2027"),
    ]


def test_kpis_that_moved_are_ranked_by_how_far(works: View) -> None:
    moved = changes.kpis(works, date(2026, 11, 30))
    assert len(moved)
    assert list(moved["size"]) == sorted(moved["size"], reverse=True)


def test_the_sites_stand_side_by_side_with_what_is_unknown(works: View) -> None:
    rates = today.side_by_side(works).set_index(["kpi_id", "site_id"])
    assert rates.loc[("batch_success_rate", "ALDER")].value == 2 / 3
    assert (
        rates.loc[("batch_success_rate", "BIRCH")].value is None
        or rates.loc[("batch_success_rate", "BIRCH")].isna().value
    )


def test_the_kpi_dictionary_is_searched_by_words() -> None:
    assert set(delivery.kpis("release time").id) >= {"release_time_median", "release_time_p90"}
    assert len(delivery.kpis()) == len(KPIS)
    assert not len(delivery.kpis("no such words"))


def test_the_first_page_has_eight_tiles_of_the_catalogue() -> None:
    assert len(today.TILES) == len(set(today.TILES)) == 8
    assert set(today.TILES) <= set(KPIS)


def test_illustrative_rows_mark_their_tiles_only(seen) -> None:  # type: ignore[no-untyped-def]
    made_up = DataFolder()
    for row in made_up.tables["batches"]:
        row["data_class"] = "ILLUSTRATIVE"
    success, revenue = tiles(seen(made_up), ["batch_success_rate", "revenue_12m"])
    assert success.figure.is_illustrative
    assert not revenue.figure.is_illustrative
