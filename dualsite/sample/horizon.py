"""The span of time the illustrative operations cover, and days as numbers.

Planning counts in day numbers (days since 1970-01-01, as NumPy does); rows carry `date`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

HISTORY_MONTHS = 36
AHEAD_MONTHS = 18

_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day with that number."""
    return _EPOCH + timedelta(days=int(number))


def months_after(day: date, months: int) -> date:
    """The same day `months` later (or earlier), clipped to the month's last day."""
    later: date = day + relativedelta(months=months)
    return later


@dataclass(frozen=True)
class Horizon:
    """Three years of history before `as_of`, eighteen months of plans after it."""

    as_of: date

    @property
    def start(self) -> date:
        """The first day of history: the first of a month."""
        return self.month(-HISTORY_MONTHS)

    @property
    def end(self) -> date:
        """The first day without plans."""
        return months_after(self.as_of, AHEAD_MONTHS)

    def month(self, offset: int) -> date:
        """The first day of the month that lies `offset` months from that of `as_of`."""
        return months_after(self.as_of.replace(day=1), offset)

    def day(self, offset: int) -> date:
        """The day `offset` days from `as_of`."""
        return self.as_of + timedelta(days=offset)

    def months(self, first: int, last: int) -> list[date]:
        """First days of the months from `first` to `last`, both included, as offsets from that of `as_of`."""
        return [self.month(offset) for offset in range(first, last + 1)]
