"""What a reader looks at on the capacity page: a stretch of time, and some stages or all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dualsite.kpi.windows import months_after, quarter_of

Zoom = Literal["quarter", "year", "all"]

USUAL_ZOOM: Zoom = "year"
"""What the page shows before anybody chooses."""

_REACH: dict[Zoom, tuple[int, int]] = {"quarter": (-1, 3), "year": (-3, 12), "all": (-36, 24)}
"""Months before and after the as-of day."""


@dataclass(frozen=True)
class CapacityChoice:
    """The stages chosen, none for all, and how far the calendars reach. All stretches include their last day."""

    as_of: date
    zoom: Zoom
    stages: tuple[str, ...]

    @property
    def calendar(self) -> tuple[date, date]:
        """The first and last day of the suites' calendars."""
        before, after = _REACH[self.zoom]
        return months_after(self.as_of, before), months_after(self.as_of, after)

    @property
    def months(self) -> tuple[date, date]:
        """Whole months from a year before the as-of day to a year after it."""
        month = self.as_of.replace(day=1)
        return months_after(month, -12), months_after(month, 13) - timedelta(days=1)

    @property
    def quarters(self) -> tuple[date, date]:
        """Whole quarters from a year before that of the as-of day to a year after it."""
        quarter = quarter_of(self.as_of)
        return months_after(quarter, -12), months_after(quarter, 18) - timedelta(days=1)
