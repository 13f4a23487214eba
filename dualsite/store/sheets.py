"""A sheet of a workbook as the cells of a table, each row with the number that the spreadsheet shows."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow
import pyarrow.compute
import pyarrow.ipc

from dualsite.errors import DataError
from dualsite.schema import Table
from dualsite.schema.likeness import bare
from dualsite.store.cells import Cells, unambiguous
from dualsite.store.contents import UnreadableError
from dualsite.store.diagnosis.feet import without_feet, without_heads
from dualsite.store.diagnosis.headers import matched
from dualsite.store.diagnosis.layout import LINES_LOOKED_AT
from dualsite.store.diagnosis.remedy import Remedy
from dualsite.store.findings import Finding, finding
from dualsite.store.parsing import NUMERIC
from dualsite.store.sources import SheetSource
from dualsite.workbooks import Value, letters, text, unseen

_AT_ONCE = 10_000
"""Rows that are held as values before they are texts of a column."""


@dataclass(frozen=True)
class SheetTable:
    """The cells of a table in a sheet."""

    cells: Cells
    letters: dict[str, str]
    """The letters of its columns, by the contract's name where that knows them, else by their own."""
    without_value: frozenset[str]
    """What stands in cells that hold an error or a formula without a value."""
    warnings: tuple[Finding, ...]
    """What is hidden or merged in it."""

    @property
    def digest(self) -> str:
        """Names what stands in it, whatever else stands in its workbook."""
        rows = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(rows, self.cells.rows.schema) as stream:
            stream.write_table(self.cells.rows)
        said = (self.cells.header, self.cells.remedies, self.letters, sorted(self.without_value), self.warnings)
        return hashlib.sha256(rows.getvalue().to_pybytes() + repr(said).encode()).hexdigest()


def sheet_table(source: SheetSource, table: Table) -> SheetTable:
    """What a sheet holds of a table, as if it were a CSV file; raises UnreadableError.

    The header may stand below other lines, and to the right of empty columns.
    """
    try:
        sheet = source.read()
        rows = sheet.rows()
        first = list(itertools.islice(rows, LINES_LOOKED_AT))
    except DataError as error:
        raise UnreadableError(error.in_english) from error
    place = _place_of_header(first, table)
    if place is None:
        raise UnreadableError("no row of it holds names of columns; a table without rows still has its header")
    said = [text(value).strip() for row in first[:place] for value in row if value != ""]
    named = [text(value) for value in first[place]]
    columns, count = _columns(itertools.chain(first[place + 1 :], rows), _numeric(named, table))
    named += [""] * (len(columns) - len(named))
    wanted = [
        number
        for number, name in enumerate(named)
        if name.strip() or (number < len(columns) and columns[number].null_count < count)
    ]
    header = unambiguous(
        [named[number] if named[number].strip() else f"column {letters(number + 1)}" for number in wanted], place + 1
    )
    names = matched(header, table)
    ours = {written: name for name, written in names.names.items()}
    called = [
        f"column {place}" if name.casefold() == "_row" else ours.get(name, name) for place, name in enumerate(header, 1)
    ]
    empty = pyarrow.nulls(count, pyarrow.string())
    numbers = pyarrow.array(range(place + 2, place + 2 + count), pyarrow.int64())
    texts = [columns[number] if number < len(columns) else empty for number in wanted]
    whole = pyarrow.table([*texts, numbers], names=[*called, "_row"])
    whole, heads = without_heads(whole, dict(zip(called, header, strict=True)))
    kept, _, feet = without_feet(whole, {}, None, table)
    remedies = (*([_head(place, said[0])] if said else []), *names.remedies, *(one for one in (heads, feet) if one))
    faults = {fault for (row, _), fault in sheet.faults.items() if row > place + 1}
    return SheetTable(
        Cells(header, names, kept, ",", {}, remedies, True, _is_plain(kept)),
        {ours.get(name, name): letters(number + 1) for name, number in zip(header, wanted, strict=True)},
        frozenset(faults),
        tuple(
            finding("W21", table.name, one.problem, kind=one.kind) for one in unseen(sheet, is_hidden=source.is_hidden)
        ),
    )


def _is_plain(rows: pyarrow.Table) -> bool:
    """Whether every character is ASCII."""
    texts = [rows[name] for name in rows.column_names if name != "_row"]
    return all(pyarrow.compute.all(pyarrow.compute.string_is_ascii(one), min_count=0).as_py() for one in texts)


def _place_of_header(rows: Sequence[Sequence[Value]], table: Table) -> int | None:
    """The place of the row that holds the most names of the contract; the first that is filled when none holds two."""
    wanted = {bare(name) for name in table.columns}
    scores = [len(wanted & {bare(value) for value in row if isinstance(value, str)}) for row in rows]
    if max(scores, default=0) >= 2:
        return scores.index(max(scores))
    return next((place for place, row in enumerate(rows) if any(value != "" for value in row)), None)


def _head(lines: int, said: str) -> Remedy:
    problem = f"{lines} {'lines stand' if lines > 1 else 'line stands'} above the header"
    return Remedy("E14", "head", problem, "Leave out what stands above the names of the columns.", said, row=1)


def _numeric(named: Sequence[str], table: Table) -> set[int]:
    """The places of the columns that hold numbers."""
    kinds = {bare(column.name): column.kind for column in table.columns.values()}
    return {number for number, name in enumerate(named) if kinds.get(bare(name)) in NUMERIC}


def _columns(rows: Iterator[list[Value]], numeric: set[int]) -> tuple[list[pyarrow.ChunkedArray], int]:
    """The columns of rows as texts, empty cells null, and how many rows there are."""
    chunks: list[list[pyarrow.Array]] = []
    count = 0
    while part := list(itertools.islice(rows, _AT_ONCE)):
        width = max(len(chunks), *map(len, part))
        # A column that begins further down is empty above.
        chunks += [[pyarrow.nulls(count, pyarrow.string())] for _ in range(width - len(chunks))]
        padded = [row if len(row) == width else [*row, *([""] * (width - len(row)))] for row in part]
        for number, values in enumerate(zip(*padded, strict=True)):
            chunks[number].append(_texts(values, is_numeric=number in numeric))
        count += len(part)
    return [pyarrow.chunked_array(own, pyarrow.string()) for own in chunks], count


def _texts(values: Sequence[Value], *, is_numeric: bool) -> pyarrow.Array:
    said: Sequence[str]
    if is_numeric:
        said = [_number(value) if isinstance(value, float) else text(value) for value in values]
    else:
        said = [value if isinstance(value, str) else text(value) for value in values]
    found = pyarrow.array(said, pyarrow.string())
    return pyarrow.compute.if_else(pyarrow.compute.equal(found, ""), None, found)


def _number(value: float) -> str:
    """A number as text that nobody takes for one of thousands: it stands as a number in the sheet, and is none."""
    said = text(value)
    return f"{said}0" if said[-4:-3] == "." else said
