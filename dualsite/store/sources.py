"""Which files of a data folder hold which table: one of its own, parts, a sheet of a workbook, or exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from dualsite.errors import DataError, why
from dualsite.mapping import MAPPING
from dualsite.mapping.books import Opened
from dualsite.mapping.spec import MappingProblem, TableMapping
from dualsite.schema import TABLES
from dualsite.schema.likeness import bare, nearest
from dualsite.store import mapped
from dualsite.store.entries import PARQUET, is_workbook, looks_like, partitions, table_of
from dualsite.store.findings import Finding, finding
from dualsite.store.folder import Listing
from dualsite.store.places import ExportRows, TablePlace
from dualsite.workbooks import Book, Sheet, SheetCells, open_book


@dataclass(frozen=True)
class SheetSource:
    """A sheet of a workbook that holds a table."""

    name: str
    is_hidden: bool
    read: Callable[[], SheetCells]
    """What stands in it. Raises DataError when it cannot be read."""
    has_unread: bool = False
    """Whether its workbook has sheets beside it that hold something and are no table."""


@dataclass(frozen=True)
class Source:
    """Where a table lies: in one file, in the parts of a Parquet folder in order of name, or in a sheet of a file."""

    table: str
    paths: tuple[Path, ...]
    root: Path
    """The data folder they lie in."""
    sheet: SheetSource | None = None
    mapped: TableMapping | None = None
    """How it is made of these files, where they are exports."""
    opened: Opened = open_book
    """How workbooks among these are opened."""
    others: tuple[str, ...] = ()
    """Where else the table is said to lie, which it may not."""
    rivals: tuple[Path, ...] = ()
    """The files of these."""

    @property
    def is_parquet(self) -> bool:
        return all(path.name.casefold().endswith(PARQUET) and not path.is_dir() for path in self.paths)

    @property
    def names(self) -> tuple[str, ...]:
        """The files or the folder, and the sheet, as a person calls them."""
        if self.mapped is not None:
            return (f"{MAPPING} [{self.table}]",)
        if self.sheet is not None:
            return (f"{self.paths[0].name} (sheet {self.sheet.name})",)
        return tuple(dict.fromkeys(path.relative_to(self.root).parts[0] for path in self.paths))

    def place(self, letters: Mapping[str, str], exports: ExportRows | None = None) -> TablePlace:
        """Where it lies; `letters` are those of the columns of its sheet, by their names; `exports` has its rows."""
        files = tuple(path.relative_to(self.root).as_posix() for path in self.paths)
        return TablePlace(files, self.sheet.name if self.sheet else None, letters, exports)

    def partitions(self, path: Path) -> dict[str, str | None]:
        """The columns that the folders of a part stand for, and their values as text; None where there is none."""
        return partitions(path.relative_to(self.root).parts[1:-1])


def sources(files: Listing) -> tuple[dict[str, Source], list[Finding]]:
    """Where each table of a folder lies, and what is to be said of its workbooks.

    Of a table that lies in several places, the first; the others are named.
    """
    paths: dict[str, list[Path]] = {}
    told, wrong = mapped.sections(files.folder) if files.has(MAPPING) else ((), ())
    named = mapped.patterns(files.folder) if files.has(MAPPING) else frozenset[str]()
    exports = {name for name, _, _ in files.files if mapped.is_named(name, named)}
    opened = cache(open_book)  # once for all tables that lie in it
    for name, _, _ in files.files:
        if name not in exports and (table := table_of(name)) is not None:
            paths.setdefault(table, []).append(files.folder / name)
    placed = [Source(table, tuple(own), files.folder) for table, own in paths.items()]
    found: list[Finding] = list(mapped.problems(wrong))
    for name in (one for one, _, _ in files.files if is_workbook(one)):
        if name in exports:
            found += _left_in_export(name, files.folder / name, [*told, *wrong], opened)
        else:
            placed += _of_workbook(files.folder, name, found)
    for one in told:
        own = tuple(
            files.folder / name for name in sorted(exports) if mapped.is_named(name, mapped.names_of(one.files))
        )
        placed.append(Source(one.table, own, files.folder, mapped=one, opened=opened))
    by_table: dict[str, Source] = {}
    for source in placed:
        first = by_table.get(source.table)
        by_table[source.table] = (
            replace(first, others=first.others + source.names, rivals=first.rivals + source.paths) if first else source
        )
    return by_table, found


def _of_workbook(root: Path, name: str, found: list[Finding]) -> Iterator[Source]:
    """The tables in a workbook, and why it cannot be read."""
    try:
        book = open_book(root / name)
    except DataError as error:
        found.append(finding("E14", looks_like(name), error.in_english))
    except OSError as error:
        found.append(finding("E14", looks_like(name), f"{name} cannot be read: {why(error)}"))
    else:
        yield from _of_book(root, book, found)


def _of_book(root: Path, book: Book, found: list[Finding]) -> Iterator[Source]:
    """The tables in the sheets of a workbook. Sheets in which nothing stands are passed over."""
    filled = [sheet for sheet in book.sheets if not sheet.is_empty]
    tables = {sheet.name: table for sheet in filled if (table := _table_of(sheet)) is not None}
    own = looks_like(book.name)
    is_lacking = own in TABLES and own not in tables.values()
    if is_lacking and len(filled) == 1:
        tables = {filled[0].name: own}
    elif is_lacking:
        named = ", ".join(f"“{sheet.name}”" for sheet in filled) or "—"
        problem = f"{book.name} has no sheet {own}, but {named}; call the one that is meant {own}"
        found.append(finding("E14", own, problem))
    elif not filled:
        found.append(finding("W01", own, f"nothing stands in {book.name}; it was not read"))
    for sheet in filled:
        if sheet.name in tables:
            has_unread = len(tables) < len(filled)
            read = SheetSource(sheet.name, sheet.is_hidden, _reader(book, sheet.name), has_unread)
            yield Source(tables[sheet.name], (root / book.name,), root, read)
        elif not is_lacking:
            found.append(_unread(book.name, sheet.name, list(tables.values())))


def _left_in_export(
    name: str, path: Path, sections: Sequence[TableMapping | MappingProblem], opened: Opened
) -> Iterator[Finding]:
    """The sheets of an export that are named as tables, and that the mapping does not name: they are not read."""
    patterns = [one.partition("#") for section in sections for one in section.files]
    named = {sheet for file, _, sheet in patterns if mapped.is_named(name, mapped.names_of([file]))}
    try:
        filled = [sheet for sheet in opened(path).sheets if not sheet.is_empty]
    except (DataError, OSError):
        return  # told of the table that is made of it
    read = {sheet or (filled[0].name if filled else "") for sheet in named}
    for sheet in filled:
        if sheet.name not in read and (table := _table_of(sheet)) is not None:
            problem = f"the sheet {sheet.name} of {name} was not read: {MAPPING} names others of the workbook"
            advice = f"Name it in {MAPPING}, keep it in a workbook of its own, or remove it."
            told = finding("W01", table, problem, advice=advice, kind=f"{name} {sheet.name}")
            yield replace(told, file=name, sheet=sheet.name)


def _reader(book: Book, sheet: str) -> Callable[[], SheetCells]:
    return lambda: book.read(sheet)


def _table_of(sheet: Sheet) -> str | None:
    """The table that a sheet is named as, whatever the case, the spaces and the signs between words."""
    return next((table for table in TABLES if bare(table) == bare(sheet.name)), None)


def _unread(file: str, sheet: str, read: Sequence[str]) -> Finding:
    near = nearest(sheet, [table for table in TABLES if table not in read])
    hint = f"; did you mean {near}?" if near else ""
    problem = f"the sheet {sheet} of {file} is not a table of the contract and was not read{hint}"
    return replace(finding("W01", sheet, problem), file=file, sheet=sheet)
