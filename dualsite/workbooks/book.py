"""A workbook: its sheets by name, and what stands in each."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from dualsite.errors import DataError
from dualsite.workbooks import markup
from dualsite.workbooks.apart import read_apart
from dualsite.workbooks.cells import Place, Value, plain
from dualsite.workbooks.kinds import kind
from dualsite.workbooks.package import package

LARGEST = 500_000_000
"""Bytes of a workbook that is read."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, before its cells are read."""

    name: str
    is_hidden: bool = False
    is_empty: bool = False
    """Whether no cell of it holds anything."""


@dataclass(frozen=True)
class SheetCells:
    """What stands in a sheet."""

    rows: Callable[[], Iterator[list[Value]]]
    """Its rows from the first on, each from column A on and as long as it needs to be; read once."""
    faults: Mapping[Place, str] = field(default_factory=dict)
    """Cells that hold an error or a formula without a value: the error, or the formula. So they stand in the rows."""
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    """By their letters: “C”, “F–H”."""
    merged: tuple[str, ...] = ()
    """Ranges of merged cells, of which the first holds the value: “A2:A5”."""


@dataclass(frozen=True)
class Book:
    """A workbook that is open."""

    name: str
    sheets: tuple[Sheet, ...]
    """In its own order."""
    read: Callable[[str], SheetCells]
    """What stands in the sheet of that name. Raises DataError when it cannot be read."""


def open_book(path: Path, name: str = "") -> Book:
    """A workbook, called `name` in what is said of it. Raises DataError, saying what the file is, or OSError."""
    called = name or path.name
    if path.stat().st_size > LARGEST:
        raise DataError(f"{called} is larger than {LARGEST // 1_000_000} MB: save its tables as CSV or Parquet")
    content = path.read_bytes()
    return _old(called, content) if kind(called, content) == "xls" else _of_package(called, content)


def _of_package(name: str, content: bytes) -> Book:
    opened = package(name, content)
    sheets = tuple(
        Sheet(one.name, one.is_hidden, not (one.has_cells and markup.holds_cells(opened.xml(one.part))))
        for one in opened.sheets
    )
    books: list[CalamineWorkbook] = []

    def read(sheet: str) -> SheetCells:
        part = next(one.part for one in opened.sheets if one.name == sheet)
        xml = opened.xml(part)
        found = markup.marks(f"{name}, sheet {sheet},", xml)
        try:
            if found.faults and (known := markup.with_known_errors(xml)) != xml:
                book = CalamineWorkbook.from_filelike(io.BytesIO(opened.with_part(part, known)))
            else:
                # Opened once for all sheets, and only where one is read: it takes all texts into memory.
                if not books:
                    books.append(CalamineWorkbook.from_filelike(io.BytesIO(content)))
                book = books[0]
            values = book.get_sheet_by_name(sheet)
        except CalamineError as reason:
            raise DataError(f"{name}, sheet {sheet}, cannot be read: save it again in Excel") from reason
        return SheetCells(
            lambda: _with_faults(_rows(values), found.faults),
            found.faults,
            found.hidden_rows,
            found.hidden_columns,
            found.merged,
        )

    return Book(name, sheets, read)


def _rows(sheet: CalamineSheet) -> Iterator[list[Value]]:
    if sheet.start is None:
        return
    above, left = sheet.start
    for _ in range(above):
        yield []
    before: list[Value] = [""] * left
    for row in sheet.iter_rows():
        yield [*before, *map(plain, row)]


def _with_faults(rows: Iterator[list[Value]], faults: Mapping[Place, str]) -> Iterator[list[Value]]:
    """The rows with the cells that hold no value, which may lie beyond all others."""
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), fault in faults.items():
        by_row.setdefault(row, {})[column] = fault
    number = 0
    for number, values in enumerate(rows, 1):
        yield _filled(values, by_row.pop(number)) if number in by_row else values
    for beyond in range(number + 1, max(by_row, default=0) + 1):
        yield _filled([], by_row.get(beyond, {}))


def _filled(values: list[Value], faults: Mapping[int, str]) -> list[Value]:
    filled = values + [""] * (max(faults, default=0) - len(values))
    for column, fault in faults.items():
        filled[column - 1] = fault
    return filled


def _old(name: str, content: bytes) -> Book:
    told = read_apart(name, content)

    def read(sheet: str) -> SheetCells:
        one = told[sheet]
        faults = {(row, column): fault for row, column, fault in one["faults"]}
        return SheetCells(
            lambda: _with_faults(iter(one["rows"]), faults),
            faults,
            tuple(one["hidden_rows"]),
            tuple(one["hidden_columns"]),
            tuple(one["merged"]),
        )

    sheets = tuple(
        Sheet(sheet, one["is_hidden"], not one["faults"] and not any(map(any, one["rows"])))
        for sheet, one in told.items()
    )
    return Book(name, sheets, read)
