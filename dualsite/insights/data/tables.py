"""The delivery itself: its tables with freshness, its findings, and its rows as they may be seen."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import marked
from dualsite.insights.data import provenance
from dualsite.insights.frames import frame
from dualsite.insights.table_spec import ColumnSpec, TableSpec, contract_spec
from dualsite.kpi import KPIS
from dualsite.schema import TABLES, dictionary
from dualsite.store import Version


def tables(view: View) -> pd.DataFrame:
    """Every table of the contract, with `area`, rows by data class, `file`, `changed` and `state`.

    `changed` is when its file was last written, UTC; a table without a file has no rows and is `not delivered`.
    """
    version = view.version
    classes = provenance.classes(view).set_index("table")
    files: dict[str, list[tuple[str, int]]] = {}
    for name, _size, changed_ns in version.listing.files:
        files.setdefault(name.split("/")[0].removesuffix(".csv").removesuffix(".parquet"), []).append(
            (name, changed_ns)
        )
    listed = []
    for name, table in TABLES.items():
        delivered = files.get(name, [])
        refused = name in version.report.refused
        counted = classes.loc[name] if name in classes.index else None
        changed = max((stamp for _name, stamp in delivered), default=None)
        listed.append(
            {
                "table": name,
                "area": dictionary.AREAS[table.area],
                "rows": None if counted is None else int(counted["rows"]),
                "public": None if counted is None else int(counted.PUBLIC),
                "internal": None if counted is None else int(counted.INTERNAL),
                "illustrative": None if counted is None else int(counted.ILLUSTRATIVE),
                "file": ", ".join(file for file, _stamp in delivered[:2]) + (" …" if len(delivered) > 2 else ""),
                "changed": changed and datetime.fromtimestamp(changed / 1e9, UTC).replace(microsecond=0, tzinfo=None),
                "state": "refused" if refused else "on show" if delivered else "not delivered",
            }
        )
    return pd.DataFrame(listed)


TABLES_SPEC = TableSpec(
    "tables",
    marked("Every table of the contract"),
    (
        ColumnSpec("area", marked("Area"), "word"),
        ColumnSpec("table", marked("Table"), "code"),
        ColumnSpec("state", marked("State"), "word"),
        ColumnSpec("rows", marked("Rows"), "whole"),
        ColumnSpec("public", marked("Public"), "whole"),
        ColumnSpec("internal", marked("Internal"), "whole"),
        ColumnSpec("illustrative", marked("Illustrative"), "whole"),
        ColumnSpec("file", marked("File"), "code"),
        ColumnSpec("changed", marked("Changed"), "time", marked("UTC")),
    ),
)


def findings(version: Version) -> pd.DataFrame:
    """The findings of a version as rows: `severity`, `rule`, `table`, `row`, `column`, `value`, `message`."""
    return pd.DataFrame(
        [
            {
                "severity": "error ✗" if found.is_error else "warning ▲",
                "rule": found.rule,
                "table": found.table,
                "row": found.row,
                "column": found.column,
                "value": found.value,
                "message": found.message,
            }
            for found in version.report.findings
        ],
        columns=["severity", "rule", "table", "row", "column", "value", "message"],
        dtype=object,
    )


FINDINGS_SPEC = TableSpec(
    "findings",
    marked("What the check found"),
    (
        ColumnSpec("severity", marked("Severity"), "word"),
        ColumnSpec("rule", marked("Rule"), "code"),
        ColumnSpec("table", marked("Table"), "code"),
        ColumnSpec("row", marked("File row"), "whole"),
        ColumnSpec("column", marked("Column"), "code"),
        ColumnSpec("value", marked("Value")),
        ColumnSpec("message", marked("What to do")),
    ),
)


def answer(view: View, refused: Version | None) -> str:
    """Whether the numbers can be trusted, in a sentence."""
    shown = refused or view.version
    errors = sum(rows for (rule, _table), rows in shown.report.totals.items() if rule.startswith("E"))
    warnings = sum(shown.report.totals.values()) - errors
    illustrative = provenance.illustrative_share(view)
    checked = f"{len(view.version.tables)} tables, {formats.number(sum(view.version.rows.values()))} rows"
    if refused is not None:
        verdict = f"The newest delivery was refused for {errors} errors; version {view.version.id} stays on show"
    elif errors:
        verdict = f"{errors} errors: {', '.join(sorted(shown.report.refused))} left out"
    else:
        verdict = "checked without errors" if not warnings else f"checked without errors, {warnings} warnings"
    made_up = f"; {formats.percent(illustrative, 0)} of the rows are illustrative" if illustrative else ""
    return f"{checked}: {verdict}{made_up}."


def rows_of(view: View, table: str, limit: int | None = None) -> pd.DataFrame:
    """The rows of a table as they may be seen, in the order of its key; the first `limit` when given."""
    rows = view.stored(table)
    rows = rows.order_by(*(TABLES[table].key or rows.columns))
    return frame(rows.limit(limit) if limit else rows)


def rows_of_spec(table: str) -> TableSpec:
    """The rows of a table, as its files hold them."""
    return contract_spec(table)


def kpis(wanted: str = "") -> pd.DataFrame:
    """The KPI dictionary: one row per KPI, those in which every word of `wanted` occurs."""
    listed = [
        {
            "id": kpi.id,
            "family": kpi.family,
            "label": kpi.label,
            "unit": kpi.unit,
            "better": kpi.better,
            "definition": kpi.definition,
            "formula": kpi.formula,
            "tables": ", ".join(kpi.tables),
            "standard": kpi.standard or "",
        }
        for kpi in KPIS.values()
    ]
    words = wanted.casefold().split()
    found = [row for row in listed if all(word in " ".join(row.values()).casefold() for word in words)]
    return pd.DataFrame(found, columns=list(listed[0]))


KPIS_SPEC = TableSpec(
    "kpis",
    marked("The KPI dictionary"),
    (
        ColumnSpec("family", marked("Family")),
        ColumnSpec("label", marked("KPI")),
        ColumnSpec("unit", marked("Unit")),
        ColumnSpec("better", marked("Better"), "word"),
        ColumnSpec("definition", marked("Definition")),
        ColumnSpec("formula", marked("Formula")),
        ColumnSpec("tables", marked("Tables"), "code"),
        ColumnSpec("standard", marked("Standard")),
        ColumnSpec("id", kind="code"),
    ),
)
