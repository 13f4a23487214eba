"""The file system within an old Office file: its one stream that holds the workbook.

After [MS-CFB]. Whatever is damaged raises IndexError, ValueError or struct.error.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_LAST = 0xFFFFFFFA
"""From here on, what stands for a sector is none: free, the end of a chain, or for the table of sectors itself."""

_ENTRY = 128
_ROOT, _STREAM = 5, 2


def workbook_stream(content: bytes) -> bytes:
    """The records of the workbook. Raises ValueError when there is none, or a chain of sectors runs in a circle."""
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    first_folder, _, smallest, first_mini = struct.unpack_from("<IIII", content, 48)
    size = 1 << shift

    def joined(first: int, table: Sequence[int]) -> bytes:
        return b"".join(content[(one + 1) * size : (one + 2) * size] for one in _chain(first, table))

    table = _table(content, size)
    folder = joined(first_folder, table)
    entries = [folder[place : place + _ENTRY] for place in range(0, len(folder) - _ENTRY + 1, _ENTRY)]
    for entry in entries:
        first, length = struct.unpack_from("<II", entry, 116)
        if entry[66] != _STREAM or _name(entry) not in ("Workbook", "Book"):
            continue
        if length >= smallest:
            return joined(first, table)[:length]
        # What is small lies in pieces within a stream of the root's.
        root = next(one for one in entries if one[66] == _ROOT)
        pieces, step = joined(struct.unpack_from("<I", root, 116)[0], table), 1 << mini_shift
        minis = _numbers(joined(first_mini, table))
        return b"".join(pieces[one * step : (one + 1) * step] for one in _chain(first, minis))[:length]
    raise ValueError("it holds no workbook")


def _table(content: bytes, size: int) -> Sequence[int]:
    """Which sector follows each."""
    sectors = [one for one in struct.unpack_from("<109I", content, 76) if one < _LAST]
    (further,) = struct.unpack_from("<I", content, 68)
    for _ in range(len(content) // size + 1):
        if further >= _LAST:
            break
        *more, further = _numbers(content[(further + 1) * size : (further + 2) * size])
        sectors += [one for one in more if one < _LAST]
    return [number for one in sectors for number in _numbers(content[(one + 1) * size : (one + 2) * size])]


def _chain(first: int, table: Sequence[int]) -> Sequence[int]:
    found: list[int] = []
    while first < _LAST:
        found.append(first)
        first = table[first]
        if len(found) > len(table):
            raise ValueError("a chain of sectors runs in a circle")
    return found


def _numbers(sector: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", errors="replace")
