"""Where the rows come from: freshness, data classes and sources."""

from __future__ import annotations

import ibis
import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import marked
from dualsite.insights.table_spec import ColumnSpec, TableSpec
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
    counted = []
    for name in view.version.tables:
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
    found = run(ibis.union(*counted) if len(counted) > 1 else counted[0]).dicts()
    order = {name: place for place, name in enumerate(TABLES)}
    listed = sorted(found, key=lambda row: order[row["table"]])
    result = pd.DataFrame(listed, columns=["table", "PUBLIC", "ILLUSTRATIVE", "INTERNAL"])
    return result.assign(rows=result.PUBLIC + result.ILLUSTRATIVE + result.INTERNAL)


def illustrative_share(view: View) -> float:
    """The share of all rows that are illustrative, 0 to 1."""
    counted = classes(view)
    total = int(counted.rows.sum())
    return float(counted.ILLUSTRATIVE.sum()) / total if total else 0.0


def has_illustrative(rows: pd.DataFrame) -> bool:
    """Whether any of the rows, which carry their `data_class`, is illustrative."""
    return bool((rows["data_class"] == "ILLUSTRATIVE").any())
