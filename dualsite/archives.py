"""Zip archives that strangers made: opened in memory, within limits, nothing unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from dualsite.errors import DataError

MOST_MEMBERS = 50_000
LARGEST_MEMBER = 2**30
HIGHEST_RATIO = 200
"""Text of registries and sheets shrinks by 5 to 40; a bomb by up to 1,032 (https://www.bamsoftware.com/hacks/zipbomb/)."""
RATIO_COUNTS_FROM = 2**20

BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip archive begins, and an empty one."""

GZIP = b"\x1f\x8b"
"""How a gzip file begins."""

_ENCRYPTED = 0x1


@contextmanager
def opened(name: str, content: bytes | Path) -> Iterator[zipfile.ZipFile]:
    """The archive called `name`, open for reading.

    DataError when it is not a readable zip file, for example because a download was cut off.
    """
    try:
        source: BinaryIO = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
        with source, zipfile.ZipFile(source) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError) as reason:
        raise DataError(f"{name} is not a whole zip archive: download it again.") from reason


def members(name: str, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Its files by name, in code point order, without folders and what macOS adds; DataError when they are too many."""
    found = [member for member in archive.infolist() if not member.is_dir() and not is_hidden(member.filename)]
    if len(archive.infolist()) > MOST_MEMBERS:
        raise DataError(
            f"{name} holds {len(archive.infolist()):,} files, more than the {MOST_MEMBERS:,} read: split it."
        )
    return sorted(found, key=lambda member: member.filename)


def check_size(name: str, wanted: list[zipfile.ZipInfo]) -> None:
    """DataError when a member to be read would be too large, or they shrink more than text can; nothing is unpacked."""
    for member in wanted:
        if member.file_size > LARGEST_MEMBER:
            raise DataError(
                f"{name} holds {member.filename}, which would unpack to {member.file_size / 2**30:.1f} GB, "
                "more than is read at once: split it."
            )
        _check_ratio(f"{name}/{member.filename}", member.file_size, member.compress_size)
    _check_ratio(name, sum(one.file_size for one in wanted), sum(one.compress_size for one in wanted))


def _check_ratio(subject: str, unpacked: int, packed: int) -> None:
    if unpacked > RATIO_COUNTS_FROM and unpacked > HIGHEST_RATIO * max(packed, 1):
        raise DataError(
            f"{subject} unpacks to more than {HIGHEST_RATIO} times its size: that is a zip bomb. It was not unpacked."
        )


def content(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One member unpacked. DataError when it is encrypted, damaged or larger than the archive says."""
    if member.flag_bits & _ENCRYPTED:
        raise DataError(f"{name} holds {member.filename} under a password: unpack it and import the files.")
    try:
        with archive.open(member) as packed:
            unpacked = packed.read(member.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as reason:
        raise DataError(f"{name} holds {member.filename}, which is damaged: download it again.") from reason
    if len(unpacked) > member.file_size:
        raise DataError(f"{name} holds {member.filename}, which is larger than the archive says: it was not read.")
    return unpacked


def gunzipped(name: str, packed: bytes, most: int) -> bytes:
    """What a gzip file holds, of several parts too. DataError when it is damaged, cut off, or a bomb.

    No more than `most` bytes and one are unpacked: whoever asks for them refuses more.
    """
    pieces: list[bytes] = []
    unpacked, rest = 0, packed
    while rest:
        part = zlib.decompressobj(wbits=31)
        try:
            pieces.append(part.decompress(rest, max(1, most + 1 - unpacked)))
        except zlib.error as reason:
            raise DataError(
                f"{name} is not a whole gzip file: it may have been cut off; download it again."
            ) from reason
        unpacked += len(pieces[-1])
        _check_ratio(name, unpacked, len(packed))
        if unpacked > most:
            break
        if not part.eof:
            raise DataError(f"{name} is not a whole gzip file: it may have been cut off; download it again.")
        rest = part.unused_data.lstrip(b"\x00")
    return b"".join(pieces)


def is_hidden(name: str) -> bool:
    """Whether a file, by its path in a folder or an archive, is the system's and not the user's."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
