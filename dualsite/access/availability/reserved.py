"""When a suite is taken by others, in whole weeks: all that one client may know of everyone else's time.

A week of a suite is reserved when someone else is in it and, on one of its days, no unit is left. Whose time that is,
how many they are, process, changeover or maintenance, how firm and on which days: all of it looks the same, and
neighbouring weeks are one block.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
from ibis.expr import types as ir
from numpy.typing import NDArray

BLOCKING = ("MAINTENANCE", "SHUTDOWN", "QUALIFICATION")
"""Bookings that take a whole suite; the others take one of its units."""

MOST_WEEKS = 20 * 52
"""What lies further ahead is not looked at."""

Block = dict[str, Any]
"""`suite_id`, and the Mondays `start_on` (included) and `end_on` (not included)."""


def reserved(suites: ir.Table, bookings: ir.Table, own: Collection[str], as_of: date) -> list[Block]:
    """The blocks of every suite from the week of `as_of` on, by suite and time; empty when nobody else is booked.

    `bookings` are everyone's, `own` the clients whose own bookings are known to the reader as they are. Options that
    had lapsed at `as_of`, and bookings of no days, take nothing.
    """
    first = as_of - timedelta(days=as_of.weekday())
    found = bookings.filter(
        bookings.end_on > first,
        bookings.end_on > bookings.start_on,
        ~((bookings.firmness == "TENTATIVE") & (bookings.option_expires_on < as_of).fill_null(False)),
    )
    alike = found.group_by(
        "suite_id",
        "start_on",
        "end_on",
        takes_all=found.kind.isin(BLOCKING),
        is_own=found.partner_id.isin(sorted(own)).fill_null(False),
        is_changeover=found.kind == "CHANGEOVER",
    ).aggregate(count=found.count())
    units = {row["suite_id"]: row["units"] for row in suites.select("suite_id", "units").to_pyarrow().to_pylist()}
    by_suite: dict[str, list[dict[str, Any]]] = {}
    for row in alike.to_pyarrow().to_pylist():
        # Changeovers around one's own campaigns are computed by whoever plans another one.
        if row["suite_id"] in units and not (row["is_own"] and row["is_changeover"]):
            by_suite.setdefault(row["suite_id"], []).append(row)
    return [
        {"suite_id": suite_id, "start_on": start, "end_on": end}
        for suite_id in sorted(by_suite)
        for start, end in _blocks(by_suite[suite_id], units[suite_id], first)
    ]


def _blocks(bookings: list[dict[str, Any]], units: int, first: date) -> Iterator[tuple[date, date]]:
    last = max(row["end_on"] for row in bookings)
    weeks = min(-(-(last - first).days // 7), MOST_WEEKS)
    taken: NDArray[np.int64] = np.zeros(weeks * 7, dtype=np.int64)
    by_others: NDArray[np.bool_] = np.zeros(weeks * 7, dtype=bool)
    for row in bookings:
        days = slice(max((row["start_on"] - first).days, 0), (row["end_on"] - first).days)
        taken[days] += units if row["takes_all"] else row["count"]
        by_others[days] |= not row["is_own"]
    is_reserved = (taken >= units).reshape(weeks, 7).any(axis=1) & by_others.reshape(weeks, 7).any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_reserved.astype(np.int8), [0]))))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield first + timedelta(weeks=int(start)), first + timedelta(weeks=int(end))
