"""From bookings to the days on which a campaign may start. Days are ordinals (`date.toordinal`) from here on.

A `Diary` is a suite as booked; `Starts` are the days on which one campaign may begin there. Neither looks at any other
step of the chain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dualsite.planning.facts import Booking, Reserved, Suite
from dualsite.schema.vocabulary import BLOCKING_KINDS

NEVER = 10**9
"""A day later than every calendar."""

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Starts:
    """Days on which a campaign may start: half-open intervals, disjoint and ascending. Empty: on no day."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A campaign on one unit, with the changeover days from ours into it and out of it into ours."""

    booking: Booking
    start: int
    end: int
    into_d: int
    out_of_d: int


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which no unit of the suite may run."""

    source: Booking | Reserved
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Diary:
    """A suite as booked: per unit the campaigns that count, by start, and the blocks on all units."""

    suite: Suite
    units: tuple[tuple[Taken, ...], ...]
    blocks: tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class StartWindow:
    """How long a campaign runs, and the days `[begin, end)` on which a start is looked for; possibly none."""

    span_d: int
    begin: int
    end: int


def next_start(starts: Starts, day: int) -> int:
    """The first start on or after `day`; NEVER when there is none."""
    place = bisect_right(starts.ends, day)
    return max(starts.begins[place], day) if place < len(starts.ends) else NEVER


def diary(
    suite: Suite,
    bookings: Iterable[Booking],
    reserved: Iterable[Reserved],
    *,
    counts: Callable[[Booking], bool],
    changeover_d: Callable[[Booking], tuple[int, int]],
) -> Diary:
    """The suite as booked. `bookings` and `reserved` are this suite's, without lapsed options and empty intervals.

    Campaigns are laid on units before `counts` is asked, so that one that does not count leaves its place free.
    `changeover_d`: days from our campaign into a booked one, and out of it into ours.
    """
    bookings = list(bookings)
    campaigns = [booking for booking in bookings if booking.kind == "PROCESS"]
    blocks: list[Booking | Reserved] = [
        booking for booking in bookings if booking.kind in BLOCKING_KINDS and counts(booking)
    ]
    blocks += reserved
    return Diary(
        suite=suite,
        units=tuple(
            tuple(
                Taken(booking, booking.start_on.toordinal(), booking.end_on.toordinal(), *changeover_d(booking))
                for booking in unit
                if counts(booking)
            )
            for unit in _laid_on_units(campaigns, suite.units)
        ),
        blocks=tuple(
            sorted(
                (Closure(source, source.start_on.toordinal(), source.end_on.toordinal()) for source in blocks),
                key=lambda block: (block.start, block.end),
            )
        ),
    )


def _laid_on_units(campaigns: Iterable[Booking], units: int) -> list[list[Booking]]:
    """Each campaign on the lowest unit free at its start, in order of (start_on, booking_id).

    More campaigns at a time than units is an error the data check refuses; here the unit free soonest takes it.
    """
    laid: list[list[Booking]] = [[] for _ in range(units)]
    free_on = [date.min] * units
    for booking in sorted(campaigns, key=lambda booking: (booking.start_on, booking.booking_id)):
        free = (unit for unit, day in enumerate(free_on) if day <= booking.start_on)
        unit = next(free, min(range(units), key=free_on.__getitem__))
        laid[unit].append(booking)
        free_on[unit] = max(free_on[unit], booking.end_on)
    return laid


def unit_starts(unit: Sequence[Taken], blocks: Sequence[Closure], window: StartWindow) -> list[Interval]:
    """The starts on one unit, ascending: in a gap between two campaigns, changeovers kept, and off every block."""
    return _without_blocks(_gaps(unit, window), blocks, window.span_d)


def _gaps(unit: Sequence[Taken], window: StartWindow) -> list[Interval]:
    gaps: list[Interval] = []
    begin, stop, free_on = window.begin, window.end, 0
    for taken in unit:
        # Only the nearest campaign on each side counts, however long the changeover from the one before it.
        end = min(taken.start - taken.into_d - window.span_d + 1, stop)
        if begin < end:
            gaps.append((begin, end))
        if taken.end > free_on:
            free_on = taken.end
            begin = max(window.begin, taken.end + taken.out_of_d)
        if taken.start >= stop:
            return gaps
    if begin < stop:
        gaps.append((begin, stop))
    return gaps


def _without_blocks(gaps: Sequence[Interval], blocks: Sequence[Closure], span_d: int) -> list[Interval]:
    left: list[Interval] = []
    place = 0
    for begin, end in gaps:
        while place < len(blocks) and blocks[place].end <= begin:
            place += 1
        at = place
        while at < len(blocks) and (forbidden := blocks[at].start - span_d + 1) < end:
            if begin < forbidden:
                left.append((begin, forbidden))
            begin = max(begin, blocks[at].end)
            at += 1
        if begin < end:
            left.append((begin, end))
    return left


def clipped(window: StartWindow, begin: int, end: int) -> StartWindow:
    """The part of a window that lies within `[begin, end)`."""
    return StartWindow(window.span_d, max(window.begin, begin), min(window.end, end))


def union(parts: Iterable[Iterable[Interval]]) -> Starts:
    """All starts of several calendars as one."""
    begins: list[int] = []
    ends: list[int] = []
    for begin, end in sorted(interval for part in parts for interval in part):
        if ends and begin <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            begins.append(begin)
            ends.append(end)
    return Starts(tuple(begins), tuple(ends))


def intervals(starts: Starts) -> list[Interval]:
    """The half-open intervals of some starts, ascending."""
    return list(zip(starts.begins, starts.ends, strict=True))
