"""When a chain of steps is licensed: since when it has been, from when it will be, or which steps stand in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

State = Literal["yes", "expected", "overdue", "blocked"]


class HeldLicence(NamedTuple):
    """A stretch of days `[first, after)` on which a step is licensed at a site."""

    stage: str
    site_id: str
    first: date
    """`date.min` where the first day is not stated."""
    after: date
    """The first day it no longer holds; `date.max` where it does not end."""
    is_certain: bool
    """True for a licence that is granted, false for one that is expected."""

    def holds(self, day: date) -> bool:
        """Whether the step is licensed on that day."""
        return self.first <= day < self.after


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether every step of a route is licensed on a day, somewhere.

    `on`: with `yes` the day since when without a break (None: not stated), with `expected` and `overdue` the day it is,
    or was, expected to be; None with `blocked`. `until_on`: with `yes` the first day on which it ends as far as is
    known. `waits_for`: the stages not licensed on the day, in the order of the route; with `blocked` those alone that
    nothing is expected for, or all where what is expected never holds together.
    """

    state: State
    on: date | None = None
    until_on: date | None = None
    waits_for: tuple[str, ...] = ()


def coverage(stages: Sequence[str], holdings: Iterable[HeldLicence], as_of: date) -> Coverage:
    """How far a route of these stages, at least one, is licensed on the day.

    An expected licence whose day has come and that nobody has confirmed is overdue: it is no plan to rely on.
    """
    held: dict[str, list[HeldLicence]] = {stage: [] for stage in stages}
    for holding in holdings:
        if holding.stage in held:
            held[holding.stage].append(holding)
    granted = {stage: [one for one in found if one.is_certain] for stage, found in held.items()}
    lacking = tuple(stage for stage in stages if not _holds(granted[stage], as_of))
    if not lacking:
        first, after = _stretch(granted, as_of)
        return Coverage("yes", None if first == date.min else first, None if after == date.max else after)
    ahead = {stage: [one for one in found if one.is_certain or one.first > as_of] for stage, found in held.items()}
    if (day := _first_day(ahead, as_of)) is not None:
        return Coverage("expected", day, None, lacking)
    if all(_holds(found, as_of) for found in held.values()):
        return Coverage("overdue", _stretch(held, as_of)[0], None, lacking)
    if (day := _first_day(held, as_of)) is not None:
        return Coverage("overdue", day, None, lacking)
    hopeless = tuple(stage for stage in lacking if all(one.is_certain for one in held[stage]))
    return Coverage("blocked", waits_for=hopeless or lacking)


def _first_day(held: Mapping[str, Sequence[HeldLicence]], later_than: date) -> date | None:
    """The first day later than that on which every stage is licensed."""
    starts = {one.first for found in held.values() for one in found if one.first > later_than}
    return next((day for day in sorted(starts) if all(_holds(found, day) for found in held.values())), None)


def _stretch(held: Mapping[str, Sequence[HeldLicence]], day: date) -> tuple[date, date]:
    """The days around one on which every stage is licensed without a break; it is licensed on that day."""
    reaches = [_reach(found, day) for found in held.values()]
    return max(first for first, _after in reaches), min(after for _first, after in reaches)


def _holds(found: Sequence[HeldLicence], day: date) -> bool:
    return any(one.holds(day) for one in found)


def _reach(found: Sequence[HeldLicence], day: date) -> tuple[date, date]:
    """The stretch around a day on which at least one of the licences holds without a break."""
    first = after = day
    grew = True
    while grew:
        grew = False
        for one in found:
            if one.first <= after and one.after >= first and (one.first < first or one.after > after):
                first, after, grew = min(first, one.first), max(after, one.after), True
    return first, after
