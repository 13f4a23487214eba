"""Deviations that come back: another of the same site, step and cause was closed in the year before."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
from ibis import _
from ibis.expr import types as ir

from dualsite.kpi.question import Question
from dualsite.kpi.rows import rows

LOOK_BACK_D = 365


def recurring_deviations(question: Question) -> ir.Table:
    """Deviations with step and cause, by site, day opened (and partner): `opened` and, of those, `recurring`.

    Days of one site, step and cause are first added up, so that the look back runs over days and not over pairs of
    events. An event's own closing is never before its opening, so it does not count as its own forerunner.
    """
    owner = [question.owner] if question.owner else []
    keys = ["site_id", "process_step", "cause", *owner]
    columns = ("kind", "opened_on", "closed_on", "data_class", *keys)
    events = rows(question, "quality_events", *columns).filter(
        _.kind == "DEVIATION", _.process_step.notnull(), _.cause.notnull(), *(_[name].notnull() for name in owner)
    )
    made_up = _.data_class == "ILLUSTRATIVE"
    openings = events.select(*keys, day_on=_.opened_on, opened=ibis.literal(1), closed=ibis.literal(0), made_up=made_up)
    closings = events.filter(_.closed_on.notnull()).select(
        *keys, day_on=_.closed_on, opened=ibis.literal(0), closed=ibis.literal(1), made_up=ibis.null("boolean")
    )
    days = (
        ibis.union(openings, closings)
        .filter(_.day_on >= question.window.first - timedelta(days=LOOK_BACK_D))
        .group_by(*keys, "day_on")
        .aggregate(opened=_.opened.sum(), closed=_.closed.sum(), made_up=_.made_up.any())
        .mutate(day_no=_.day_on.delta(date(1970, 1, 1), unit="day"))
    )
    year_before = ibis.range_window(preceding=(LOOK_BACK_D, 1), group_by=keys, order_by="day_no")
    return days.mutate(closed_before=_.closed.sum().over(year_before)).select(
        "site_id",
        *owner,
        opened_on=_.day_on,
        opened=_.opened,
        recurring=ibis.ifelse(_.closed_before > 0, _.opened, 0),
        data_class=ibis.ifelse(_.made_up, "ILLUSTRATIVE", "INTERNAL"),
    )
