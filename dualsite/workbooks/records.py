"""The records of an old workbook (.xls), read for what its values do not say: errors, and what is hidden.

After [MS-XLS]. Whatever is damaged raises IndexError, ValueError or struct.error.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from dualsite.workbooks.cells import Place, letters

_BEGIN, _END, _SHEET, _PASSWORD = 0x0809, 0x000A, 0x0085, 0x002F
_FORMULA, _ERROR, _ROW, _COLUMNS = 0x0006, 0x0205, 0x0208, 0x007D

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class PasswordNeededError(ValueError):
    """A workbook under a password."""


@dataclass
class SheetRecords:
    """What the records of a sheet say beside its values."""

    is_hidden: bool
    faults: dict[Place, str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)


def sheets(stream: bytes) -> list[SheetRecords]:
    """The sheets of a workbook in their order, charts and macros too. Raises PasswordNeededError."""
    found = []
    for kind, place, _ in _records(stream, 0):
        if kind == _PASSWORD:
            raise PasswordNeededError
        if kind == _SHEET:
            begins, state = struct.unpack_from("<IB", stream, place)
            found.append(_sheet(stream, begins, is_hidden=bool(state & 3)))
    return found


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record to the end of a part, parts within it passed over."""
    depth = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        depth += kind == _BEGIN
        depth -= kind == _END
        if depth == 1:
            yield kind, place + 4, length
        if depth == 0:
            return
        place += 4 + length


def _sheet(stream: bytes, begins: int, *, is_hidden: bool) -> SheetRecords:
    found = SheetRecords(is_hidden)
    for kind, place, _ in _records(stream, begins):
        if kind == _ERROR:
            row, column, _style, code, is_error = struct.unpack_from("<HHHBB", stream, place)
            if is_error:
                found.faults[row + 1, column + 1] = _ERRORS.get(code, "#N/A")
        elif kind == _FORMULA:
            row, column, _style, result, _, code = struct.unpack_from("<HHHBBB", stream, place)
            if stream[place + 12 : place + 14] == b"\xff\xff" and result == 2:
                found.faults[row + 1, column + 1] = _ERRORS.get(code, "#N/A")
        elif kind == _ROW:
            row, options = struct.unpack_from("<H10xH", stream, place)
            if options & 0x20:
                found.hidden_rows.append(row + 1)
        elif kind == _COLUMNS:
            first, last, options = struct.unpack_from("<HH4xH", stream, place)
            if options & 1:
                named = letters(first + 1)
                found.hidden_columns.append(named if first == last else f"{named}–{letters(last + 1)}")
    return found
