"""Files of a table as relations of the database: the names of their columns matched, the values as they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from dualsite.i18n import tellable
from dualsite.schema import TABLES, Table
from dualsite.store.cells import Cells, read_cells
from dualsite.store.contents import UnreadableError
from dualsite.store.diagnosis.headers import Matched, matched
from dualsite.store.diagnosis.layout import SEPARATORS, cells_of
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding
from dualsite.store.mapped import MappedCells
from dualsite.store.sheets import SheetTable
from dualsite.store.sources import Source


@dataclass(frozen=True)
class Part:
    """One file of a table: the SQL that reads its columns and `_row`, from 2 on, and the type each is stored as."""

    path: Path
    relation: str
    stored: Mapping[str, str]
    matched: Matched
    filled: Mapping[str, int] | None = None
    """How many cells of each column are not empty, where that is known without reading them again."""
    may_hold_unseen: bool = False
    """Whether ids may hold characters that nobody sees."""
    is_plain: bool = False
    """Whether it is known that every character is ASCII."""
    may_hold_errors: bool = False
    """Whether cells may hold errors of a spreadsheet."""
    formulas: frozenset[str] = frozenset()
    """What stands in cells whose formula was never calculated."""
    refused: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Rows whose cell is refused and told already, by column."""
    left_out: frozenset[str] = frozenset()
    """What stands in the rows that were left out."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """The letters of the columns of a sheet, by their names."""

    def is_blank(self, name: str) -> bool:
        """Whether a column of it holds nothing; not, where that is not known."""
        return self.filled is not None and self.filled.get(name) == 0


def parquet_part(cursor: duckdb.DuckDBPyConnection, path: Path, source: Source, found: list[Tallied]) -> Part:
    """Raises duckdb.Error for a file that is not Parquet, UnreadableError for one that contradicts its folder."""
    if path.stat().st_size == 0:
        raise UnreadableError("it is empty")
    table, file = TABLES[source.table], quoted(str(path))
    described = cursor.execute(f"DESCRIBE SELECT * FROM read_parquet({file}, hive_partitioning = false)").fetchall()
    kinds = {name: kind for name, kind, *_ in described}
    by_folder = source.partitions(path)
    for name, value in by_folder.items():
        if name in kinds:
            _hold_to_folder(cursor, file, name, value)
    names = matched(list(dict.fromkeys((*kinds, *by_folder))), table)
    found += [remedy.tallied(table.name) for remedy in names.remedies]
    known = "".join(
        f'{_named(written) if written in kinds else quoted(by_folder[written])} AS "{name}", '
        for name, written in names.names.items()
    )
    stored = {name: kinds.get(written, "VARCHAR") for name, written in names.names.items()}
    options = "file_row_number = true, hive_partitioning = false"
    relation = f"(SELECT {known}file_row_number + 2 AS _row FROM read_parquet({file}, {options}))"
    return Part(path, relation, stored, names, may_hold_unseen=True)


def _hold_to_folder(cursor: duckdb.DuckDBPyConnection, file: str, name: str, value: str | None) -> None:
    """Raises UnreadableError when a column of the file holds something else than the name of its folder says."""
    asked = (
        f'SELECT count(*) FILTER ("{name}"::VARCHAR IS DISTINCT FROM {quoted(value)}) '
        f"FROM read_parquet({file}, hive_partitioning = false)"
    )
    (others,) = cursor.execute(asked).fetchall()[0]
    if others:
        raise UnreadableError(f"its column {name} is not {value or 'empty'} in {others} rows, as its folder says")


def quoted(value: str | None) -> str:
    """A text as SQL writes it."""
    return "NULL::VARCHAR" if value is None else "'" + value.replace("'", "''") + "'"


def _named(name: str) -> str:
    """A name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def csv_part(cursor: duckdb.DuckDBPyConnection, path: Path, source: Source, found: list[Tallied]) -> Part:
    """Register the file's cells as text under `from_file`. A row of empty cells only is a blank line."""
    if path.is_dir():
        raise UnreadableError(_why_no_parts(path, source.table))
    table = TABLES[source.table]
    return _of_cells(cursor, path, table, read_cells(path, table), found)


def _why_no_parts(folder: Path, table: str) -> str:
    """Why nothing can be read of a folder."""
    other = next((path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix), None)
    if other is None or folder.name != table:
        return tellable(f"it is a folder without .parquet files; parts lie in a folder named {table}")
    held = other.relative_to(folder).as_posix()
    return tellable(
        f"it is a folder that holds {held}, and parts are Parquet; put CSV together as one file, {table}.csv"
    )


def sheet_part(cursor: duckdb.DuckDBPyConnection, read: SheetTable, source: Source, found: list[Tallied]) -> Part:
    """The same of a sheet of a workbook, with what of it is hidden or merged."""
    table = TABLES[source.table]
    found += [(one, 0) for one in read.warnings]
    part = _of_cells(cursor, source.paths[0], table, read.cells, found)
    return replace(part, may_hold_errors=True, formulas=read.without_value, letters=read.letters)


def mapped_part(cursor: duckdb.DuckDBPyConnection, read: MappedCells, source: Source, found: list[Tallied]) -> Part:
    """Register what a mapping makes of exports, as text under `from_file`."""
    found += read.found
    cursor.register("from_file", read.rows)
    names = [name for name in read.rows.column_names if name != "_row"]
    stored, same = dict.fromkeys(names, "VARCHAR"), Matched({name: name for name in names}, (), ())
    path = source.paths[0] if source.paths else source.root
    return Part(path, "from_file", stored, same, may_hold_unseen=True, refused=read.refused)


def _of_cells(cursor: duckdb.DuckDBPyConnection, path: Path, table: Table, cells: Cells, found: list[Tallied]) -> Part:
    """Register cells, and tell what is wrong with the file as a whole."""
    found += [remedy.tallied(table.name) for remedy in cells.remedies]
    listed = list(cells.ragged.items())[:SHOWN_PER_LINE]
    for number, (row, one) in enumerate(listed):
        further = len(cells.ragged) - len(listed) if number == 0 else 0
        sign = SEPARATORS[cells.separator].removesuffix("s")
        more = tellable(f"a {sign} inside a cell needs quotation marks")
        fewer = tellable(f"a cell is missing, or the {sign} behind an empty one")
        is_more = one.cells > len(cells.header)
        problem = f"the row has {one.cells} cells, the header {len(cells.header)}; {more if is_more else fewer}"
        if one.text.count('"') % 2:
            problem = "a quotation mark is not closed, so that what stands below may be part of a cell"
        found.append((finding("E02", table.name, problem, row=row, kind="ragged"), further))
    cursor.register("from_file", cells.rows)
    every = ", ".join(_named(name) for name in cells.rows.column_names if name != "_row")
    relation = f"(SELECT * FROM from_file WHERE coalesce({every}) IS NOT NULL)"
    stored = dict.fromkeys((*cells.matched.names, *cells.matched.unknown), "VARCHAR")
    filled = {name: len(cells.rows) - cells.rows[name].null_count for name in stored if name in cells.rows.column_names}
    lost = (cells_of(one.text.rstrip("\r\n"), cells.separator) for one in cells.ragged.values())
    return Part(
        path,
        relation,
        stored,
        cells.matched,
        filled,
        cells.may_hold_unseen,
        cells.is_plain,
        cells.may_hold_errors,
        left_out=frozenset(cell for row in lost for cell in row if cell),
    )
