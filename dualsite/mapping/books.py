"""A sheet of a workbook as the lines of an export, with what its cells hold instead of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from dualsite.errors import DataError, why
from dualsite.workbooks import WORKBOOKS, Book, Unseen, Value, open_book, text, unseen

BOOKS = (*WORKBOOKS, ".xlsb", ".ods")
"""The endings of workbooks, those among them that are refused for what they are."""

Opened = Callable[[Path], Book]
"""How a workbook is opened."""


@dataclass(frozen=True)
class BookLines:
    """What stands in a sheet."""

    sheet: str
    lines: Sequence[Sequence[str]]
    """Its rows from the first on, each from column A on."""
    faults: Mapping[tuple[int, int], str]
    """Cells, by row and column from 1 on, that hold an error or a formula without a value."""
    unseen: tuple[Unseen, ...]


def is_book(path: Path) -> bool:
    """Whether a file is a workbook, by its name."""
    return path.suffix.casefold() in BOOKS


def book_lines(path: Path, sheet: str = "", decimal: str = ".", opened: Opened = open_book) -> BookLines:
    """A sheet, the first that holds anything when none is named; numbers have the decimal mark that is given.

    DataError, saying what the file is, when it cannot be read.
    """
    try:
        book = opened(path)
        names = [one.name for one in book.sheets]
        if sheet and sheet not in names:
            raise DataError(f"{path.name} has no sheet {sheet}: it has {', '.join(names)}")
        wanted = next((one for one in book.sheets if (one.name == sheet if sheet else not one.is_empty)), None)
        if wanted is None:
            raise DataError(f"{path.name} holds no rows")
        cells = book.read(wanted.name)
        lines = [[_text(value, decimal) for value in row] for row in cells.rows()]
    except DataError as reason:
        raise DataError(f"{reason.in_english}.") from reason
    except OSError as reason:
        raise DataError(f"{path.name} cannot be read ({why(reason)}): check who may read it.") from reason
    return BookLines(wanted.name, lines, cells.faults, tuple(unseen(cells, is_hidden=wanted.is_hidden)))


def _text(value: Value, decimal: str) -> str:
    """A value as text. A number is one, whatever marks the mapping names: 1.234 is never 1,234."""
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f").replace(".", decimal)
    return text(value)
