"""Windows of time: the trailing months that a KPI looks back on."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Window:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> tuple[date, ...]:
        """The calendar months it touches, by their first day, ascending. A mid-month end of a year gives 13."""
        first, last = self.first, self.last
        return tuple(
            date(number // 12, number % 12 + 1, 1)
            for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        )


def months_after(day: date, months: int) -> date:
    """The same day `months` calendar months later (earlier when negative), clipped to the last day of that month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def trailing(as_of: date, months: int = 12) -> Window:
    """The days d with as_of − months < d ≤ as_of."""
    return Window(months_after(as_of, -months) + timedelta(days=1), as_of)


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)
