"""When a bid needs what: worked examples of the spread, and that its parts add up."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsite.errors import InputError
from dualsite.planning.pipeline import Bid, quarters
from dualsite.planning.pipeline.bids import demand, suite_days

AS_OF = date(2026, 12, 31)


def bid(days: float, first: str, end: str) -> Bid:
    return Bid("B", "DOWNSTREAM", 0.5, suite_days(days), date.fromisoformat(first), date.fromisoformat(end))


def by_quarter(days: float, first: str, end: str, as_of: date = AS_OF, count: int = 4) -> list[int]:
    return list(demand(bid(days, first, end), quarters(as_of, count)))


def test_quarters_begin_with_that_of_tomorrow_cut_to_begin_on_it() -> None:
    assert [(one.label, str(one.first), str(one.to)) for one in quarters(date(2026, 11, 20), 3)] == [
        ("2026Q4", "2026-11-21", "2027-01-01"),
        ("2027Q1", "2027-01-01", "2027-04-01"),
        ("2027Q2", "2027-04-01", "2027-07-01"),
    ]
    assert quarters(AS_OF, 1)[0].label == "2027Q1"


def test_days_are_spread_evenly_over_the_interval() -> None:
    # 90 days of the first quarter and 91 of the second, one suite-day on each
    assert by_quarter(181, "2027-01-01", "2027-07-01") == [90, 91, 0, 0]


def test_what_has_come_so_far_is_rounded_half_up_so_that_the_parts_add_up() -> None:
    # a quarter of 90 days out of 180 (to 30 June): 45 × 90 ÷ 180 = 22.5 → 23; the rest is 45 − 23
    assert by_quarter(45, "2027-01-01", "2027-06-30") == [23, 45 - 23, 0, 0]


def test_suite_days_with_a_fraction_round_as_a_whole() -> None:
    # 60.5 × 90 ÷ 181 = 30.08 → 30; 60.5 → 61; 61 − 30
    assert by_quarter(60.5, "2027-01-01", "2027-07-01") == [30, 61 - 30, 0, 0]


def test_an_interval_of_no_days_lies_on_its_first_day() -> None:
    assert by_quarter(40, "2027-04-01", "2027-04-01") == [0, 40, 0, 0]
    assert by_quarter(40, "2027-03-31", "2027-03-31") == [40, 0, 0, 0]


def test_what_would_lie_before_tomorrow_is_spread_over_what_is_left() -> None:
    # from 2026-10-01, but only 2027-01-01 to 2027-07-01 is left: 181 days
    assert by_quarter(181, "2026-10-01", "2027-07-01") == [90, 91, 0, 0]


def test_an_interval_that_is_over_lies_whole_on_tomorrow() -> None:
    assert by_quarter(40, "2026-01-01", "2026-12-31") == [40, 0, 0, 0]
    assert by_quarter(40, "2026-01-01", "2027-01-01") == [40, 0, 0, 0]
    assert by_quarter(40, "2026-05-01", "2026-05-01") == [40, 0, 0, 0]


def test_what_lies_past_the_quarters_is_in_none_of_them() -> None:
    assert by_quarter(40, "2029-01-01", "2029-02-01") == [0, 0, 0, 0]


def test_a_bid_comes_later_by_calendar_months_each_day_clipped() -> None:
    moved = bid(40, "2027-01-31", "2027-08-31").later(1)
    assert (str(moved.need_from_on), str(moved.need_to_on)) == ("2027-02-28", "2027-09-30")
    assert bid(40, "9999-12-01", "9999-12-31").later(12).need_to_on == date.max


def test_fewer_quarters_than_one_cannot_be_asked_for() -> None:
    for count in (0, -1, 41):
        with pytest.raises(InputError, match="ask for 1 to 40"):
            quarters(AS_OF, count)
    with pytest.raises(InputError, match="ask for an earlier one"):
        quarters(date(9999, 12, 31), 8)


@settings(max_examples=60, deadline=None)
@given(
    st.decimals(0, 500, places=1),
    st.dates(date(2026, 1, 1), date(2028, 6, 1)),
    st.integers(0, 500),
    st.dates(date(2026, 6, 1), date(2027, 6, 1)),
)
def test_the_parts_of_a_demand_add_up(days: object, first: date, lasts: int, as_of: date) -> None:
    need_to = date.fromordinal(first.toordinal() + lasts)
    one = Bid("B", "SEED", 0.5, Fraction(str(days)), first, need_to)
    assert sum(demand(one, quarters(as_of, 20))) == (2 * one.suite_days + 1) // 2
