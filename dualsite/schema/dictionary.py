"""The data dictionary and the empty templates, both read off the contract."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from dualsite.errors import InputError
from dualsite.i18n import marked
from dualsite.schema.columns import Column
from dualsite.schema.contract import TABLES, Table

AREAS = {
    "network": marked("Network"),
    "commercial": marked("Commercial"),
    "operations": marked("Operations"),
    "quality": marked("Quality"),
    "clinical": marked("Clinical and regulatory"),
}
"""Title of each subject area, in the contract's order."""

BYTE_ORDER_MARK = "\ufeff"
"""What a text file in UTF-8 begins with, so that Excel does not take it for another encoding."""

_KINDS = {"text": "text", "day": "day", "number": "number", "count": "whole number", "flag": "true or false"}

_INTRODUCTION = """\
# Templates of the data folder

One file per table, named after it: `<table>.csv`, or `<table>.parquet` with the same columns. Only `sites` is
required. Fill in rows under the header; leave a file out if you have nothing to say in it.

- CSV is UTF-8 with commas, with or without a byte order mark; only an empty cell is empty: `NA` is Namibia.
- Days are written `2026-11-20`, months as their first day. Intervals end before their last day: `end_on` is the first
  day after.
- Numbers are written `1234.5`, yes and no as `true` and `false`.
- Money stands in the row's own `currency`.
- **key** columns are never empty and together unique. *optional* columns may be empty or left out.
"""


def names(asked: Iterable[str]) -> list[str]:
    """The tables asked for, all of them when none is; raises InputError for a name the contract does not know."""
    chosen = list(asked) or list(TABLES)
    unknown = [name for name in chosen if name not in TABLES]
    if unknown:
        raise InputError(f"There is no table {unknown[0]}. The tables are: {', '.join(TABLES)}.")
    return chosen


def header(table: Table) -> str:
    """The CSV header line of an empty template, after a mark by which Excel knows UTF-8."""
    line = io.StringIO(BYTE_ORDER_MARK)
    line.seek(0, io.SEEK_END)
    csv.writer(line, lineterminator="\n").writerow(table.columns)
    return line.getvalue()


def readme(tables: Iterable[str]) -> str:
    """The columns of the tables in words, as Markdown."""
    parts = [_INTRODUCTION]
    for name in tables:
        table = TABLES[name]
        keys = f" Key: {', '.join(table.key)}." if table.key else ""
        client = " Holds data of one client per row." if table.is_client or table.client_through else ""
        parts.append(f"\n## {name}\n\n{table.description}{keys}{client}\n\n")
        parts += [f"- `{column.name}` {_in_words(table, column)}\n" for column in table.columns.values()]
    return "".join(parts)


def _in_words(table: Table, column: Column) -> str:
    role = "**key**, " if column.name in table.key else "*optional*, " if column.nullable else ""
    unit = f", {column.unit}" if column.unit and column.unit not in (column.kind, _KINDS[column.kind]) else ""
    allowed = f" Allowed: {column.allowed}." if column.allowed and column.vocabulary else ""
    refers = f" Refers to `{column.references}`." if column.references else ""
    known = f" Known: {column.meaning.in_words}." if column.meaning else ""
    return f"({role}{_KINDS[column.kind]}{unit}): {column.description}{known}{allowed}{refers}"


def rows() -> Iterator[dict[str, str]]:
    """Every column of every table, one dictionary row each, in the contract's order."""
    for table in TABLES.values():
        for column in table.columns.values():
            yield {
                "Area": AREAS[table.area],
                "Table": table.name,
                "Column": column.name,
                "Kind": _KINDS[column.kind],
                "Unit": column.unit or "",
                "Role": "key" if column.name in table.key else "optional" if column.nullable else "required",
                "Refers to": column.references or "",
                "Meaning": column.description,
                "Known": column.meaning.in_words if column.meaning else "",
                "Allowed": column.allowed,
            }
