"""The data version itself: its tables with freshness, its findings, and its rows as they may be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.contract_headings import title
from dualsite.insights.data import provenance
from dualsite.insights.frames import frame
from dualsite.insights.table_spec import ColumnSpec, TableSpec, contract_spec
from dualsite.kpi import KPIS
from dualsite.schema import TABLES, dictionary
from dualsite.store import Finding, Version
from dualsite.store.findings import SHOWN_PER_LINE

LISTED = 500
"""Rows of a table that the page shows; the download holds all of them."""

NO_FINDING = marked("No findings: every table passes every rule.")


def tables(view: View) -> pd.DataFrame:
    """Every table of the contract, with `area`, rows by data class, `file`, `changed` and `state`.

    `changed` is when its file was last written, UTC; a table without a file has no rows.
    """
    version = view.version
    classes = provenance.classes(view).set_index("table")
    changed_ns = {name: stamp for name, _size, stamp in version.listing.files}
    listed = []
    for name, table in TABLES.items():
        own = version.places.get(name)
        refused = name in version.report.refused
        counted = classes.loc[name] if name in classes.index else None
        changed = max(changed_ns[file] for file in own.files) if own else None
        listed.append(
            {
                "table": name,
                "area": dictionary.AREAS[table.area],
                "rows": None if counted is None else int(counted["rows"]),
                "public": None if counted is None else int(counted.PUBLIC),
                "internal": None if counted is None else int(counted.INTERNAL),
                "illustrative": None if counted is None else int(counted.ILLUSTRATIVE),
                "file": own.named if own else "",
                "changed": changed and datetime.fromtimestamp(changed / 1e9, UTC).replace(microsecond=0, tzinfo=None),
                "state": marked("refused") if refused else marked("shown") if own else marked("no file"),
            }
        )
    return pd.DataFrame(listed)


TABLES_SPEC = TableSpec(
    "tables",
    marked("All tables"),
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

_USED = TABLES_SPEC.showing("rows", "illustrative", "changed").columns
USED_SPEC = replace(
    TABLES_SPEC,
    columns=(ColumnSpec("table", marked("Table"), "code", says=title), *(one for one in _USED if one.name != "table")),
)
"""Those of them that something is computed from, by what they are called."""


def lines(version: Version) -> pd.DataFrame:
    """What the check of a version found, one row per cause or per rule and column, errors first.

    Columns: `severity`, `rule`, `table`, `column`, `extent` (how many rows or cells), `row` (the first), `cell` (of a
    workbook, where anything was found in one), `value`, `read_as`, `message`.
    """
    of_books = ["cell"] if _is_of_books(version) else []
    return pd.DataFrame(
        [
            {
                "severity": _SEVERITIES[line.first.severity],
                "rule": line.first.rule,
                "table": line.first.table,
                "column": ", ".join(line.columns) or None,
                "extent": line.extent,
                "row": line.first.row,
                "cell": _cell(line.first),
                "value": line.first.value,
                "read_as": line.first.read_as,
                "message": line.message,
            }
            for line in version.report.lines
        ],
        columns=["severity", "rule", "table", "column", "extent", "row", *of_books, "value", "read_as", "message"],
        dtype=object,
    )


def _is_of_books(version: Version) -> bool:
    return any(one.sheet is not None for one in version.report.findings)


def _cell(one: Finding) -> str | None:
    """Where a finding of a workbook is, as a spreadsheet calls it: “contracts!F17”."""
    if one.sheet is None:
        return None
    return f"{one.sheet}!{one.cell}" if one.cell else one.sheet


_CELL = ColumnSpec("cell", marked("Cell"), "code")


def with_cells(spec: TableSpec, version: Version) -> TableSpec:
    """The spec with the cells of workbooks behind the rows, where anything was found in one."""
    if not _is_of_books(version):
        return spec
    place = next(number for number, one in enumerate(spec.columns, 1) if one.name == "row")
    return replace(spec, columns=(*spec.columns[:place], _CELL, *spec.columns[place:]))


_SEVERITIES = {"error": marked("error ✗"), "warning": marked("warning ▲")}

LINES_SPEC = TableSpec(
    "lines",
    marked("Findings"),
    (
        ColumnSpec("severity", marked("Severity"), "word"),
        ColumnSpec("rule", marked("Rule"), "code"),
        ColumnSpec("table", marked("Table"), "code"),
        ColumnSpec("column", marked("Column"), "code", width="small"),
        ColumnSpec("extent", marked("Affects")),
        ColumnSpec("row", marked("File row"), "whole"),
        ColumnSpec("value", marked("Value"), width="small"),
        ColumnSpec("read_as", marked("Read as"), width="small"),
        ColumnSpec("message", marked("What to do")),
    ),
)


def findings(version: Version) -> pd.DataFrame:
    """The first rows of every line, each for itself: `severity`, `rule`, `table`, `row`, `cell` (of a workbook, where
    anything was found in one), `column`, `value`, `message`.
    """
    of_books = ["cell"] if _is_of_books(version) else []
    return pd.DataFrame(
        [
            {
                "severity": _SEVERITIES[found.severity],
                "rule": found.rule,
                "table": found.table,
                "row": found.row,
                "cell": _cell(found),
                "column": found.column,
                "value": found.value,
                "message": found.message,
            }
            for found in version.report.findings
        ],
        columns=["severity", "rule", "table", "row", *of_books, "column", "value", "message"],
        dtype=object,
    )


FINDINGS_SPEC = TableSpec(
    "findings",
    marked("Findings, row by row"),
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


def first_of_each(version: Version) -> str:
    """That the findings are but the first of each line; empty where they are all."""
    total, shown = sum(line.total for line in version.report.lines), len(version.report.findings)
    if total <= shown:
        return ""
    return _("Of each line, the first {most} rows: {shown} of {total}.").format(
        most=formats.number(SHOWN_PER_LINE), shown=formats.number(shown), total=formats.number(total)
    )


def answer(view: View, refused: Version | None) -> str:
    """Whether the numbers can be trusted, in a sentence."""
    shown = refused or view.version
    errors = sum(rows for (rule, _table), rows in shown.report.totals.items() if rule.startswith("E"))
    warnings = sum(shown.report.totals.values()) - errors
    illustrative = provenance.illustrative_share(view)
    if refused is not None:
        verdict = ngettext(
            "{tables} tables, {rows} rows: the newest data version was refused for {errors} error; version {version} "
            "stays on show.",
            "{tables} tables, {rows} rows: the newest data version was refused for {errors} errors; version {version} "
            "stays on show.",
            errors,
        )
    elif errors:
        verdict = ngettext(
            "{tables} tables, {rows} rows: {errors} error, {refused} left out.",
            "{tables} tables, {rows} rows: {errors} errors, {refused} left out.",
            errors,
        )
    elif warnings:
        verdict = ngettext(
            "{tables} tables, {rows} rows: checked without errors, {warnings} warning.",
            "{tables} tables, {rows} rows: checked without errors, {warnings} warnings.",
            warnings,
        )
    else:
        verdict = _("{tables} tables, {rows} rows: checked without errors.")
    said = verdict.format(
        tables=formats.number(len(view.version.tables)),
        rows=formats.number(sum(view.version.rows.values())),
        errors=formats.number(errors),
        warnings=formats.number(warnings),
        refused=formats.listed(sorted(shown.report.refused)),
        version=view.version.id,
    )
    made_up = _("{share} of the rows are illustrative.").format(share=formats.percent(illustrative, 0))
    return wording.sentences(said, made_up if illustrative else "")


def rows_of(view: View, table: str, limit: int | None = None) -> pd.DataFrame:
    """The rows of a table as they may be seen, in the order of its key; the first `limit` when given."""
    rows = view.stored(table)
    rows = rows.order_by(*(TABLES[table].key or rows.columns))
    return frame(rows.limit(limit) if limit else rows)


def count_of(view: View, table: str) -> int:
    """How many rows a table has in all, everyone's."""
    return view.version.rows[table]


def rows_of_spec(table: str) -> TableSpec:
    """The rows of a table, as its files hold them."""
    return contract_spec(table)


_BETTER = {"higher": marked("higher"), "lower": marked("lower"), "neither": marked("neither")}


def kpis(wanted: str = "") -> pd.DataFrame:
    """The KPI dictionary: one row per KPI, those in which every word of `wanted` occurs."""
    listed = [
        {
            "id": kpi.id,
            "family": _(kpi.family.label),
            "label": _(kpi.label),
            "unit": kpi.unit,
            "better": _BETTER[kpi.better],
            "definition": _(kpi.definition),
            "formula": _(kpi.formula),
            "tables": formats.listed(kpi.tables),
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
        ColumnSpec("unit", marked("Unit"), "word"),
        ColumnSpec("better", marked("Better"), "word"),
        ColumnSpec("definition", marked("Definition")),
        ColumnSpec("formula", marked("Formula")),
        ColumnSpec("tables", marked("Tables"), "code"),
        ColumnSpec("standard", marked("Standard"), "word"),
        ColumnSpec("id", kind="code"),
    ),
)
