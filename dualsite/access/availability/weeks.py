"""All that a client may know of others' time, merged so far that nothing else can be read from it.

What leaves this module says that a suite, or a class of suites, has no room in a run of whole weeks. Whose the bookings
are, how many, of what kind, how firm and on which days stays inside: bookings of any client, changeovers, maintenance
and, of a class, suites that are not ready all look the same, and neighbouring weeks are one block.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from ibis.expr import types as ir
from numpy.typing import NDArray

from dualsite.schema.options import lapsed
from dualsite.schema.vocabulary import BLOCKING_KINDS
from dualsite.store.statements import run

WEEKS_OF_CLASSES = 26
"""ISO weeks told of a class of suites, from that of the data's own day."""

MOST_WEEKS = 20 * 52
"""What lies further ahead is not looked at."""

_CLASS = ("site_id", "stage", "technology", "unit_volume_l", "containment", "light_protected")

Marks = NDArray[np.bool_]
"""One answer per day, or per week."""


@dataclass(frozen=True)
class SuiteClass:
    """Suites of a site that are alike: stage, technology, volume of a unit, containment and protection from light."""

    site_id: str
    stage: str
    technology: str
    unit_volume_l: float | None
    containment: str
    light_protected: bool


@dataclass(frozen=True)
class WeekBlock:
    """Whole weeks in a row: from one Monday up to, not including, another."""

    from_week: date
    to_week: date


@dataclass(frozen=True)
class Availability:
    """Others' time, as one client may know it: on the data's own day, whatever day is asked on.

    An option of somebody else that lapses until a later day would show, by then not being there, that it was one.
    """

    first_week: date
    """The Monday from which it is told."""
    reserved: Mapping[str, tuple[WeekBlock, ...]]
    """Per suite, by its id, the weeks in which somebody else is in it and, on a day, no unit is left; in time.

    Empty for who sees all bookings as they are.
    """
    full: Mapping[SuiteClass, tuple[WeekBlock, ...]]
    """Per class of suites, whoever takes it, the weeks of the next `WEEKS_OF_CLASSES` without room; in time."""

    def reserved_rows(self) -> list[dict[str, Any]]:
        """The reserved blocks as rows, by suite and time: `suite_id`, `start_on`, `end_on` (not included)."""
        return [
            {"suite_id": suite_id, "start_on": block.from_week, "end_on": block.to_week}
            for suite_id, blocks in self.reserved.items()
            for block in blocks
        ]


def monday(day: date) -> date:
    """The first day of its ISO week."""
    return day - timedelta(days=day.weekday())


def availability(suites: ir.Table, bookings: ir.Table, own: Collection[str] | None, as_of: date) -> Availability:
    """What may be known of everyone's `bookings` of these suites, from the week of `as_of`, the data's own day, on.

    `own` are the clients whose own bookings the reader knows as they are; None knows all. Options that had lapsed at
    `as_of`, and bookings of no days, take nothing. A week of a class has room when one of its suites has, on each of
    its seven days, a unit that is ready and not booked.
    """
    first = monday(as_of)
    found = _booked(bookings, own or (), first, as_of)
    weeks = min(max([WEEKS_OF_CLASSES, *(-(-(row["end_on"] - first).days // 7) for row in found)]), MOST_WEEKS)
    by_suite: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        by_suite.setdefault(row["suite_id"], []).append(row)
    reserved: dict[str, tuple[WeekBlock, ...]] = {}
    is_full: dict[SuiteClass, Marks] = {}
    columns = ("suite_id", "units", "gmp_ready_on", "retired_on", *_CLASS)
    for suite in run(suites.select(*columns).order_by("suite_id")).dicts():
        use = _Use(suite["units"], weeks)
        for row in by_suite.get(suite["suite_id"], []):
            use.add(row, slice(max((row["start_on"] - first).days, 0), (row["end_on"] - first).days))
        if own is not None and (blocks := _blocks(use.is_reserved, first)):
            reserved[suite["suite_id"]] = blocks
        of = SuiteClass(*(suite[name] for name in _CLASS))
        days = WEEKS_OF_CLASSES * 7
        has_no_room = _in_weeks(use.is_full[:days] | ~_is_ready(suite, first, days))
        is_full[of] = is_full[of] & has_no_room if of in is_full else has_no_room
    return Availability(first, reserved, {of: _blocks(is_full[of], first) for of in sorted(is_full, key=_order)})


class _Use:
    """How the units of one suite are used, day by day."""

    def __init__(self, units: int, weeks: int) -> None:
        self._units = units
        self._taken = np.zeros(weeks * 7, dtype=np.int64)
        self._own_changeovers = np.zeros(weeks * 7, dtype=np.int64)
        self._by_others = np.zeros(weeks * 7, dtype=bool)

    def add(self, row: Mapping[str, Any], days: slice) -> None:
        """Bookings that are alike, on their days."""
        self._taken[days] += self._units if row["takes_all"] else row["count"]
        if row["is_own"] and row["is_changeover"]:
            self._own_changeovers[days] += row["count"]
        self._by_others[days] |= not row["is_own"]

    @property
    def is_full(self) -> Marks:
        """Per day, whether no unit is left."""
        is_full: Marks = self._taken >= self._units
        return is_full

    @property
    def is_reserved(self) -> Marks:
        """Per week, whether somebody else is in it and on a day no unit is left.

        One's own changeovers do not count: whoever plans another campaign computes them.
        """
        return _in_weeks(self._taken - self._own_changeovers >= self._units) & _in_weeks(self._by_others)


def _booked(bookings: ir.Table, own: Collection[str], first: date, as_of: date) -> list[dict[str, Any]]:
    """The bookings from `first` on, those that are alike counted."""
    rows = bookings.filter(
        bookings.end_on > first,
        bookings.end_on > bookings.start_on,
        ~lapsed(bookings.firmness, bookings.option_expires_on, as_of),
    )
    alike = rows.group_by(
        "suite_id",
        "start_on",
        "end_on",
        takes_all=rows.kind.isin(BLOCKING_KINDS),
        is_own=rows.partner_id.isin(sorted(own)).fill_null(False),
        is_changeover=rows.kind == "CHANGEOVER",
    ).aggregate(count=rows.count())
    return run(alike).dicts()


def _is_ready(suite: Mapping[str, Any], first: date, days: int) -> Marks:
    """Per day whether the suite may be used: GMP-ready and not retired."""
    ready, retired = suite["gmp_ready_on"], suite["retired_on"]
    if ready is None:
        return np.zeros(days, dtype=bool)
    first_day = min(max((ready - first).days, 0), days)
    last_day = days if retired is None else min(max((retired - first).days, 0), days)
    is_ready = np.zeros(days, dtype=bool)
    is_ready[first_day:last_day] = True
    return is_ready


def _in_weeks(is_so: Marks) -> Marks:
    """Per week whether it is so on any of its days."""
    of_weeks: Marks = np.logical_or.reduce(is_so.reshape(-1, 7), axis=1)
    return of_weeks


def _blocks(is_taken: Marks, first: date) -> tuple[WeekBlock, ...]:
    """The runs of taken weeks, each as one block."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_taken.astype(np.int8), [0]))))
    return tuple(
        WeekBlock(first + timedelta(weeks=int(start)), first + timedelta(weeks=int(end)))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    )


def _order(of: SuiteClass) -> tuple[Any, ...]:
    return (of.site_id, of.stage, of.technology, of.unit_volume_l or 0.0, of.containment, of.light_protected)
