"""Tiles: value, target, change and what they rest on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dualsite.access import View
from dualsite.insights.data import tables as delivery
from dualsite.insights.exceptions import changes
from dualsite.insights.kpis import evidence, today
from dualsite.insights.kpis.signal_words import is_shown
from dualsite.insights.kpis.signals import signals
from dualsite.insights.kpis.targets import target
from dualsite.insights.kpis.tiles import tiles
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


def test_the_line_holds_the_last_complete_months_since_the_first_row(works: View) -> None:
    (tile,) = tiles(works, ["revenue_12m"])
    assert tile.signal is not None
    months = [month.first for month in tile.signal.months]
    assert months[-1] == date(2027, 2, 1)
    assert len(months) <= 24
    (tile,) = tiles(replace(works, as_of=date(2027, 2, 28)), ["revenue_12m"])
    assert tile.signal is not None
    assert tile.signal.months[-1].first == date(2027, 2, 1)


def test_a_kpi_of_a_state_has_no_months(works: View) -> None:
    (tile,) = tiles(works, ["backlog"])
    assert tile.signal is None


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
        (date(2026, 1, 15), "Elm Therapeutics", "development contract signed"),
        (date(2026, 1, 12), "Birch Works: Birch mechanically complete", "target stated: first half of 2027"),
    ]


def test_only_kpis_that_show_a_signal_have_moved(works: View) -> None:
    since = date(2026, 11, 30)
    shown = {one.kpi.label for one in signals(works) if is_shown(one)}
    moved = changes.kpis(works, since)
    assert shown
    assert set(moved.label) == shown
    assert changes.kpis_in_words(works, since) == ""
    # No release time of a dozen months is known: it cannot be told from chance, however far it went.
    assert not len(changes.kpis(works, since, ("release_time_median",)))


def test_without_months_nothing_is_called_chance(seen) -> None:  # type: ignore[no-untyped-def]
    view = seen(DataFolder().keep("sources", "sites"))
    said = "No KPI has enough months to tell a move from normal variation."
    assert changes.kpis_in_words(view, date(2026, 11, 30)) == said


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
