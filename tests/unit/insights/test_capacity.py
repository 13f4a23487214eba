"""Capacity of the fictional works, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dualsite.access import View
from dualsite.insights.capacity import calendars, free_time, occupancy
from dualsite.insights.capacity import load as capacity
from tests.data_folder import DataFolder


def test_open_days_are_what_is_ready_less_what_is_booked(works: View) -> None:
    # 2027-03-02 to 2028-03-01 are 366 days. Conjugation is held by an option for the 30 days of April 2027; Birch's
    # four units stand ready on the 61 days from 2028-01-01.
    room = free_time.room(works).set_index(["site", "stage"])
    assert room.loc[("Alder Works", "DOWNSTREAM")].open_d == 366
    assert room.loc[("Alder Works", "UPSTREAM")].open_d == 2 * 366
    assert room.loc[("Alder Works", "CONJUGATION")].open_d == 366 - 30
    assert room.loc[("Birch Works", "UPSTREAM")].open_d == room.loc[("Birch Works", "UPSTREAM")].calendar_d == 4 * 61


def test_the_longest_free_window_is_named_first(works: View) -> None:
    room = free_time.room(works).set_index(["site", "stage"])
    assert room.loc[("Alder Works", "CONJUGATION")].windows == (
        "Conjugation 1 1 May 2027 to 1 Mar 2028 (306 d); Conjugation 1 2 Mar 2027 to 31 Mar 2027 (30 d)"
    )


def test_occupancy_of_a_month_is_taken_over_available(works: View) -> None:
    # AL-DN, October 2026: process from the 10th, 22 of 31 days. December: 12 days of maintenance are not available.
    months = occupancy.occupancy(works, date(2026, 10, 1), date(2026, 12, 31)).set_index(["stage", "month"])
    october = months.loc[("DOWNSTREAM", date(2026, 10, 1))]
    assert (october.taken_d, october.available_d, october.share) == (22, 31, 22 / 31)
    assert months.loc[("DOWNSTREAM", date(2026, 12, 1))].available_d == 31 - 12


def test_a_month_without_available_days_is_unknown_not_zero(works: View) -> None:
    months = occupancy.occupancy(works, date(2027, 12, 1), date(2028, 1, 31)).set_index(["site_id", "stage", "month"])
    assert months.loc[("BIRCH", "UPSTREAM", date(2027, 12, 1))].share is None
    assert months.loc[("BIRCH", "UPSTREAM", date(2028, 1, 1))].share == 0


def test_the_parts_of_every_quarter_sum_to_its_calendar(works: View) -> None:
    ladder = occupancy.ladder(works, date(2026, 1, 1), date(2028, 3, 31))
    parts = ladder.groupby("quarter").part_d.sum()
    calendar = ladder.groupby("quarter").calendar_d.first()
    assert (parts == calendar).all()
    assert ladder.groupby("quarter").share.sum().round(12).eq(1).all()


def test_the_answer_names_the_binding_stage_and_what_is_open(works: View) -> None:
    busy = replace(works, as_of=date(2026, 9, 30))
    # Over the year from 2026-10-01: upstream 45 of 2 × 365, downstream 45 of 365 − 15 blocked, conjugation 30 of 365.
    (alder,) = [one for one in capacity.bindings(busy) if one.site == "Alder Works"]
    assert (alder.stage, alder.occupancy) == ("DOWNSTREAM", 45 / (365 - 15))
    assert (alder.next_stage, alder.next_occupancy) == ("CONJUGATION", 30 / 365)
    assert capacity.answer(busy).startswith(
        "Downstream is the bottleneck at Alder Works: 13% booked over the next 12 months against 8% conjugation"
    )
    assert capacity.litres_warning(busy) is not None


def test_bookings_side_by_side_stand_on_lanes_of_their_own(seen) -> None:  # type: ignore[no-untyped-def]
    delivery = DataFolder()
    delivery.add(
        "bookings", booking_id="BK-9", suite_id="AL-UP", kind="PROCESS", firmness="FIRM", start_on="2026-11-01",
        end_on="2026-12-01",
    )  # fmt: skip
    shown = calendars.bookings(seen(delivery), date(2026, 9, 1), date(2027, 6, 1)).set_index("booking_id")
    assert (shown.loc["BK-2"].lane, shown.loc["BK-9"].lane) == (0, 1)
    assert (shown.loc["BK-1"].shown_as, shown.loc["BK-5"].shown_as) == ("BLOCKED", "TENTATIVE")


@pytest.mark.parametrize(("as_of", "is_shown"), [(date(2027, 4, 1), True), (date(2027, 4, 2), False)])
def test_an_option_is_shown_until_it_lapses(works: View, as_of: date, is_shown: bool) -> None:
    shown = calendars.bookings(replace(works, as_of=as_of), date(2027, 1, 1), date(2027, 6, 1))
    assert ("BK-5" in set(shown.booking_id)) is is_shown


def test_filters_leave_other_sites_and_stages_out(works: View) -> None:
    assert set(calendars.suites(replace(works, site="BIRCH")).suite_id) == {"BI-UP"}
    assert set(calendars.suites(works, ("CONJUGATION",)).suite_id) == {"AL-CJ"}
