"""From what a user names, files, folders, archives or uploads, to the studies in them.

What a file is, its content says, not its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dualsite.errors import DataError, InputError
from dualsite.importers import aact, archives
from dualsite.importers.clinicaltrials_csv import is_csv, read_csv
from dualsite.importers.clinicaltrials_json import read_json
from dualsite.importers.records import Advance, Finding, Record, Refusal

LARGEST_FILE = 2**30
READ_SUFFIXES = (".json", ".csv", ".tsv", ".zip")
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"


@dataclass(frozen=True)
class NamedBytes:
    """A file that is not on disk: an upload. `name` is what findings and refusals call it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class File:
    """A file to read, when its turn comes. `size` in bytes as stored is its share of the progress."""

    name: str
    size: int
    content: Callable[[], bytes]

    @property
    def path(self) -> PurePosixPath:
        return PurePosixPath(self.name)


@dataclass
class Studies:
    """All that was found in the sources so far."""

    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read_sources(sources: Sequence[Path | NamedBytes], progress: Callable[[float, str], None]) -> Studies:
    """Every study in the sources, in their order; files of a folder or an archive in the order of their names.

    A file that cannot be used is a refusal, and the others go on. InputError when a path is not there.
    """
    found = Studies()
    with ExitStack() as open_archives:
        files = [file for source in sources for file in _files(source, found)]
        units = list(_units(files, found, open_archives))
        total, done = sum(size for _, size, _ in units) or 1, 0
        for name, size, read in units:
            progress(done / total, name)
            try:
                records, findings = read(lambda part, d=done, s=size, n=name: progress((d + part * s) / total, n))  # type: ignore[misc]
            except DataError as refused:
                found.refusals.append(Refusal(name, str(refused)))
            else:
                found.records += records
                found.findings += findings
            done += size
    return found


Reader = Callable[[Advance], tuple[list[Record], list[Finding]]]


def _files(source: Path | NamedBytes, found: Studies) -> list[File]:
    """The files a source is made of: itself, or what lies in the folder."""
    if isinstance(source, NamedBytes):
        return [File(source.name, len(source.content), lambda: source.content)]
    if not source.exists():
        raise InputError(f"There is no file or folder {source}: check the path.")
    if not source.is_dir():
        return [_on_disk(source)]
    inside = [path for path in source.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(source))]
    files = [_on_disk(path) for path in sorted(inside, key=lambda path: path.relative_to(source).as_posix())]
    return _readable(str(source), files, found)


def _on_disk(path: Path) -> File:
    return File(path.as_posix(), path.stat().st_size, path.read_bytes)


def _readable(container: str, files: list[File], found: Studies) -> list[File]:
    """Those of the files that could hold studies. The others are listed in one finding; none at all is a refusal."""
    exports = {file.path.parent for file in files if _table(file) in aact.NEEDED}
    wanted = [file for file in files if file.path.suffix.lower() in READ_SUFFIXES or _is_aact(file, exports)]
    others = [file.path.name for file in files if file not in wanted and file.path.parent not in exports]
    if not wanted:
        found.refusals.append(Refusal(container, f"{container} holds no JSON, CSV or AACT file: nothing to import."))
    elif others:
        message = f"{container} also holds {len(others)} files of other kinds, which were not read."
        found.findings.append(Finding(container, "", None, "", ", ".join(others[:5]), message))
    return wanted


def _units(files: Iterable[File], found: Studies, open_archives: ExitStack) -> Iterator[tuple[str, int, Reader]]:
    """What is read in one go, with its name and size: a file, or the tables of one AACT export."""
    exports: defaultdict[PurePosixPath, dict[str, File]] = defaultdict(dict)
    for file in files:
        if _table(file) in aact.TABLES:
            exports[file.path.parent][_table(file)] = file
            continue
        if _is_zip(file):
            try:
                inside = _unpacked(file, found, open_archives)
            except DataError as refused:
                found.refusals.append(Refusal(file.name, str(refused)))
            else:
                yield from _units(inside, found, open_archives)
        else:
            yield file.name, file.size, lambda advance, file=file: _read(file, advance)  # type: ignore[misc]
    for folder, tables in exports.items():
        name = "" if str(folder) == "." else str(folder)
        contents = {table: file.content for table, file in tables.items()}
        size = sum(file.size for file in tables.values())
        yield name or "AACT", size, lambda advance, name=name, contents=contents: aact.read_aact(name, contents, advance)  # type: ignore[misc]
