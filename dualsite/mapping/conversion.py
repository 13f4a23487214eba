"""Rows of exports as rows of our tables: texts as our files hold them, each with its place in a file of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from dualsite.i18n import tellable
from dualsite.mapping.books import Opened
from dualsite.mapping.exports import Export, ExportSheet, exports
from dualsite.mapping.findings import Below, MappingFinding, left_out, place_of, ragged, unreadable, valueless, wish
from dualsite.mapping.spec import UNITS, ColumnMapping, TableMapping
from dualsite.schema import TABLES
from dualsite.schema.columns import Column
from dualsite.workbooks import ERRORS, open_book

FLAGS = {"true": "true", "false": "false", "yes": "true", "no": "false", "1": "true", "0": "false", "": ""}
_THOUSANDS_OR_THREE = re.compile(r"-?[1-9]\d{0,2},\d{3}-?%?")
"""With a comma: a number of thousands or one with three decimals."""
_POINT_IS_DECIMAL = re.compile(r"-?[\d,]*\.(?!\d{3}-?%?$)\d+-?%?|-?\d{1,3}(,\d{3})+(,\d{3}|\.\d+)-?%?")
_NO_DAYS = frozenset(("00000000", "0000-00-00", "00.00.0000"))
"""How SAP writes that there is no day."""
_MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
"""How a moment that a workbook holds is written, whose day is taken where the mapping's days have hours."""


