"""The cells of a CSV file as text, each row with its number as a person counts it.

Strict where a guess would change a value: UTF-8 and commas only, and as many cells in a row as the header has names.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy
import pyarrow
import pyarrow.csv

from dualsite.store import contents
from dualsite.store.contents import UnreadableError

LONGEST_NAME = 1_000
"""Characters of a column's name; a longer one is a quotation mark that does not close."""


_ENDLESS = "the header does not end: a quotation mark is not closed"


@dataclass(frozen=True)
class Cells:
    """What stands in a CSV file."""

    header: tuple[str, ...]
    rows: pyarrow.Table
    """Every column as text, where only the empty cell is null, and `_row`; rows of empty cells are left in."""
    ragged: dict[int, int]
    """Rows that were left out for having more or fewer cells than the header: their number of cells, by row."""


def read_cells(path: Path) -> Cells:
    """The cells of a CSV file; raises UnreadableError, OSError, or pyarrow.ArrowInvalid."""
    content = _content(path)
    header = _header(content)
    names = [f"column {place}" if name.casefold() == "_row" else name for place, name in enumerate(header, 1)]
    left_out: dict[int, int] = {}

    def leave_out(row: pyarrow.csv.InvalidRow) -> str:
        left_out[row.number] = row.actual_columns if row.text.strip() else 0
        return "skip"

    rows = pyarrow.csv.read_csv(
        pyarrow.BufferReader(content),
        # One block and one thread: rows are numbered only then, and a cell may be as large as the file.
        pyarrow.csv.ReadOptions(
            use_threads=False, block_size=len(content) + 1, column_names=names, skip_rows_after_names=1
        ),
        pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=leave_out),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pyarrow.string()), null_values=[""], strings_can_be_null=True
        ),
    )
    numbers = numpy.arange(2, rows.num_rows + len(left_out) + 2)
    kept = numbers[~numpy.isin(numbers, list(left_out))]
    ragged = {row: actual for row, actual in left_out.items() if actual}
    return Cells(header, rows.append_column("_row", pyarrow.array(kept)), ragged)


def _content(path: Path) -> bytes:
    content = contents.content(path).removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise UnreadableError("it is empty; a table without rows still has its header")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            f"it is not UTF-8: byte {content[error.start]:#04x}; save it as “CSV UTF-8”", row
        ) from error
    if (zero := content.find(b"\0")) >= 0:
        row = content.count(b"\n", 0, zero) + 1
        raise UnreadableError("it is not plain text: it holds a zero byte; save it as “CSV UTF-8”", row)
    return content if content.endswith((b"\n", b"\r")) else content + b"\n"


def _header(content: bytes) -> tuple[str, ...]:
    try:
        names = next(csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")), [])
    except csv.Error as error:
        raise UnreadableError(_ENDLESS, 1) from error
    if max(map(len, names), default=0) > LONGEST_NAME:
        raise UnreadableError(_ENDLESS, 1)
    if not any(names):
        raise UnreadableError("the first row is empty; it must hold the names of the columns", 1)
    header = tuple(name or f"column {place}" for place, name in enumerate(names, 1))
    folded = [name.casefold() for name in header]
    repeated = next((name for name in header if folded.count(name.casefold()) > 1), None)
    if repeated is not None:
        raise UnreadableError(f"the header names {repeated} twice", 1)
    return header
