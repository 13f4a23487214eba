"""The rows behind a KPI: what was counted, as it was known at the as-of day."""

from __future__ import annotations

import pandas as pd
from ibis.expr import types as ir

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights.frames import frame
from dualsite.kpi import Kpi, trailing
from dualsite.kpi.engine.question import Question
from dualsite.kpi.engine.rows import rows
from dualsite.schema import TABLES

LISTED = 500
"""Rows shown on a card; the download holds all of them."""


@cached_per_view
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
    question = Question(view, trailing(view.as_of, 12))
    conditions = kpi.population.conditions(question) if kpi.source is None else []
    return rows(question, kpi.table, *TABLES[kpi.table].columns, where=conditions)
