"""The cells of a CSV file as text, each row with its number as a person counts it.

As many cells in a row as the header has names; what else is not as the contract wants it is told with its remedy.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import pyarrow
import pyarrow.csv

from dualsite.i18n import tellable
from dualsite.schema import Table
from dualsite.store import contents
from dualsite.store.contents import UnreadableError
from dualsite.store.diagnosis import invisible, spreadsheet_errors
from dualsite.store.diagnosis.encoding import as_utf8
from dualsite.store.diagnosis.feet import Ragged, without_feet, without_heads
from dualsite.store.diagnosis.headers import Matched, matched
from dualsite.store.diagnosis.layout import Layout, cells_of, layout
from dualsite.store.diagnosis.remedy import Remedy

LONGEST_NAME = 1_000
"""Characters of a column's name; a longer one is a quotation mark that does not close."""


_ENDLESS = tellable("the header does not end: a quotation mark is not closed")


@dataclass(frozen=True)
class Cells:
    """What stands in a file of cells."""

    header: tuple[str, ...]
    """As the file writes it; a column without a name is called by its place."""
    matched: Matched
    rows: pyarrow.Table
    """Every column as text under the contract's name, where only the empty cell is null, and `_row`.

    Rows of empty cells are left in.
    """
    separator: str
    ragged: Mapping[int, Ragged]
    """Rows that were left out, by row."""
    remedies: tuple[Remedy, ...]
    """What is to be mended of the file as a whole."""
    may_hold_unseen: bool
    """Whether ids hold characters that nobody sees."""
    is_plain: bool
    """Whether every character is ASCII."""
    may_hold_errors: bool = False
    """Whether cells may hold errors of a spreadsheet."""


def read_cells(path: Path, table: Table) -> Cells:
    """The cells of a CSV file; raises UnreadableError, OSError, or pyarrow.ArrowInvalid.

    A file in another encoding, with another separator, or with lines above the header or below the rows is read as if
    it were mended, with a remedy for each.
    """
    content, recoded = _content(path)
    is_cut = not content.endswith((b"\n", b"\r"))
    content += b"\n" if is_cut else b""
    found = Layout(",", 0, ())
    if not _is_as_wanted(content, table):
        found, content = layout(content, table)
    header = _header(content, found.separator, found.above + 1)
    names = matched(header, table)
    by_written = {written: name for name, written in names.names.items()}
    called = [
        f"column {place}" if name.casefold() == "_row" else by_written.get(name, name)
        for place, name in enumerate(header, 1)
    ]
    left_out: dict[int, Ragged] = {}

    def leave_out(row: pyarrow.csv.InvalidRow) -> str:
        left_out[row.number + found.above] = Ragged(row.actual_columns if row.text.strip() else 0, row.text)
        return "skip"

    rows = pyarrow.csv.read_csv(
        pyarrow.BufferReader(content),
        # One block and one thread: rows are numbered only then, and a cell may be as large as the file.
        pyarrow.csv.ReadOptions(
            use_threads=False, block_size=len(content) + 1, column_names=called, skip_rows_after_names=1
        ),
        pyarrow.csv.ParseOptions(
            delimiter=found.separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=leave_out,
        ),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(called, pyarrow.string()), null_values=[""], strings_can_be_null=True
        ),
    )
    numbers = numpy.arange(2, rows.num_rows + len(left_out) + 2) + found.above
    kept = numbers[~numpy.isin(numbers, list(left_out))]
    rows = rows.append_column("_row", pyarrow.array(kept))
    ragged = {row: one for row, one in left_out.items() if one.cells}
    rows, heads = without_heads(rows, dict(zip(called, header, strict=True)))
    rows, ragged, feet = without_feet(rows, ragged, found.separator, table, is_cut=is_cut)
    remedies = (
        *([recoded] if recoded else []),
        *found.remedies,
        *names.remedies,
        *(one for one in (heads, feet) if one),
    )
    may_hold = invisible.may_hold(content) and any(invisible.stands_in(rows[name]) for name in _ids(rows, table))
    seen = may_hold, content.isascii(), spreadsheet_errors.may_hold(content)
    return Cells(header, names, rows, found.separator, ragged, remedies, *seen)


def _ids(rows: pyarrow.Table, table: Table) -> list[str]:
    """The columns of ids that are there."""
    there = [one for one in table.columns.values() if one.name in rows.column_names]
    return [one.name for one in there if one.kind == "text" and (one.references or one.name in table.key)]


def _is_as_wanted(content: bytes, table: Table) -> bool:
    """Whether the first line holds names of the contract between commas."""
    end = content.find(b"\n", 0, LONGEST_NAME * 100)
    first = content[: end if end >= 0 else LONGEST_NAME * 100].decode("utf-8", errors="replace")
    return sum(name in table.columns for name in cells_of(first.rstrip("\r"), ",")) >= 2


def _content(path: Path) -> tuple[bytes, Remedy | None]:
    content, recoded = as_utf8(contents.content(path))
    if not content.strip():
        raise UnreadableError("it is empty; a table without rows still has its header")
    if (zero := content.find(b"\0")) >= 0:
        row = content.count(b"\n", 0, zero) + 1
        raise UnreadableError("it is not plain text: it holds a zero byte; save it as “CSV UTF-8”", row)
    return content, recoded


def _header(content: bytes, separator: str, row: int) -> tuple[str, ...]:
    try:
        text = io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")
        names = next(csv.reader(text, delimiter=separator), [])
    except csv.Error as error:
        raise UnreadableError(_ENDLESS, row) from error
    if max(map(len, names), default=0) > LONGEST_NAME:
        raise UnreadableError(_ENDLESS, row)
    if not any(names):
        raise UnreadableError("the first row is empty; it must hold the names of the columns", row)
    return unambiguous(names, row)


def unambiguous(names: Sequence[str], row: int) -> tuple[str, ...]:
    """A header in which what has no name is called by its place; raises UnreadableError when it names one twice."""
    header = tuple(name if name.strip() else f"column {place}" for place, name in enumerate(names, 1))
    folded = [name.casefold() for name in header]
    repeated = next((name for name in header if folded.count(name.casefold()) > 1), None)
    if repeated is not None:
        raise UnreadableError(f"the header names {repeated} twice", row)
    return header
