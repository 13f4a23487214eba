"""An axis of values: where it begins and ends, its ticks, and where a value lies on it, 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dualsite import formats
from dualsite.exports.figures import Format

TICKS = 5
"""About so many."""


@dataclass(frozen=True)
class Scale:
    """From `first` to `last`, with a tick every `step`."""

    first: float
    last: float
    step: float

    def at(self, value: float) -> float:
        """Where a value lies, 0 to 1; what lies beyond is drawn at the end."""
        return min(max((value - self.first) / (self.last - self.first), 0.0), 1.0)

    @property
    def ticks(self) -> list[float]:
        """The values of the ticks, ascending."""
        first = math.ceil(round(self.first / self.step, 6))
        last = math.floor(round(self.last / self.step, 6))
        return [number * self.step for number in range(first, last + 1)]


def scale(values: Iterable[float], ends: tuple[float, float] | None = None, *, has_zero: bool = True) -> Scale:
    """A scale for the values, its steps 1, 2 or 5 times a power of ten; with `ends` exactly between these."""
    known = [*values, *([0.0] if has_zero else [])] or [0.0]
    low, high = ends or (min(known), max(known))
    if low == high:
        low, high = (low - 1, high + 1) if not has_zero else (min(low, 0.0), max(high, 1.0))
    step = _step((high - low) / TICKS)
    if ends is None:
        low, high = math.floor(round(low / step, 6)) * step, math.ceil(round(high / step, 6)) * step
    return Scale(low, high, step)


def _step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least * 0.999)


def told(value: float, step: float, kind: Format, currency: str = "") -> str:
    """A tick as it is read: as many digits as its step needs."""
    match kind:
        case "fraction":
            return formats.percent(value, _digits(step * 100))
        case "amount":
            return formats.money_short(value, currency) if currency else formats.number(value)
        case "day":
            return formats.month(date.fromordinal(round(value)))
        case _:
            return formats.number(value, _digits(step))


def _digits(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def days(first: date, last: date, most: int = 12) -> list[tuple[date, str]]:
    """Ticks along time: the first days of months, every so many of them that there are at most `most`."""
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    inside = [month for month in months if first <= month < last]
    every = next((n for n in (1, 2, 3, 6, 12, 24) if len(inside) <= most * n), 60)
    shown = [month for month in inside if (month.month - 1 + (month.year % 5) * 12) % every == 0]
    return [(month, f"{month.year}" if every >= 12 else formats.month(month)) for month in shown or inside[:1]]
