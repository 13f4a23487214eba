"""What stands in a file, unpacked where it is packed, and never more than the memory is meant for."""

from __future__ import annotations

from pathlib import Path

import pyarrow

LARGEST = 2_000_000_000
"""Bytes of a file that is held in memory to be read; more than that belongs into Parquet."""

LARGEST_UNPACKED = 2_000_000_000
"""Bytes that a packed file may unpack to. A few kilobytes can unpack to more than any memory holds."""

_AT_ONCE = 1 << 22

PACKINGS = {".gz": "gzip", ".zst": "zstd"}
"""How a file is packed, by its last ending."""


class UnreadableError(Exception):
    """A file that is no table at all; `row` is where that shows, or None for the whole file."""

    def __init__(self, problem: str, row: int | None = None) -> None:
        super().__init__(problem)
        self.row = row


def content(path: Path) -> bytes:
    """The bytes of a file, unpacked when its name ends in .gz or .zst.

    Raises UnreadableError when there are too many of them or it is not packed as its name says, else OSError.
    """
    if path.stat().st_size > LARGEST:
        raise UnreadableError("it is larger than 2 GB; save it as Parquet")
    packing = PACKINGS.get(path.suffix.casefold())
    return path.read_bytes() if packing is None else _unpacked(path, packing)


def _unpacked(path: Path, packing: str) -> bytes:
    if path.stat().st_size == 0:
        return b""
    with path.open("rb") as file:
        try:
            found = bytearray()
            with pyarrow.CompressedInputStream(file, packing) as stream:
                while part := stream.read(_AT_ONCE):
                    found += part
                    if len(found) > LARGEST_UNPACKED:
                        raise UnreadableError(
                            f"it unpacks to more than {LARGEST_UNPACKED / 1e9:g} GB; save it as Parquet"
                        )
        except (pyarrow.ArrowException, OSError) as error:
            raise UnreadableError("it is not whole, or not packed as its name says") from error
    return bytes(found)
