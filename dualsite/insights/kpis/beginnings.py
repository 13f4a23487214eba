"""When the rows of a KPI begin: before that it has no months, though a sum over nothing is 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import ibis
from ibis import _ as row
from ibis.common.deferred import Deferred

from dualsite.access import View
from dualsite.kpi import Figure, Kpi
from dualsite.kpi.definition import name_of
from dualsite.kpi.windows import month_of
from dualsite.store.statements import run

BEGINS_BY: Mapping[str, Deferred] = {
    "bookings": row.start_on,
    "milestones": row.actual_on,
    "order_events": row.on,
    "quality_events": row.opened_on,
    "revenue": row.month,
}
"""The day by which a table's rows are placed, where a computation places them and not the KPI."""


def beginnings(view: View, months: Mapping[Kpi, Sequence[Figure]]) -> dict[Kpi, date]:
    """The month in which the first table of each KPI has its first row placed, or one before all of these `months`.

    The last of all days where it has none. It is asked only where no month shows that there were rows before: of the
    KPI itself, or of another one of the same rows.
    """
    shown: dict[tuple[str, str], date] = {}
    for kpi, figures in months.items():
        shown[_rows(kpi)] = min([shown.get(_rows(kpi), date.max), *(month(one) for one in figures if _has_rows(one))])
    asked = [
        kpi
        for kpi, figures in months.items()
        if view.has(*kpi.tables) and any(one.value is not None and month(one) < shown[_rows(kpi)] for one in figures)
    ]
    return dict.fromkeys(months, date.min) | {kpi: month_of(day) for kpi, day in _asked(view, asked).items()}


def month(figure: Figure) -> date:
    """The month that the figure is of."""
    found = figure.by["month"]
    if not isinstance(found, date):
        raise TypeError("A month is a day")
    return found


def _placed_by(kpi: Kpi) -> Deferred:
    return BEGINS_BY[kpi.table] if kpi.placed_by is None else kpi.placed_by


def _rows(kpi: Kpi) -> tuple[str, str]:
    """Equal for KPIs whose rows begin on the same day."""
    return kpi.table, name_of(_placed_by(kpi))


def _has_rows(figure: Figure) -> bool:
    """Whether there were rows of its table in its month or before, for certain."""
    counts_its_rows = figure.kpi.source is None and figure.kpi.per is None
    return bool(figure.value or (counts_its_rows and figure.n))


def _asked(view: View, kpis: Sequence[Kpi]) -> dict[Kpi, date]:
    """The first day on which a row of each is placed, all in one query."""
    if not kpis:
        return {}
    first = []
    for place, kpi in enumerate(kpis):
        rows = view.table(kpi.table, begins=_placed_by(kpi))
        first.append(rows.aggregate(begins=rows.begins.min()).mutate(place=ibis.literal(place, "int64")))
    return {kpis[found["place"]]: found["begins"] or date.max for found in run(ibis.union(*first)).dicts()}
