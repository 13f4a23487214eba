"""The data folder at one moment: which of its files hold which table, and what in it is not read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dualsite.errors import InputError
from dualsite.store.entries import (
    CONTROLS,
    DATASET,
    LAKES,
    PARQUET,
    Unread,
    is_dataset,
    is_passed_over,
    is_table_file,
    looks_like,
    partitions,
    table_of,
    why_unread,
    why_unread_part,
)
from dualsite.store.findings import Finding

DEEPEST = 8
"""Folders within the folder of a table: columns that it may be partitioned by."""


@dataclass(frozen=True)
class Source:
    """The files of one table: one file, or the parts of a Parquet folder in order of name."""

    table: str
    paths: tuple[Path, ...]
    root: Path
    """The data folder they lie in."""

    @property
    def is_parquet(self) -> bool:
        return all(path.name.casefold().endswith(PARQUET) and not path.is_dir() for path in self.paths)

    @property
    def is_one_file_set(self) -> bool:
        """Whether these are one file, or parts of one folder."""
        return len({path.relative_to(self.root).parts[0] for path in self.paths}) == 1

    def partitions(self, path: Path) -> dict[str, str | None]:
        """The columns that the folders of a part stand for, and their values as text; None where there is none."""
        return partitions(path.relative_to(self.root).parts[1:-1])


@dataclass(frozen=True)
class Listing:
    """A data folder at one moment. Two listings are of the same data version when their fingerprints are equal."""

    folder: Path
    files: tuple[tuple[str, int, int], ...]
    """Name, size in bytes and modification time in ns of every file of the data folder that is read, by name."""
    unread: tuple[Unread, ...] = ()
    """What else lies there and is not read, by name."""
    controls: tuple[tuple[str, int, int], ...] = ()
    """The same of the files that say whether a delivery is complete."""

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name this version of the data."""
        return hashlib.sha256(repr(self.files).encode()).hexdigest()[:12]

    def sources(self) -> dict[str, Source]:
        """The files of each table, by table, in order of name; see `Source.is_one_file_set`."""
        paths: dict[str, list[Path]] = {}
        for name, _, _ in self.files:
            if (table := table_of(name)) is not None:
                paths.setdefault(table, []).append(self.folder / name)
        return {table: Source(table, tuple(found), self.folder) for table, found in paths.items()}

    @property
    def dataset(self) -> Path | None:
        """The file that names the data set; None when there is none."""
        return next((self.folder / name for name, _, _ in self.files if is_dataset(name)), None)

    def strangers(self) -> Iterator[Finding]:
        """What lies in the folder and is not read, with the reason and what to do."""
        return (one.finding() for one in self.unread)


def listing(folder: Path) -> Listing:
    """What lies in the folder now. A folder or an entry that cannot be read is among the unread.

    Raises InputError when there is no such folder.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            f"There is no data folder {folder}. Name one that holds at least sites.csv or sites.parquet."
        ) from None
    except OSError as error:
        problem = f"the data folder {folder} cannot be read: {error.strerror or error}"
        return Listing(folder, (), (Unread(".", "dataset", problem, is_loss=True),))
    files: list[tuple[str, int, int]] = []
    unread: list[Unread] = []
    others: list[tuple[str, bool]] = []
    for entry in found:
        if is_passed_over(entry.name):
            continue
        try:
            _sort(entry, files, unread, others)
        except FileNotFoundError:
            # A file that vanishes between being listed and being looked at was not there.
            continue
        except OSError as error:
            table = looks_like(entry.name)
            problem = f"{entry.name} cannot be read: {error.strerror or error}"
            unread.append(Unread(entry.name, table, problem, is_loss=table_of(entry.name) is not None))
    _choose_dataset(files, others)
    read = {table: name for name, _, _ in files if (table := table_of(name) or (DATASET if is_dataset(name) else ""))}
    unread += [why_unread(name, read, is_folder=is_folder) for name, is_folder in others]
    controls = tuple(one for one in files if one[0] in CONTROLS)
    return Listing(folder, tuple(sorted(one for one in files if one not in controls)), tuple(sorted(unread)), controls)


def _sort(
    entry: os.DirEntry[str],
    files: list[tuple[str, int, int]],
    unread: list[Unread],
    others: list[tuple[str, bool]],
) -> None:
    """Put an entry of the data folder where it belongs. Raises OSError when it cannot be looked at."""
    try:
        status = entry.stat()
    except FileNotFoundError:
        # A link that points to nothing is there.
        status = entry.stat(follow_symlinks=False)
    is_folder, is_file = stat.S_ISDIR(status.st_mode), stat.S_ISREG(status.st_mode)
    if is_folder and table_of(entry.name) is not None:
        parts, missed = _parts(Path(entry.path), entry.name)
        if any(one.is_loss for one in missed) or parts:
            unread += missed
            files += [] if any(one.is_loss for one in missed) else parts
        else:
            # Read as a table, it is refused with the reason.
            files.append((entry.name, status.st_size, status.st_mtime_ns))
    elif is_file and (entry.name in CONTROLS or is_dataset(entry.name) or is_table_file(entry.name)):
        files.append((entry.name, status.st_size, status.st_mtime_ns))
    elif is_file or is_folder:
        others.append((entry.name, is_folder))
    else:
        problem = f"{entry.name} is neither a file nor a folder, or points to nothing"
        table = looks_like(entry.name)
        unread.append(Unread(entry.name, table, problem, is_loss=table_of(entry.name) is not None))


def _parts(folder: Path, name: str, depth: int = 0) -> tuple[list[tuple[str, int, int]], list[Unread]]:
    """The parts in the folder of a table, with those in folders named column=value, and what in it is not read."""
    parts: list[tuple[str, int, int]] = []
    missed: list[Unread] = []
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        inner = f"{name}/{entry.name}"
        is_folder = entry.is_dir()
        if is_folder and "=" in entry.name and depth < DEEPEST and entry.name not in LAKES:
            more, further = _parts(Path(entry.path), inner, depth + 1)
            parts += more
            missed += further
        elif not is_folder and entry.name.casefold().endswith(PARQUET) and not entry.name.startswith((".", "_")):
            with contextlib.suppress(FileNotFoundError):
                status = entry.stat()
                parts.append((inner, status.st_size, status.st_mtime_ns))
        elif (unread := why_unread_part(inner, is_folder=is_folder)) is not None:
            missed.append(unread)
    return parts, missed


def _choose_dataset(files: list[tuple[str, int, int]], others: list[tuple[str, bool]]) -> None:
    """Keep one file that names the data set, the one that is spelt as it should be first; the rest is not read."""
    named = sorted((one for one in files if is_dataset(one[0])), key=lambda one: (one[0] != DATASET, one[0]))
    for extra in named[1:]:
        files.remove(extra)
        others.append((extra[0], False))
