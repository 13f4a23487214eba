"""Windows of time."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dualsite.kpi.computations.cover import shares_of_months
from dualsite.kpi.windows import Window, month_of, months_after, quarter_of, trailing

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))


def test_a_year_back_is_clipped_to_the_months_last_day() -> None:
    assert months_after(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert months_after(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert months_after(date(2026, 1, 31), 13) == date(2027, 2, 28)


def test_a_mid_month_end_gives_13_months_and_a_months_end_12() -> None:
    assert len(trailing(date(2026, 11, 20)).months) == 13
    assert len(trailing(date(2026, 11, 30)).months) == 12
    assert trailing(date(2026, 11, 30)).first == date(2025, 12, 1)


def test_the_last_month_of_the_calendar_is_a_month_of_its_window() -> None:
    assert Window(date(9999, 11, 30), date(9999, 12, 31)).months == (date(9999, 11, 1), date(9999, 12, 1))


def test_a_quarter_begins_in_january_april_july_and_october() -> None:
    assert {quarter_of(date(2026, month, 28)).month for month in range(1, 13)} == {1, 4, 7, 10}
    assert quarter_of(date(2026, 6, 30)) == date(2026, 4, 1)


@settings(derandomize=True, max_examples=50)
@given(DAYS, st.integers(1, 36))
def test_the_windows_of_two_successive_spans_meet_without_overlap(as_of: date, months: int) -> None:
    window = trailing(as_of, months)
    assert window.last == as_of
    assert window.first - timedelta(days=1) == months_after(as_of, -months)
    assert window.days == sum(_days_of(month, window) for month in window.months)


@settings(derandomize=True, max_examples=50)
@given(DAYS)
def test_90_days_ahead_are_shared_out_over_their_months(as_of: date) -> None:
    shares = shares_of_months(as_of)
    days = sum(share * (months_after(month, 1) - month).days for month, share in shares.items())
    assert round(days, 9) == 90
    assert min(shares) == month_of(as_of + timedelta(days=1))


def _days_of(month: date, window: Window) -> int:
    last = min(months_after(month, 1) - timedelta(days=1), window.last)
    return (last - max(month, window.first)).days + 1
