"""The rows behind a KPI: what was counted, as it was known at the as-of day."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from ibis.expr import types as ir

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import marked
from dualsite.insights.contract_rows import rows_in_words
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import frame, names_of
from dualsite.insights.table_spec import ColumnSpec, Kind, TableSpec
from dualsite.kpi import Kpi, ask, trailing
from dualsite.kpi.definition import Population
from dualsite.kpi.windows import Window
from dualsite.schema import TABLES
from dualsite.store.statements import run

LISTED = 500
"""Rows that a card has; the download holds all of them."""


@cached_per_view
def count(view: View, kpi: Kpi, window: Window | None = None) -> int:
    """How many rows stand behind the KPI."""
    return int(run(_counted(view, kpi, window).count()).rows[0][0])


def evidence(view: View, kpi: Kpi, limit: int | None = None, window: Window | None = None) -> pd.DataFrame:
    """The rows of the KPI's first table that it counts, by key; the first `limit` when given. With their sources.

    Where a KPI is placed in time they are those of the `window`, or of the trailing 12 months. KPIs that a calculation
    puts together out of many rows list what it reads: the rows `behind` it, or else every row of the table that the
    filters leave. Needs the KPI's tables.
    """
    found = _counted(view, kpi, window)
    found = found.order_by(*(TABLES[kpi.table].key or found.columns))
    return with_sources(view, frame(found.limit(limit) if limit else found))


def evidence_spec(view: View, kpi: Kpi) -> TableSpec:
    """The rows of the KPI's first table in words."""
    return replace(rows_in_words(view, kpi.table), id="rows")


@cached_per_view
def by_site(view: View, kpi: Kpi) -> pd.DataFrame:
    """The KPI site by site: `site` (name), `value` and what it is made of, `n`, and `reason` where it is unknown.

    Only for KPIs that can be split by site.
    """
    names = names_of(view, "sites", "site_id")
    rows = [
        {
            "site": names.get(str(figure.by["site_id"]), figure.by["site_id"]),
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "n": figure.n,
            "reason": figure.reason,
            "site_id": figure.by["site_id"],
        }
        for figure in ask(view, [kpi], "site")
        if "site_id" in figure.by
    ]
    return pd.DataFrame(rows, columns=by_site_spec(kpi).names, dtype=object)


_VALUES: dict[str, Kind] = {"fraction": "fraction", "money": "amount"}


def by_site_spec(kpi: Kpi) -> TableSpec:
    """The KPI site by site, its value in its own unit."""
    kind = _VALUES.get(kpi.unit, "number")
    unit = None if kpi.unit in ("ratio", "count", *_VALUES) else kpi.unit
    return TableSpec(
        "by site",
        kpi.label,
        (
            ColumnSpec("site", marked("Site")),
            ColumnSpec("value", kpi.label, kind, unit, digits=2 if kpi.unit == "ratio" else None),
            ColumnSpec("numerator", marked("Numerator"), "number"),
            ColumnSpec("denominator", marked("Denominator"), "number"),
            ColumnSpec("n", marked("Based on"), "whole", marked("n")),
            ColumnSpec("reason", marked("Why unknown")),
            ColumnSpec("site_id", kind="code"),
        ),
    )


def is_placed(kpi: Kpi) -> bool:
    """Whether each of its rows belongs to a day, so that those of a month are others than those of a year."""
    return _behind(kpi).placed_by is not None


def _behind(kpi: Kpi) -> Population:
    return kpi.behind or (Population(table=kpi.table) if kpi.source else kpi.population)


def _counted(view: View, kpi: Kpi, window: Window | None) -> ir.Table:
    window = window or trailing(view.as_of, 12)
    conditions = _behind(kpi).conditions(window.first, window.last)
    return view.table(kpi.table, *TABLES[kpi.table].columns, where=conditions)
