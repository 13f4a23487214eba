"""The data folder at one moment: which of its files hold which table, and what in it is not read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dualsite.errors import InputError, why
from dualsite.mapping import MAPPING
from dualsite.store import mapped
from dualsite.store.entries import (
    CONTROLS,
    DATASET,
    PACKS,
    PARQUET,
    READY,
    SCENARIOS,
    SLOT_QUESTIONS,
    Unread,
    is_dataset,
    is_passed_over,
    is_table_file,
    is_workbook,
    looks_like,
    table_of,
    why_unread,
    why_unread_part,
)
from dualsite.store.findings import Finding

DEEPEST = 8
"""Folders within the folder of a table: columns that it may be partitioned by."""


Stamp = tuple[str, int, int]
"""Name, size in bytes and modification time in ns of a file."""


@dataclass(frozen=True)
class Listing:
    """A data folder at one moment. Two listings are of the same data version when their fingerprints are equal."""

    folder: Path
    files: tuple[Stamp, ...]
    """Name, size in bytes and modification time in ns of every file of the data folder that is read, by name."""
    unread: tuple[Unread, ...] = ()
    """What else lies there and is not read, by name."""
    controls: tuple[Stamp, ...] = ()
    """The same of the files that say whether a delivery is complete."""
    touched_ns: int = field(default=0, compare=False)
    """When anything in it was last written, renamed or copied, its markers apart."""
    is_ready: bool = False
    """Whether it holds the marker of a delivery that is complete, newer than all the rest."""

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name this version of the data."""
        return hashlib.sha256(repr(self.files).encode()).hexdigest()[:12]

    def has(self, name: str) -> bool:
        """Whether a file of that name is read."""
        return any(one == name for one, _, _ in self.files)

    @property
    def is_readable(self) -> bool:
        """Whether the folder itself could be looked into."""
        return all(one.name != "." for one in self.unread)

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
        problem = f"the data folder {folder} cannot be read: {why(error)}"
        return Listing(folder, (), (Unread(".", "dataset", problem, is_loss=True),))
    seen = _Seen()
    for entry in found:
        if is_passed_over(entry.name):
            continue
        try:
            seen.add(entry)
        except FileNotFoundError:
            # A file that vanishes between being listed and being looked at was not there.
            continue
        except OSError as error:
            table = looks_like(entry.name)
            problem = f"{entry.name} cannot be read: {why(error)}"
            seen.unread.append(Unread(entry.name, table, problem, is_loss=table_of(entry.name) is not None))
    return seen.listing(folder)


def listing_or_empty(folder: Path) -> Listing:
    """The same, without files when there is no such folder."""
    try:
        return listing(folder)
    except InputError:
        return Listing(folder, ())


