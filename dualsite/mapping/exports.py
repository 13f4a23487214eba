"""The rows of an export as texts, each with its number in its file; a sheet of a workbook by `book.xlsx#Sheet`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dualsite.errors import DataError, why
from dualsite.mapping.books import Opened, book_lines, is_book
from dualsite.mapping.spec import TableMapping
from dualsite.workbooks import Unseen, letters, open_book

_SEPARATORS = ";\t,|"


@dataclass(frozen=True)
class ExportSheet:
    """The sheet of a workbook that an export is."""

    file: str
    sheet: str
    letters: Mapping[str, str]
    """The letters of its columns, by their names."""
    unseen: tuple[Unseen, ...] = ()
    """What is hidden or merged in it."""

    def cell(self, row: int, column: str | None) -> str | None:
        """How the spreadsheet calls the cell of a row; None where it has no such column."""
        letter = self.letters.get(column or "")
        return f"{letter}{row}" if letter else None


@dataclass(frozen=True)
class Export:
    """One file or sheet of theirs. Rows are counted as a person counts them in it."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    below: tuple[tuple[int, str], ...] = ()
    """The lines of words below the rows, which are none of them: of each its number and its text."""
    sheet: ExportSheet | None = None
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Cells of a sheet, by row and column from 1 on, that hold an error or a formula without a value."""


def exports(folder: Path, told: TableMapping, opened: Opened = open_book) -> Iterator[Export]:
    """The files of a mapped table in the order in which they are named. DataError when one is not there or no table."""
    for pattern in told.files:
        name, _, sheet = pattern.partition("#")
        if not name or Path(name).is_absolute() or ".." in Path(name).parts:
            raise DataError(f"mapping.toml, [{told.table}]: “{pattern}” is no name of a file in the folder.")
        paths = sorted(folder.glob(name))
        if not paths:
            raise DataError(f"mapping.toml, [{told.table}]: there is no file {name} in {folder}.")
        for path in paths:
            called = path.relative_to(folder).as_posix()
            yield read_export(path, sheet, told.encoding, told.separator, told.skip, told.decimal, opened, called)


def read_export(
    path: Path,
    sheet: str = "",
    encoding: str = "utf-8-sig",
    separator: str | None = None,
    skip: int = 0,
    decimal: str = ".",
    opened: Opened = open_book,
    called: str = "",
) -> Export:
    """One file or sheet, `called` so else by its name; the first sheet that is filled when none is named.

    The numbers of a sheet are written with the decimal mark that is given. DataError, naming it, when it cannot be
    read.
    """
    file = called or path.name
    name = f"{file}#{sheet}" if sheet else file
    book = book_lines(path, sheet, decimal, opened) if is_book(path) else None
    lines = book.lines if book else _lines(path, encoding, separator)
    numbered = [(number, tuple(cell.strip() for cell in row)) for number, row in enumerate(lines, start=1)]
    filled = [(number, row) for number, row in numbered[skip:] if any(row)]
    if not filled:
        raise DataError(f"{name} holds no rows.")
    (_, header), *rows = filled
    own, below = _without_foot(rows, header)
    if book is None:
        return Export(name, header, tuple(own), below)
    by_name = {column: letters(place) for place, column in enumerate(header, start=1) if column}
    return Export(name, header, tuple(own), below, ExportSheet(file, book.sheet, by_name, book.unseen), book.faults)


def lines_above(path: Path, *, encoding: str) -> int:
    """How many lines stand above the header: it is the first line about as wide as the widest of the first ones."""
    lines = book_lines(path).lines if is_book(path) else _lines(path, encoding, None)
    widths = [sum(bool(cell.strip()) for cell in line) for line in lines[:60]]
    most = max(widths, default=0)
    return next((place for place, width in enumerate(widths) if most > 1 and width >= 0.6 * most), 0)


def _without_foot(
    rows: Sequence[tuple[int, tuple[str, ...]]], header: Sequence[str]
) -> tuple[Sequence[tuple[int, tuple[str, ...]]], tuple[tuple[int, str], ...]]:
    """The rows, and the lines of words below them: one cell alone where there are many.

    A line of fewer cells than the header is one only below an empty line, or if it is words: a row may have been cut.
    """
    kept = len(rows)
    while kept and sum(map(bool, header)) > 2 and sum(map(bool, rows[kept - 1][1])) == 1 and rows[kept - 1][1][0]:
        kept -= 1
    while kept < len(rows):
        number, row = rows[kept]
        is_apart = kept == 0 or number > rows[kept - 1][0] + 1
        if is_apart or len(row) >= len(header) or " " in row[0]:
            break
        kept += 1
    return rows[:kept], tuple((number, row[0]) for number, row in rows[kept:])


def _lines(path: Path, encoding: str, separator: str | None) -> Sequence[Sequence[str]]:
    try:
        content = path.read_bytes()
        text = content.decode(encoding)
        if "\0" in text:
            raise DataError(
                f"{path.name} is no text, or one in utf-16: export it as CSV or Excel, or name its encoding."
            )
    except UnicodeDecodeError as reason:
        raise DataError(
            f"{path.name} is not {encoding} (byte {reason.start + 1:,}): name its encoding, such as cp1252 or utf-16."
        ) from reason
    except LookupError as reason:
        raise DataError(
            f"{path.name}: there is no encoding {encoding}; common are utf-8, cp1252 and utf-16."
        ) from reason
    except OSError as reason:
        raise DataError(f"{path.name} cannot be read ({why(reason)}): check who may read it.") from reason
    separator = separator or max(_SEPARATORS, key=text[:4096].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[list[str]] = []
    try:
        lines.extend(reader)
    except csv.Error as reason:
        raise DataError(f"{path.name} row {len(lines) + 1}: {_unreadable(str(reason))}") from reason
    return lines


def _unreadable(reason: str) -> str:
    """Why a row cannot be read as cells, by what the reader of CSV says, and what to do."""
    if "unexpected end" in reason or "field larger" in reason:
        problem = "a quotation mark is not closed, and all below it stands in one cell"
        advice = "Close it, or leave it out."
    elif "expected after" in reason:
        problem = "a quotation mark is not closed, or stands within a quoted cell and is not doubled"
        advice = "Correct the row."
    else:
        problem = "it cannot be read as a row of a table"
        advice = "Export it again."
    return f"{problem}. {advice}"
