"""The files in what a user names: files, folders, archives and uploads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from dualsite import archives
from dualsite.errors import DataError, InputError, why
from dualsite.importers.aact import NEEDED, TABLES
from dualsite.importers.eudract import EUDRACT
from dualsite.importers.kinds import OFFICE, of_kind
from dualsite.importers.limits import ImportLimitError, Limits, check_unpacked
from dualsite.importers.records import ImportFinding, ImportRefusal

LARGEST_FILE = 2**30
ARCHIVE, TABLE, PACKED = ".zip", ".txt", ".gz"
"""How the names of archives, of AACT's tables and EudraCT's text, and of files packed one by one end."""

WORKBOOK_MEMBER = "xl/workbook.xml"
"""By this member an archive is an Excel workbook."""


@dataclass(frozen=True)
class NamedBytes:
    """A file that is not on disk: an upload. `name` is what findings and refusals call it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class File:
    """A file to read when its turn comes. `size`, in bytes as stored, is its share of the progress."""

    name: str
    size: int
    content: Callable[[], bytes]
    is_packed: bool = False
    is_workbook: bool = False

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.name).parent)

    @property
    def aact_table(self) -> str | None:
        """The AACT table it holds by its name, `facilities.txt`; None for every other file."""
        path = PurePosixPath(self.name.lower())
        return path.stem if path.suffix == TABLE and path.stem in TABLES else None


@dataclass
class SourceListing:
    """The files to read, in order, and what was already found out about those that are not."""

    suffixes: Collection[str]
    """How the names of files end that could hold studies, in folders and archives."""
    limits: Limits
    unpacked: int = 0
    """Bytes of the files so far, those in archives unpacked."""
    files: list[File] = field(default_factory=list)
    findings: list[ImportFinding] = field(default_factory=list)
    refusals: list[ImportRefusal] = field(default_factory=list)


@contextmanager
def listed(sources: Sequence[Path | NamedBytes], suffixes: Collection[str], limits: Limits) -> Iterator[SourceListing]:
    """The files of all sources, in their order; in a folder or an archive, in the code point order of their names.

    In a folder or an archive only AACT's tables, EudraCT's texts and files that end in one of `suffixes` are read.

    Archives stay open, and their members readable, inside the `with` block. InputError when a path is not there,
    ImportLimitError when they are too large together; nothing is unpacked then.
    """
    listing = SourceListing((ARCHIVE, PACKED, *suffixes), limits)
    with ExitStack() as open_archives:
        for source in sources:
            for file, path in _files(source, listing):
                try:
                    listing.files += _unpacked(file, path, listing, open_archives)
                except ImportLimitError:
                    raise
                except DataError as refused:
                    listing.refusals.append(ImportRefusal(file.name, refused.in_english))
        yield listing


def _files(source: Path | NamedBytes, listing: SourceListing) -> list[tuple[File, Path | None]]:
    """The files a source is made of: itself, or what a folder holds, with where they lie on disk."""
    if isinstance(source, NamedBytes):
        return [(File(source.name, len(source.content), lambda: source.content), None)]
    if not source.exists():
        raise InputError(f"There is no file or folder {source}: check the path.")
    paths = [source]
    if source.is_dir():
        inside = [
            path for path in source.rglob("*") if path.is_file() and not archives.is_hidden(_within(path, source))
        ]
        paths = sorted(inside, key=lambda path: _within(path, source))
    files = {path.as_posix(): path for path in paths}
    found = [File(name, path.stat().st_size, partial(_bytes, path)) for name, path in files.items()]
    if source.is_dir():
        found = _readable(source.as_posix(), found, listing)
    return [(file, files[file.name]) for file in found]


def _bytes(path: Path, length: int = -1) -> bytes:
    """The content of a file, or its first `length` bytes; DataError when the system does not give it."""
    try:
        with path.open("rb") as content:
            return content.read(length)
    except OSError as reason:
        raise DataError(f"{path.as_posix()} cannot be opened ({why(reason)}): check who may read it.") from reason


def _within(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _unpacked(file: File, path: Path | None, listing: SourceListing, open_archives: ExitStack) -> list[File]:
    """The files in an archive; any other file is itself. DataError when it is too large or no whole archive."""
    head = _bytes(path, 4) if path else file.content()[:4]
    if head.startswith(archives.GZIP):
        return [_gunzipped(file, listing)]
    if head not in archives.BEGINNINGS:
        if file.size > LARGEST_FILE:
            raise DataError(f"{file.name} is larger than {LARGEST_FILE / 2**30:.0f} GB: split the download.")
        _unpacks_to(listing, file.name, file.size)
        return [file]
    archive = open_archives.enter_context(archives.opened(file.name, path or file.content()))
    held = archives.members(file.name, archive)
    names = {member.filename for member in held}
    office = next((kind for start, kind in OFFICE.items() if any(name.startswith(start) for name in names)), "")
    if office:
        raise DataError(of_kind(file.name, office))
    if WORKBOOK_MEMBER in names:
        archives.check_size(file.name, held)
        _unpacks_to(listing, file.name, sum(member.file_size for member in held))
        return [replace(file, is_workbook=True)]
    members = {f"{file.name}/{member.filename}": member for member in held}
    found = [_member(file, archive, name, member) for name, member in members.items()]
    wanted = _readable(file.name, found, listing)
    archives.check_size(file.name, [members[one.name] for one in wanted])
    _unpacks_to(listing, file.name, sum(members[one.name].file_size for one in wanted))
    return wanted


def _member(file: File, archive: ZipFile, name: str, member: ZipInfo) -> File:
    content = partial(archives.content, file.name, archive, member)
    return File(name, member.compress_size, content, is_packed=True, is_workbook=name.lower().endswith(".xlsx"))


def _gunzipped(file: File, listing: SourceListing) -> File:
    """What a gzip file holds, under its name without the ending; unpacked within what is left of the limits."""
    content = archives.gunzipped(file.name, file.content(), listing.limits.unpacked - listing.unpacked)
    _unpacks_to(listing, file.name, len(content))
    name = file.name.removesuffix(PACKED)
    return replace(file, name=name, content=lambda: content)


def _unpacks_to(listing: SourceListing, name: str, size: int) -> None:
    listing.unpacked += size
    check_unpacked(listing.limits, name, listing.unpacked)


def _readable(container: str, files: list[File], listing: SourceListing) -> list[File]:
    """Those of the files that could hold studies. The others are listed in one finding; none at all is a refusal."""
    exports = {file.folder for file in files if file.aact_table in NEEDED}
    wanted = [
        file
        for file in files
        if PurePosixPath(file.name.lower()).suffix in listing.suffixes
        or (file.aact_table and file.folder in exports)
        or _is_eudract(file)
    ]
    # An AACT export has some fifty tables that are not needed: they are no news.
    others = sorted(file.name for file in set(files) - set(wanted) if file.folder not in exports)
    if not wanted:
        listing.refusals.append(
            ImportRefusal(container, f"{container} holds no files of registries (JSON, CSV, XML …): nothing to import.")
        )
    elif others:
        message = f"{container} also holds {len(others)} files of other kinds, which were not read."
        listing.findings.append(ImportFinding(container, "", None, "", ", ".join(others[:5]), message))
    return wanted


def _is_eudract(file: File) -> bool:
    """Whether it is a text of EudraCT, which ends as every text does and is told by what stands in it."""
    return (
        file.name.lower().endswith(TABLE) and file.size <= LARGEST_FILE and EUDRACT.is_begun_by(file.content()[:4096])
    )