@dataclass(frozen=True)
class MappedTable:
    """One of our tables: its columns, its rows as texts, and of each row the file and the row it comes from."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, int], ...]
    sources: dict[str, str]
    """The column of theirs that each of ours comes from, of those that come from one."""
    findings: tuple[MappingFinding, ...]
    sheets: Mapping[str, ExportSheet] = field(default_factory=dict)
    """The sheets of workbooks that its exports are, by the names of these."""
    below: tuple[Below, ...] = ()
    """What was left out below the rows."""

    def place(self, file: str, row: int, theirs: str) -> str:
        """A cell in words, or a row where the column is unknown: “mb51.csv row 2, MENGE”, “mb51.xlsx, Sheet1!F2”."""
        return place_of(self.sheets.get(file), file, row, theirs)


def converted(folder: Path, told: TableMapping, opened: Opened = open_book) -> MappedTable:
    """A table as its mapping makes it of the folder's exports; a cell that cannot be converted is a finding and empty.

    Rows stand in the order of the files and in theirs. DataError when a file cannot be read.
    """
    rows: list[tuple[str, ...]] = []
    places: list[tuple[str, int]] = []
    findings: list[MappingFinding] = []
    sheets: dict[str, ExportSheet] = {}
    below: list[Below] = []
    for export in exports(folder, told, opened):
        if export.sheet is not None:
            sheets[export.name] = export.sheet
        wanted = [one.source for one in told.columns if one.source is not None] + list(told.where)
        missing = [name for name in dict.fromkeys(wanted) if name not in export.header]
        if missing:
            message = (
                f"{export.name} has no column {', '.join(missing)}; it has {', '.join(filter(None, export.header))}."
            )
            findings.append(MappingFinding(told.table, export.name, None, ", ".join(missing), "", message))
            continue
        twice = [name for name in dict.fromkeys(wanted) if export.header.count(name) > 1]
        if twice:
            message = (
                f"{export.name} has the column {', '.join(twice)} more than once: rename all but the one that is meant."
            )
            findings.append(MappingFinding(told.table, export.name, None, ", ".join(twice), "", message))
            continue
        if export.below:
            below.append(left_out(export))
        at = {name: export.header.index(name) for name in wanted}
        is_told = told.tells_decimal or _tells_decimal(told, export, at)
        for number, row in export.rows:
            if export.sheet is None and len(row) != len(export.header):
                findings.append(ragged(told.table, export, number, len(row)))
                continue
            cells = {name: row[place] if place < len(row) else "" for name, place in at.items()}
            lacking = [name for name, place in at.items() if (number, place + 1) in export.faults]
            findings += _unknown_kept(told, cells, lacking, export, number)
            if all(cells[name] in kept for name, kept in told.where.items()):
                findings += _ambiguous(told, cells, export, number) if not is_told else ()
                rows.append(tuple(_cell(told, one, cells, lacking, export, number, findings) for one in told.columns))
                places.append((export.name, number))
    sources = {one.name: one.source for one in told.columns if one.source is not None}
    return MappedTable(
        told.table,
        tuple(one.name for one in told.columns),
        tuple(rows),
        tuple(places),
        sources,
        tuple(findings),
        sheets,
        tuple(below),
    )


def _tells_decimal(told: TableMapping, export: Export, at: Mapping[str, int]) -> bool:
    """Whether a number of an export is written so that its decimal mark can but be a point."""
    places = [at[one.source] for one in _numeric(told) if one.source is not None]
    cells = (row[place] for _, row in export.rows for place in places if place < len(row))
    return any(_POINT_IS_DECIMAL.fullmatch(cell) for cell in cells)


def _numeric(told: TableMapping) -> list[ColumnMapping]:
    columns = TABLES[told.table].columns
    return [one for one in told.columns if columns[one.name].kind in ("number", "count") and one.codes is None]


def _ambiguous(told: TableMapping, cells: Mapping[str, str], export: Export, number: int) -> Iterator[MappingFinding]:
    """The numbers of a row that may be thousands or have three decimals."""
    for one in _numeric(told):
        if one.source is not None and _THOUSANDS_OR_THREE.fullmatch(text := cells[one.source]):
            problem = tellable(
                "it is a number of thousands or one with three decimals, and nothing in the file tells which"
            )
            advice = tellable(f'Say decimal = "." or decimal = "," in [{told.table}] of the mapping.')
            yield unreadable(told.table, export, number, one.source, text, one.name, problem, advice)


def _unknown_kept(
    told: TableMapping, cells: Mapping[str, str], lacking: list[str], export: Export, number: int
) -> Iterator[MappingFinding]:
    """The cells that a row is kept by and that hold no value: whether it is one of the table nobody knows."""
    for name, kept in told.where.items():
        if cells[name] not in kept and (name in lacking or cells[name] in ERRORS):
            yield valueless(told.table, export, number, name, cells[name])


def _cell(
    told: TableMapping,
    one: ColumnMapping,
    cells: dict[str, str],
    lacking: list[str],
    export: Export,
    number: int,
    findings: list[MappingFinding],
) -> str:
    if one.source is None:
        return one.constant or ""
    text = cells[one.source]
    if (one.source in lacking or text in ERRORS) and text not in (one.codes or {}):
        findings.append(valueless(told.table, export, number, one.source, text, one.name))
        return ""
    value = _value(TABLES[told.table].columns[one.name], one, text, told)
    if value is None:
        findings.append(unreadable(told.table, export, number, one.source, text, one.name, *wish(told, one)))
    return value or ""


def _value(column: Column, one: ColumnMapping, text: str, told: TableMapping) -> str | None:
    """The text as our files hold it; None when it is none that the mapping knows."""
    if one.codes is not None:
        return one.codes.get(text, None if text else "")
    match column.kind:
        case "flag":
            return FLAGS.get(text.casefold())
        case _ if not text:
            return ""
        case "day":
            return _day(text, one.day)
        case "number" | "count":
            number = _number(text, told.decimal, one.factor)
            # SAP writes three decimals, which say nothing when they are zeros and the mapping names the mark. When it
            # does not, they may be thousands, and the check needs them to know.
            return _trimmed(number) if number is not None and told.tells_decimal else number
        case _:
            return text


def _day(text: str, form: str) -> str | None:
    if text in _NO_DAYS:
        return ""
    for known in (form, "%Y-%m-%d", *(_MOMENTS if "%H" in form else ())):
        try:
            return datetime.strptime(text, known).date().isoformat()  # noqa: DTZ007  a day, not an hour
        except ValueError:
            continue
    return None


def _number(text: str, decimal: str, factor: Fraction) -> str | None:
    """`1.234,5` and `12-`, as SAP writes what is negative, with the decimal mark that the mapping names.

    With as many decimals as there stand; of another unit, with those it needs.
    """
    thousands = "." if decimal == "," else ","
    sign = re.escape(thousands)
    mark = re.escape(decimal)
    plain = text.replace("\u00a0", "").replace(" ", "")
    if factor == UNITS["%"][1]:
        plain = plain.removesuffix("%")
    negative = plain.endswith("-")
    if not re.fullmatch(rf"-?(?:\d+|\d{{1,3}}(?:{sign}\d{{3}})+)(?:{mark}\d+)?", plain.removesuffix("-")):
        return None
    digits = Decimal(plain.removesuffix("-").replace(thousands, "").replace(decimal, "."))
    written = format((-digits if negative else digits) * factor.numerator / factor.denominator, "f")
    return written if factor == 1 else _trimmed(written)


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