@dataclass
class _Seen:
    """What was found in a data folder so far."""

    files: list[Stamp] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    others: list[tuple[str, bool]] = field(default_factory=list)
    controls: list[Stamp] = field(default_factory=list)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    """Those of the others."""
    exports: set[str] = field(default_factory=set)
    """What of the files the folder's mapping names."""
    touched_ns: int = 0
    ready_ns: int = -1

    def add(self, entry: os.DirEntry[str]) -> None:
        """Put an entry of the folder where it belongs. Raises OSError when it cannot be looked at."""
        try:
            status = entry.stat()
        except FileNotFoundError:
            # A link that points to nothing is there.
            status = entry.stat(follow_symlinks=False)
        is_folder, is_file = stat.S_ISDIR(status.st_mode), stat.S_ISREG(status.st_mode)
        if is_folder and entry.name in (PACKS, SCENARIOS, SLOT_QUESTIONS):
            return
        stamp = (entry.name, status.st_size, status.st_mtime_ns)
        if is_file and entry.name in CONTROLS:
            self.controls.append(stamp)
            if entry.name == READY:
                self.ready_ns = _touched_ns(status)
            return
        self.touched_ns = max(self.touched_ns, _touched_ns(status))
        if is_folder and table_of(entry.name) is not None:
            before = len(self.files), len(self.unread)
            self._add_parts(Path(entry.path), entry.name)
            if any(one.is_loss for one in self.unread[before[1] :]):
                del self.files[before[0] :]
            elif len(self.files) == before[0]:
                # Read as a table, it is refused with the reason.
                del self.unread[before[1] :]
                self.files.append(stamp)
        elif is_file and _is_read(entry.name):
            self.files.append(stamp)
        elif is_file or is_folder:
            self.others.append((entry.name, is_folder))
            self.stamps[entry.name] = stamp
        else:
            problem = f"{entry.name} is neither a file nor a folder, or points to nothing"
            is_loss = table_of(entry.name) is not None
            self.unread.append(Unread(entry.name, looks_like(entry.name), problem, is_loss))

    def _add_parts(self, folder: Path, name: str, depth: int = 0) -> None:
        """Add the parts in the folder of a table, and those in its folders named column=value."""
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            inner = f"{name}/{entry.name}"
            is_folder = entry.is_dir()
            if is_folder and "=" in entry.name and depth < DEEPEST:
                self._add_parts(Path(entry.path), inner, depth + 1)
            elif not is_folder and entry.name.casefold().endswith(PARQUET) and not entry.name.startswith((".", "_")):
                with contextlib.suppress(FileNotFoundError):
                    status = entry.stat()
                    self.touched_ns = max(self.touched_ns, _touched_ns(status))
                    self.files.append((inner, status.st_size, status.st_mtime_ns))
            elif (unread := why_unread_part(inner, is_folder=is_folder)) is not None:
                self.unread.append(unread)

    def _take_exports(self, folder: Path) -> None:
        """Count what the folder's mapping names among what is read."""
        patterns = mapped.patterns(folder)
        self.exports = {name for name, _, _ in self.files if mapped.is_named(name, patterns)}
        for name, is_folder in list(self.others):
            if not is_folder and mapped.is_named(name, patterns):
                self.others.remove((name, is_folder))
                self.files.append(self.stamps[name])
                self.exports.add(name)
        deeper = [one for one in patterns if "/" in one]
        for path in sorted({path for one in deeper for path in folder.glob(one) if path.is_file()}):
            name, status = path.relative_to(folder).as_posix(), path.stat()
            self.touched_ns = max(self.touched_ns, _touched_ns(status))
            self.files.append((name, status.st_size, status.st_mtime_ns))
            self.exports.add(name)
            self.others = [other for other in self.others if other[0] != name.partition("/")[0]]

    def listing(self, folder: Path) -> Listing:
        """All of it, in order of name."""
        if any(name == MAPPING for name, _, _ in self.files):
            self._take_exports(folder)
        named = sorted((one for one in self.files if is_dataset(one[0])), key=lambda one: (one[0] != DATASET, one[0]))
        # One file names the data set, that which is spelt as it should be first; the others are not read.
        self.others += [(name, False) for name, _, _ in named[1:]]
        files = sorted(one for one in self.files if one not in named[1:])
        read = {
            table_of(name) or (looks_like(name) if is_workbook(name) else DATASET): name
            for name, _, _ in files
            if name != MAPPING and name not in self.exports
        }
        unread = self.unread + [why_unread(name, read, is_folder=is_folder) for name, is_folder in self.others]
        is_ready = self.ready_ns >= self.touched_ns
        return Listing(folder, tuple(files), tuple(sorted(unread)), tuple(self.controls), self.touched_ns, is_ready)


def _is_read(name: str) -> bool:
    """Whether a file is read for its own name, whatever a mapping says."""
    return name == MAPPING or is_dataset(name) or is_table_file(name) or is_workbook(name)


def _touched_ns(status: os.stat_result) -> int:
    """When a file was last written, renamed or copied: the time it was written is copied with it."""
    return max(status.st_mtime_ns, status.st_ctime_ns)
