"""Where the rows come from: freshness, data classes and sources."""

from __future__ import annotations

from typing import Any

import ibis
import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import marked
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.scenarios import adding_or_taking, concerning
from dualsite.schema import TABLES
from dualsite.store.statements import run


def classes(view: View) -> pd.DataFrame:
    """Rows of every table on show: `table`, `PUBLIC`, `ILLUSTRATIVE`, `INTERNAL`, `rows`; in the contract's order."""
    return _classes(view.whole)


CLASSES_SPEC = TableSpec(
    "classes",
    marked("Rows of every table, by data class"),
    (
        ColumnSpec("table", marked("Table"), "code"),
        ColumnSpec("PUBLIC", marked("Public"), "whole"),
        ColumnSpec("INTERNAL", marked("Internal"), "whole"),
        ColumnSpec("ILLUSTRATIVE", marked("Illustrative"), "whole"),
        ColumnSpec("rows", marked("Rows"), "whole"),
    ),
)


@cached_per_view
def _classes(view: View) -> pd.DataFrame:
    tables = tuple(view.version.tables)
    changed = tuple(name for name in tables if _is_counted_anew(view, name))
    as_told = () if changed == tables else _counted(view.as_told, tables)
    found = [*(row for row in as_told if row["table"] not in changed), *_counted(view, changed)]
    order = {name: place for place, name in enumerate(TABLES)}
    listed = sorted(found, key=lambda row: order[row["table"]])
    result = pd.DataFrame(listed, columns=["table", "PUBLIC", "ILLUSTRATIVE", "INTERNAL"])
    return result.assign(rows=result.PUBLIC + result.ILLUSTRATIVE + result.INTERNAL)


def _is_counted_anew(view: View, name: str) -> bool:
    """Whether the scenario may have other rows of the table than the data, of which alone the classes are counted."""
    if view.scenario is None or view.of_table(name).scenario is None:
        return False
    return view.scope.is_limited or bool(concerning(adding_or_taking(view.scenario.net), (name,)))


@cached_per_view
def _counted(view: View, tables: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of each of these tables by data class, in one query; none of none."""
    counted = []
    for name in tables:
        rows = view.stored(name)
        counted.append(
            rows.aggregate(
                **{
                    data_class: rows.data_class.fill_null("INTERNAL")
                    .isin([data_class])
                    .sum()
                    .cast("int64")
                    .fill_null(0)
                    for data_class in ("PUBLIC", "ILLUSTRATIVE", "INTERNAL")
                }
            ).mutate(table=ibis.literal(name))
        )
    if not counted:
        return []
    return run(ibis.union(*counted) if len(counted) > 1 else counted[0]).dicts()


def illustrative_share(view: View) -> float:
    """The share of all rows that are illustrative, 0 to 1."""
    counted = classes(view)
    total = int(counted.rows.sum())
    return float(counted.ILLUSTRATIVE.sum()) / total if total else 0.0


def has_illustrative(rows: pd.DataFrame) -> bool:
    """Whether any of the rows, which carry their `data_class`, is illustrative."""
    return bool((rows["data_class"] == "ILLUSTRATIVE").any())
