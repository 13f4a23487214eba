"""Deviations that come back: another of the same site, step and cause was closed in the year before."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import IS_MADE_UP, days
from dualsite.kpi.engine.question import ASKED, Question, Reader

LOOK_BACK_D = 365

IS_RECURRING = (days(row.closed_on, row.opened_on) <= LOOK_BACK_D).fill_null(False)
"""Whether a deviation has a forerunner, of one paired with the last like it that was closed before."""


def recurring_deviations(question: Question) -> pd.DataFrame:
    """Deviations with step and cause opened in the window, by `site_id` and `month` (and partner, grouped by it).

    `deviations`: how many; `recurring`: how many of them have a forerunner. Each is held against the last one of its
    site, step and cause (and partner) that was closed before the day it was opened. An event's own closing is never
    before its opening, so it does not count as its own forerunner.
    """
    return question.read_of_window(_of_partners if question.by == "partner" else _of_sites)


def _of_sites(reader: Reader) -> ir.Table:
    return _paired(reader, "site_id")


def _of_partners(reader: Reader) -> ir.Table:
    return _paired(reader, "site_id", "partner_id")


def _paired(reader: Reader, *owners: str) -> ir.Table:
    keys = (*owners, "process_step", "cause")
    is_meant = [row.kind == "DEVIATION", *(getattr(row, name).notnull() for name in keys)]
    is_opened = [*is_meant, row.opened_on.between(row.window_first, row.window_last)]
    is_closed = [*is_meant, days(row.closed_on, row.window_first) <= LOOK_BACK_D]
    opened = reader.rows("quality_events", *keys, "opened_on", "data_class", where=is_opened)
    closed = reader.rows("quality_events", *keys, "closed_on", where=is_closed)
    of_day = opened.group_by(ASKED, *keys, "opened_on")
    days_opened = of_day.aggregate(deviations=row.count(), is_illustrative=IS_MADE_UP.any())
    paired = with_forerunner(days_opened, closed, [ASKED, *keys])
    return paired.group_by(ASKED, *owners, month=row.opened_on.truncate("M")).aggregate(
        recurring=ibis.coalesce(row.deviations.sum(where=IS_RECURRING), 0).cast("int64"),
        deviations=row.deviations.sum().cast("int64"),
        is_illustrative=row.is_illustrative.any(),
    )


def with_forerunner(opened: ir.Table, closed: ir.Table, keys: Sequence[str]) -> ir.Table:
    """Each deviation that was opened, with the day `closed_on` of the last one of the same `keys` closed before.

    That day is empty where there is none. `closed` holds the keys and `closed_on`, `opened` no column of that name.
    Both are gone through once, day by day, what is opened on a day before what is closed on it: PostgreSQL and Spark
    would hold each deviation against all that were closed.
    """
    closings = closed.select(*keys, "closed_on").distinct().mutate(day=row.closed_on, is_closing=True)
    openings = opened.mutate(closed_on=ibis.null(closings.closed_on.type()), day=row.opened_on, is_closing=False)
    missing = {name: ibis.null(openings[name].type()) for name in openings.columns if name not in closings.columns}
    both = openings.union(closings.mutate(**missing).select(*openings.columns))
    before = ibis.window(group_by=list(keys), order_by=[row.day, row.is_closing], preceding=None, following=0)
    paired = both.mutate(closed_on=row.closed_on.max().over(before))
    return paired.filter(~row.is_closing).drop("day", "is_closing")
