"""Rows of exports as rows of our tables: texts as our files hold them, each with its place in a file of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from dualsite.mapping.exports import Export, exports
from dualsite.mapping.spec import ColumnMapping, TableMapping
from dualsite.schema import TABLES
from dualsite.schema.columns import Column

_FLAGS = {"true": "true", "false": "false", "yes": "true", "no": "false", "1": "true", "0": "false", "": ""}
_NO_DAYS = frozenset(("00000000", "0000-00-00", "00.00.0000"))
"""How SAP writes that there is no day."""


@dataclass(frozen=True)
class MappingFinding:
    """What of an export could not be taken, with its place in their file."""

    table: str
    file: str
    row: int | None
    column: str
    value: str
    message: str


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


def converted(folder: Path, told: TableMapping) -> MappedTable:
    """A table as its mapping makes it of the folder's exports; a cell that cannot be converted is a finding and empty.

    Rows stand in the order of the files and in theirs. DataError when a file cannot be read.
    """
    rows: list[tuple[str, ...]] = []
    places: list[tuple[str, int]] = []
    findings: list[MappingFinding] = []
    for export in exports(folder, told):
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
        at = {name: export.header.index(name) for name in wanted}
        for number, row in export.rows:
            cells = {name: row[place] if place < len(row) else "" for name, place in at.items()}
            if all(cells[name] in kept for name, kept in told.where.items()):
                rows.append(tuple(_cell(told, one, cells, export, number, findings) for one in told.columns))
                places.append((export.name, number))
    sources = {one.name: one.source for one in told.columns if one.source is not None}
    return MappedTable(
        told.table, tuple(one.name for one in told.columns), tuple(rows), tuple(places), sources, tuple(findings)
    )


def _cell(
    told: TableMapping,
    one: ColumnMapping,
    cells: dict[str, str],
    export: Export,
    number: int,
    findings: list[MappingFinding],
) -> str:
    if one.source is None:
        return one.constant or ""
    text = cells[one.source]
    value = _value(TABLES[told.table].columns[one.name], one, text, told.decimal)
    if value is None:
        message = f"{export.name} row {number}, {one.source}: “{text}” is {_wish(told, one)}."
        findings.append(MappingFinding(told.table, export.name, number, one.source, text, message))
    return value or ""


def _value(column: Column, one: ColumnMapping, text: str, decimal: str) -> str | None:
    """The text as our files hold it; None when it is none that the mapping knows."""
    if one.codes is not None:
        return one.codes.get(text, None if text else "")
    match column.kind:
        case "flag":
            return _FLAGS.get(text.casefold())
        case _ if not text:
            return ""
        case "day":
            return _day(text, one.day)
        case "number" | "count":
            return _number(text, decimal, one.factor)
        case _:
            return text


def _day(text: str, form: str) -> str | None:
    if text in _NO_DAYS:
        return ""
    for known in (form, "%Y-%m-%d"):
        try:
            return datetime.strptime(text, known).date().isoformat()  # noqa: DTZ007  a day, not an hour
        except ValueError:
            continue
    return None


def _number(text: str, decimal: str, factor: Fraction) -> str | None:
    """`1.234,5` and `12-`, as SAP writes what is negative, with the decimal mark that the mapping names."""
    thousands = "." if decimal == "," else ","
    sign = re.escape(thousands)
    mark = re.escape(decimal)
    plain = text.replace("\u00a0", "").replace(" ", "")
    negative = plain.endswith("-")
    if not re.fullmatch(rf"-?(?:\d+|\d{{1,3}}(?:{sign}\d{{3}})+)(?:{mark}\d+)?", plain.removesuffix("-")):
        return None
    digits = Decimal(plain.removesuffix("-").replace(thousands, "").replace(decimal, "."))
    return format((-digits if negative else digits) * factor.numerator / factor.denominator, "f")


def _wish(told: TableMapping, one: ColumnMapping) -> str:
    column = TABLES[told.table].columns[one.name]
    if one.codes is not None:
        return f"no code that the mapping knows: add it to the codes of {one.name}"
    if column.kind == "day":
        return f"no day written as {one.day}: correct it, or the mapping's day"
    if column.kind == "flag":
        return "neither yes nor no: give its codes in the mapping"
    return f"no number with “{told.decimal}” as decimal mark: correct it, or the mapping's decimal"
