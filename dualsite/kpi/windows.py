"""Windows of time: the trailing months that a KPI looks back on."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule


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
        return tuple(self.by_month)

    @property
    def by_month(self) -> Mapping[date, Window]:
        """The part of it in each month that it touches, by the first day of the month, ascending."""
        return _by_month(self)


@lru_cache(maxsize=1024)
def _by_month(whole: Window) -> Mapping[date, Window]:
    months = (month.date() for month in rrule(MONTHLY, dtstart=month_of(whole.first), until=whole.last))
    return {
        month: Window(
            max(month, whole.first), min(month.replace(day=monthrange(month.year, month.month)[1]), whole.last)
        )
        for month in months
    }


def months_after(day: date, months: int) -> date:
    """The same day `months` calendar months later (earlier when negative), clipped to the last day of that month."""
    later: date = day + relativedelta(months=months)
    return later


def trailing(as_of: date, months: int = 12) -> Window:
    """The days d with as_of − months < d ≤ as_of."""
    return Window(months_after(as_of, -months) + timedelta(days=1), as_of)


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def quarter_of(day: date) -> date:
    """The first day of the day's calendar quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
