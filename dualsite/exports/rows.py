"""Rows by their table spec as files: CSV for spreadsheets, Parquet for programs; amounts beside their currency."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dualsite import formats
from dualsite.exports.origin import Origin
from dualsite.i18n import _
from dualsite.insights import cells
from dualsite.insights.table_spec import ColumnSpec, Kind, TableSpec

RowsKind = Literal["csv", "parquet"]
KINDS: dict[RowsKind, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
"""The formats, and how each is called on the web."""
LABELS: dict[RowsKind, str] = {"csv": "CSV", "parquet": "Parquet"}
"""The formats as people call them, the same in every language."""


@dataclass(frozen=True)
class Field:
    """One column of a file: a column of the spec under its heading, or the same text in every row."""

    heading: str
    column: ColumnSpec | None = None
    """None: `text` in every row."""
    text: str = ""

    def value(self, value: Any) -> Any:
        """The cell as a file takes it; `value` is that of the frame."""
        return self.text if self.column is None else cells.as_value(self.column, value)


def fields(spec: TableSpec, currency: str = "", scenario: str = "") -> list[Field]:
    """The columns of a file. After the last amount, which is in `currency`, the currency in a column of its own; those
    told under a scenario have a last one that names it."""
    filed = spec.filed
    found = [Field(column.headed(currency), column) for column in filed]
    amounts = [place for place, column in enumerate(filed) if column.kind == "amount"]
    if amounts:
        taken = {one.heading for one in found}
        heading = _("Currency") if _("Currency") not in taken else _("Reporting currency")
        found.insert(amounts[-1] + 1, Field(heading, text=currency))
    return [*found, Field(_("Scenario"), text=scenario)] if scenario else found


def raw(found: Sequence[Field], rows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The values of the frame for each field, row by row; None for a field with a text of its own.

    Raises KeyError when the rows lack a column.
    """
    nothing = [None] * len(rows)
    return zip(*(nothing if one.column is None else rows[one.column.name] for one in found), strict=True)


def as_file(kind: RowsKind, spec: TableSpec, rows: pd.DataFrame, currency: str, origin: Origin | None) -> bytes:
    """The rows as a file of the format; without an origin nothing is told of one."""
    scenario = origin.scenario if origin else ""
    found = fields(spec, currency, scenario)
    return as_csv(found, rows) if kind == "csv" else as_parquet(found, rows, _(spec.title), currency, origin)


def as_csv(found: Sequence[Field], rows: pd.DataFrame) -> bytes:
    """CSV for a spreadsheet: UTF-8 with BOM, ISO days, and text that would run as a formula made text."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow([one.heading for one in found])
    for row in raw(found, rows):
        values = (one.value(value) for one, value in zip(found, row, strict=True))
        lines.writerow([formats.as_spreadsheet_text(value) for value in values])
    return written.getvalue().encode("utf-8-sig")


_TYPES: dict[Kind, pa.DataType] = {
    **{"day": pa.date32(), "month": pa.date32(), "quarter": pa.date32(), "time": pa.timestamp("us", "UTC")},
    **{"whole": pa.int64(), "amount": pa.int64(), "number": pa.float64(), "fraction": pa.float64(), "flag": pa.bool_()},
}
"""The type of a column of each kind; text for the others."""


def as_parquet(
    found: Sequence[Field], rows: pd.DataFrame, title: str, currency: str = "", origin: Origin | None = None
) -> bytes:
    """Parquet: numbers, days and moments by their type, unknown as null, text as it is; the schema says where from.

    Days of months and quarters are their first. Metadata of the schema: `title`, `currency`, `as_of`, `filters`,
    `scenario` and `version`, each empty where there is none; of a column: its `unit`.
    """
    columns = zip(*raw(found, rows), strict=True) if len(rows) else itertools.repeat((), len(found))
    typed = [
        pa.array([_typed(one, value) for value in column], _type(one))
        for one, column in zip(found, columns, strict=True)
    ]
    said = {
        "title": title,
        "currency": currency,
        "as_of": origin.as_of.isoformat() if origin else "",
        "filters": ", ".join(origin.filters) if origin else "",
        "scenario": origin.scenario if origin else "",
        "version": origin.version if origin else "",
    }
    schema = pa.schema(
        [pa.field(one.heading, _type(one), metadata=_unit(one, currency)) for one in found], metadata=said
    )
    written = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(typed, schema=schema), written, compression="zstd")
    return written.getvalue()


def _type(one: Field) -> pa.DataType:
    return pa.string() if one.column is None else _TYPES.get(one.column.kind, pa.string())


def _typed(one: Field, value: Any) -> Any:
    told = one.value(value)
    if told is None or one.column is None:
        return told
    match one.column.kind:
        case "number" | "fraction":
            return float(told)
        case "day" | "month" | "quarter":
            return told.date() if isinstance(told, datetime) else told
        case "whole" | "amount" | "flag" | "time":
            return told
        case _:
            return str(told)


def _unit(one: Field, currency: str) -> dict[str, str] | None:
    if one.column is None:
        return None
    unit = currency if one.column.kind == "amount" else _(one.column.unit) if one.column.unit else ""
    return {"unit": unit} if unit else None
