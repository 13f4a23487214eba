"""The rows behind a KPI: what was counted, as it was known at the as-of day."""

from __future__ import annotations

import pandas as pd
from ibis.expr import types as ir

from dualsite.access import View
from dualsite.answers.frames import frame
from dualsite.kpi import Kpi, trailing
from dualsite.kpi.question import Question
from dualsite.kpi.rows import COLUMNS, rows
from dualsite.memory import remembered
from dualsite.schema import TABLES

LISTED = 500
"""Rows shown on a card; the download holds all of them."""


@remembered
def count(view: View, kpi: Kpi) -> int:
    """How many rows stand behind the KPI."""
    return int(_counted(view, kpi).count().to_pyarrow().as_py())


def evidence(view: View, kpi: Kpi, limit: int | None = None) -> pd.DataFrame:
    """The rows of the KPI's first table that it counts, by key; the first `limit` when given.

    Where a KPI is placed in time they are those of the window. KPIs that a calculation puts together out of many rows
    list what it reads: every row of the table that the filters leave.
    """
    found = _counted(view, kpi)
    found = found.order_by(*(TABLES[kpi.table].key or found.columns))
    return frame(found.limit(limit) if limit else found)


def _counted(view: View, kpi: Kpi) -> ir.Table:
    window = trailing(view.as_of, 12)
    question = Question(view, window)
    # What a row takes from another table, such as the site of its suite, is there only where the question is about it.
    borrowed = {"site_id", "stage"} - set(TABLES[kpi.table].columns)
    found = rows(question, kpi.table, *sorted(COLUMNS[kpi.table] - borrowed))
    if kpi.source is None:
        if kpi.of is not None:
            found = found.filter(kpi.of)
        if kpi.placed_by is not None:
            found = found.filter(kpi.placed_by >= window.first, kpi.placed_by <= window.last)
    return found.select(*TABLES[kpi.table].columns)
