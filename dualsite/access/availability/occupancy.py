"""Which weeks of a class of suites are taken, merged so far that nothing else can be read from it.

What leaves this module says that a class of suites has no room in a run of whole weeks. Whose bookings they are, how
many, of what kind, how firm, in which suite and on which days stays inside: bookings of any client, changeovers,
maintenance and suites that are not ready all look the same, and neighbouring ones are one block.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from ibis.expr import types as ir

BLOCKING = ("MAINTENANCE", "SHUTDOWN", "QUALIFICATION")
"""Bookings that take a whole suite; the others take one of its units."""

_CLASS = ("site_id", "stage", "technology", "unit_volume_l", "containment", "light_protected")


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
class Block:
    """Weeks in a row in which no suite of a class has room: from one Monday up to, not including, another."""

    of: SuiteClass
    from_week: date
    to_week: date


def monday(day: date) -> date:
    """The first day of its ISO week."""
    return day - timedelta(days=day.weekday())


def blocks(
    suites: ir.Table, bookings: ir.Table, first_week: date, weeks: int, as_of: date
) -> dict[SuiteClass, tuple[Block, ...]]:
    """Every class of suites with its blocks within `weeks` ISO weeks from the Monday `first_week`, in time.

    A week is open when one suite of the class has, on each of its seven days, a unit that is ready and not booked;
    every other week belongs to a block. Options that have lapsed at `as_of` take nothing. A class without a block is
    open throughout.
    """
    days = weeks * 7
    end = first_week + timedelta(days=days)
    taken: dict[str, Any] = {}
    blocked: dict[str, Any] = {}
    has_lapsed = (bookings.firmness == "TENTATIVE") & (bookings.option_expires_on < as_of).fill_null(False)
    touching = bookings.filter(
        bookings.start_on < end, bookings.end_on > first_week, bookings.end_on > bookings.start_on, ~has_lapsed
    )
    alike = touching.group_by("suite_id", "start_on", "end_on", is_blocking=touching.kind.isin(BLOCKING)).aggregate(
        count=touching.count()
    )
    for row in alike.to_pyarrow().to_pylist():
        first, last = max(row["start_on"], first_week), min(row["end_on"], end)
        into = blocked if row["is_blocking"] else taken
        units = into.setdefault(row["suite_id"], np.zeros(days, dtype=int))
        units[(first - first_week).days : (last - first_week).days] += row["count"]
    is_taken: dict[SuiteClass, Any] = {}
    nothing = np.zeros(days, dtype=int)
    for suite in suites.select("suite_id", "units", "gmp_ready_on", "retired_on", *_CLASS).to_pyarrow().to_pylist():
        is_full = (taken.get(suite["suite_id"], nothing) >= suite["units"]) | (
            blocked.get(suite["suite_id"], nothing) > 0
        )
        is_full |= ~_is_ready(suite, first_week, days)
        of_weeks = is_full.reshape(weeks, 7).any(axis=1)
        of = SuiteClass(*(suite[name] for name in _CLASS))
        is_taken[of] = is_taken[of] & of_weeks if of in is_taken else of_weeks
    return {of: tuple(_merged(of, is_taken[of], first_week)) for of in sorted(is_taken, key=_order)}


def _is_ready(suite: dict[str, Any], first_week: date, days: int) -> Any:
    """Per day whether the suite may be used: GMP-ready and not retired."""
    ready, retired = suite["gmp_ready_on"], suite["retired_on"]
    if ready is None:
        return np.zeros(days, dtype=bool)
    day = np.arange(days)
    is_ready = day >= (ready - first_week).days
    return is_ready & (day < (retired - first_week).days) if retired is not None else is_ready


def _merged(of: SuiteClass, is_taken: Any, first_week: date) -> Iterator[Block]:
    """The runs of taken weeks, each as one block."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_taken, [False])).astype(int)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield Block(of, first_week + timedelta(weeks=int(start)), first_week + timedelta(weeks=int(end)))


def _order(of: SuiteClass) -> tuple[Any, ...]:
    return (of.site_id, of.stage, of.technology, of.unit_volume_l or 0.0, of.containment, of.light_protected)
