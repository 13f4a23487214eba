"""How much time a figure shows: a day that stands for none, as 1900-01-01 or 9999-12-31, does not stretch its axis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

YEARS_BACK = 40
YEARS_AHEAD = 25
"""How far from the as-of day an axis of time reaches at most, whatever the rows hold."""

_YEAR = timedelta(days=366)


def in_sight(day: date | None, as_of: date) -> bool:
    """Whether an axis of time reaches to a day; never to none."""
    return day is not None and as_of - YEARS_BACK * _YEAR <= day <= as_of + YEARS_AHEAD * _YEAR


def sight(days: Iterable[date | None], as_of: date) -> tuple[date, date]:
    """The first and the last of the days that are in sight and of the as-of day; a year at least beside what is not."""
    told = [day for day in days if day is not None]
    seen = [as_of, *(day for day in told if in_sight(day, as_of))]
    seen += [as_of + (_YEAR if day > as_of else -_YEAR) for day in told if not in_sight(day, as_of)]
    return min(seen), max(seen)
