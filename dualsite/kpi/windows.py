"""Windows of time: the trailing months that a KPI looks back on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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
        months = rrule(MONTHLY, dtstart=month_of(self.first), until=self.last)
        return tuple(month.date() for month in months)


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
