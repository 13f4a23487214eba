"""The quarters that are looked at: from the one that holds the day after the as-of day, cut to begin on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dualsite.errors import InputError

MOST_QUARTERS = 40
_LAST_YEAR = 9900
"""Later days leave no room for quarters ahead."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """The days of a calendar quarter from `first` up to, not including, `to`."""

    first: date
    to: date

    @property
    def label(self) -> str:
        """ "2027Q1"."""
        return f"{self.first.year}Q{(self.first.month + 2) // 3}"


def first_day(label: str) -> date:
    """The first day of the calendar quarter of a label: 2027-07-01 of "2027Q3"."""
    return date(int(label[:4]), 3 * int(label[-1]) - 2, 1)


def quarters(as_of: date, shown: int, beyond: int = 0) -> tuple[Quarter, ...]:
    """The quarters shown and those beyond them, in order.

    InputError for fewer than one or more than `MOST_QUARTERS` shown, or for a day after which the years end.
    """
    if not 1 <= shown <= MOST_QUARTERS:
        raise InputError(f"The number of quarters is {shown}; ask for 1 to {MOST_QUARTERS}.")
    if as_of.year > _LAST_YEAR:
        raise InputError(f"The as-of day {as_of} leaves no quarters to look at; ask for an earlier one.")
    found: list[Quarter] = []
    first = as_of + timedelta(days=1)
    for _number in range(shown + beyond):
        to = _next_quarter(first)
        found.append(Quarter(first, to))
        first = to
    return tuple(found)


def _next_quarter(day: date) -> date:
    month = (day.month - 1) // 3 * 3 + 4
    return date(day.year + month // 13, month if month <= 12 else 1, 1)
