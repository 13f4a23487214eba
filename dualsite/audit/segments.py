"""The files of a trail: the one that is written to, and the closed ones before it, which are never written to again.

Beside `audit.jsonl` stand `audit.000001.jsonl`, `audit.000002.jsonl`, …, in the order in which they were closed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dualsite.audit.chain import BEGINNING, Sealed, opened

TAIL = 100_000
"""Bytes at the end of a file that are looked at first: there the last entry is, whoever wrote it."""


@dataclass(frozen=True)
class End:
    """Where a trail ends."""

    n: int = 0
    hash: str = BEGINNING
    key: str = ""
    segment: int = 0
    """The number of the file the last entry stands in; 0 before there is any."""
    is_open: bool = False
    """Whether that file is the one that is written to, not a closed one."""
    size: int = 0
    """Bytes of the file that is written to."""
    rest: bytes = b""
    """What follows on the last entry and is none: a line that was cut off."""
    is_line_ended: bool = True


def closed(file: Path) -> list[Path]:
    """The closed files of a trail, in their order."""
    named = re.compile(rf"{re.escape(file.stem)}\.(\d{{6,}}){re.escape(file.suffix)}")
    found = [(int(match[1]), one) for one in _beside(file) if (match := named.fullmatch(one.name))]
    return [one for _number, one in sorted(found)]


def number_of(closed_file: Path) -> int:
    return int(closed_file.stem.rpartition(".")[2])


def closed_name(file: Path, number: int) -> Path:
    return file.with_name(f"{file.stem}.{number:06d}{file.suffix}")


def files(file: Path) -> list[Path]:
    """All files of a trail in their order; empty when there is none."""
    return [*closed(file), *([file] if file.exists() else [])]


def lines(file: Path) -> list[bytes]:
    """The lines of one file, without their ends. Raises OSError when it cannot be read."""
    told = file.read_bytes().split(b"\n")
    return told if told[-1] else told[:-1]


def newest_first(file: Path, mark: bytes = b"") -> Iterator[Sealed]:
    """The entries of a trail from its end, of lines that hold `mark`, as they say they are; no others."""
    for one in reversed(files(file)):
        try:
            told = lines(one)
        except OSError:
            continue
        for line in reversed(told):
            if mark in line and (found := opened(line)) is not None:
                yield found


def end(file: Path) -> End:
    """Where the trail ends. Raises OSError when a file cannot be read."""
    is_open = file.exists()
    told, size = _tail(file, TAIL) if is_open else (b"", 0)
    last, rest = _last(told)
    if last is None and len(told) < size:
        told, size = _tail(file, size)
        last, rest = _last(told)
    is_line_ended, before = not told or told.endswith(b"\n"), closed(file)
    if last is None and before:
        last, _rest = _last(before[-1].read_bytes())
    number = number_of(before[-1]) if before else 0
    if last is None:
        return End(segment=number + is_open, is_open=is_open, size=size, rest=rest, is_line_ended=is_line_ended)
    return End(last.entry.n, last.hash, last.entry.key, number + is_open, is_open, size, rest, is_line_ended)


def _tail(file: Path, most: int) -> tuple[bytes, int]:
    """The last bytes of a file, at most so many, and how many it has."""
    with file.open("rb") as opened_file:
        size = opened_file.seek(0, os.SEEK_END)
        opened_file.seek(max(0, size - most))
        return opened_file.read(), size


def _last(told: bytes) -> tuple[Sealed | None, bytes]:
    """The last entry of a file, and what follows on it without the end of the line."""
    stop = len(told.rstrip(b"\n"))
    while stop > 0:
        start = told.rfind(b"\n", 0, stop) + 1
        if (found := opened(told[start:stop])) is not None:
            return found, told[stop:].strip(b"\n")
        stop = start - 1
    return None, told.strip(b"\n")


def make(file: Path) -> int:
    """Open a file to append to; made when it is not there, and its owner's alone before anything is written to it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_CREAT | os.O_APPEND | os.O_RDWR | os.O_CLOEXEC, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def _beside(file: Path) -> list[Path]:
    return list(file.parent.iterdir()) if file.parent.is_dir() else []
