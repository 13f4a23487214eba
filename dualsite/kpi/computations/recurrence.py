"""Deviations that come back: another of the same site, step and cause was closed in the year before."""

from __future__ import annotations

from datetime import timedelta

from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import days
from dualsite.kpi.engine.question import Question
from dualsite.kpi.engine.rows import rows

LOOK_BACK_D = 365


def recurring_deviations(question: Question) -> ir.Table:
    """Deviations with step and cause: `site_id`, `opened_on` (and partner), and whether each `is_recurring`.

    Each is held against the last one of its site, step and cause (and partner) that was closed before the day it was
    opened. An event's own closing is never before its opening, so it does not count as its own forerunner.
    """
    owner = [question.owner] if question.owner else []
    keys = ["site_id", "process_step", "cause", *owner]
    is_meant = [row.kind == "DEVIATION", *(getattr(row, name).notnull() for name in keys)]
    opened = rows(question, "quality_events", *keys, "opened_on", "data_class", where=is_meant)
    earliest = question.window.first - timedelta(days=LOOK_BACK_D)
    closed = rows(question, "quality_events", *keys, "closed_on", where=[*is_meant, row.closed_on >= earliest])
    paired = opened.asof_join(closed, opened.opened_on > closed.closed_on, keys)
    is_recurring = (days(row.closed_on, row.opened_on) <= LOOK_BACK_D).fill_null(False)
    return paired.select("site_id", *owner, "opened_on", "data_class", is_recurring=is_recurring)
