"""Files into typed tables of the database.

Every value is parsed strictly: what does not parse is reported with its row and never becomes another value. A table
that cannot be read, or lacks a required column, is reported and left out of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow

from dualsite.schema import TABLES, Column, Table
from dualsite.store.cells import read_cells
from dualsite.store.contents import UnreadableError
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding
from dualsite.store.folder import Source
from dualsite.store.parsing import TYPES, WANTED, parsed


@dataclass(frozen=True)
class Reading:
    """How a table was read, and whether it can be held to the rules."""

    table: Table
    rows: int
    is_complete: bool


@dataclass(frozen=True)
class _Part:
    """One file of a table: the SQL that reads its columns and `_row`, from 2 on, and the type each is stored as."""

    path: Path
    relation: str
    stored: Mapping[str, str]
    filled: Mapping[str, int] | None = None
    """How many cells of each column are not empty, where that is known without reading them again."""


def read(cursor: duckdb.DuckDBPyConnection, place: str, source: Source, found: list[Tallied]) -> Reading | None:
    """Create the table `place` with every column of the contract and `_row`; None when it cannot be read.

    The rows of a folder of parts count on from part to part, in order of name.
    """
    table = TABLES[source.table]
    if not source.is_one_file_set:
        names = " and ".join(path.name for path in source.paths[:3])
        found.append((finding("E14", table.name, f"more than one file for one table: {names}; keep one"), 0))
        return None
    columns = ", ".join(f'"{column.name}" {TYPES[column.kind]}' for column in table.columns.values())
    cursor.execute(f"CREATE TABLE {place} (_row BIGINT, {columns})").fetchall()
    path = source.paths[0]
    try:
        parts: list[_Part] = []
        for path in source.paths:
            parts += [_parquet(cursor, path, source) if source.is_parquet else _csv(cursor, path, table, found)]
        is_complete = _has_all_columns(table, parts, found)
        rows = 0
        for part in parts:
            path = part.path
            rows += _append(cursor, place, table, part, rows, found)
    except (duckdb.Error, pyarrow.ArrowInvalid, OSError, UnreadableError) as error:
        # A Parquet file may break off only where its values are read.
        reason = f"{path.name} cannot be read: {str(error).splitlines()[0]}"
        row = error.row if isinstance(error, UnreadableError) else None
        found.append((finding("E14", table.name, reason, row=row), 0))
        cursor.execute(f"DROP TABLE {place}").fetchall()
        return None
    finally:
        cursor.unregister("from_file")
    return Reading(table, rows, is_complete)


def _parquet(cursor: duckdb.DuckDBPyConnection, path: Path, source: Source) -> _Part:
    """Raises duckdb.Error for a file that is not Parquet, UnreadableError for one that contradicts its folder."""
    if path.stat().st_size == 0:
        raise UnreadableError("it is empty")
    table, file = TABLES[source.table], _quoted(str(path))
    described = cursor.execute(f"DESCRIBE SELECT * FROM read_parquet({file}, hive_partitioning = false)").fetchall()
    stored = {name: kind for name, kind, *_ in described}
    known = "".join(f'"{name}", ' for name in stored if name in table.columns)
    by_folder = source.partitions(path)
    for name, value in by_folder.items():
        if name in stored:
            _hold_to_folder(cursor, file, name, value)
        elif name in table.columns:
            known += f'{_quoted(value)} AS "{name}", '
    options = "file_row_number = true, hive_partitioning = false"
    relation = f"(SELECT {known}file_row_number + 2 AS _row FROM read_parquet({file}, {options}))"
    return _Part(path, relation, {**dict.fromkeys(by_folder, "VARCHAR"), **stored})


def _hold_to_folder(cursor: duckdb.DuckDBPyConnection, file: str, name: str, value: str | None) -> None:
    """Raises UnreadableError when a column of the file holds something else than the name of its folder says."""
    asked = (
        f'SELECT count(*) FILTER ("{name}"::VARCHAR IS DISTINCT FROM {_quoted(value)}) '
        f"FROM read_parquet({file}, hive_partitioning = false)"
    )
    (others,) = cursor.execute(asked).fetchall()[0]
    if others:
        raise UnreadableError(f"its column {name} is not {value or 'empty'} in {others} rows, as its folder says")


def _quoted(value: str | None) -> str:
    """A text as SQL writes it."""
    return "NULL::VARCHAR" if value is None else "'" + value.replace("'", "''") + "'"


def _csv(cursor: duckdb.DuckDBPyConnection, path: Path, table: Table, found: list[Tallied]) -> _Part:
    """Register the file's cells as text under `from_file`. A row of empty cells only is a blank line."""
    if path.is_dir():
        raise UnreadableError(f"it is a folder without .parquet files; parts lie in a folder named {table.name}")
    cells = read_cells(path)
    listed = list(cells.ragged.items())[:SHOWN_PER_LINE]
    for number, (row, actual) in enumerate(listed):
        further = len(cells.ragged) - len(listed) if number == 0 else 0
        problem = (
            f"the row has {actual} cells, the header {len(cells.header)}; a comma inside a cell needs quotation marks"
        )
        found.append((finding("E02", table.name, problem, row=row), further))
    cursor.register("from_file", cells.rows)
    every = ", ".join('"' + name.replace('"', '""') + '"' for name in cells.rows.column_names if name != "_row")
    relation = f"(SELECT * FROM from_file WHERE coalesce({every}) IS NOT NULL)"
    filled = {
        name: len(column) - column.null_count for name, column in zip(cells.header, cells.rows.columns, strict=False)
    }
    return _Part(path, relation, dict.fromkeys(cells.header, "VARCHAR"), filled)


def _has_all_columns(table: Table, parts: list[_Part], found: list[Tallied]) -> bool:
    """Whether every part has the required columns; what is missing or unknown is reported once per table."""
    problem = "the contract has no such column; it was not read"
    present = dict.fromkeys(name for part in parts for name in part.stored)
    unknown = [name for name in present if name not in table.columns]
    found += [(finding("W01", table.name, problem, column=name), 0) for name in unknown]
    is_complete = True
    for name in table.required:
        lacking = next((part for part in parts if name not in part.stored), None)
        if lacking is not None:
            is_complete = False
            problem = _missing(name, lacking.stored) + (f" in {lacking.path.name}" if len(parts) > 1 else "")
            found.append((finding("E01", table.name, problem, row=1, column=name), 0))
    return is_complete


def _missing(name: str, present: Mapping[str, str]) -> str:
    near = [other for other in present if other.strip().lower() == name]
    if near:
        return f"the column is not there; the header says “{near[0]}”"
    if len(present) == 1 and any(mark in next(iter(present)) for mark in ";\t|"):
        return "the column is not there; the cells seem not to be separated by commas"
    return "the column is not there"


def _append(
    cursor: duckdb.DuckDBPyConnection,
    place: str,
    table: Table,
    part: _Part,
    before: int,
    found: list[Tallied],
) -> int:
    """Add the rows of a part after the `before` rows that are there, and report what does not parse; their number."""
    present = [column for column in table.columns.values() if column.name in part.stored]
    values = {column.name: parsed(column, part.stored[column.name]) for column in present}
    names = "".join(f', "{name}"' for name in values)
    chosen = "".join(f", {value}" for value in values.values())
    cursor.execute(f"INSERT INTO {place} (_row{names}) SELECT _row + {before}{chosen} FROM {part.relation}")
    rows = int(cursor.fetchall()[0][0])
    if part.filled is None or _is_short(cursor, place, present, rows, part.filled):
        found.extend(_unparsed(cursor, table, part, before, present, values))
    return rows


def _is_short(
    cursor: duckdb.DuckDBPyConnection, place: str, present: list[Column], rows: int, filled: Mapping[str, int]
) -> bool:
    """Whether fewer values stand in a table of one file than in its cells, or a required one is not there."""
    wanted = [filled[column.name] if column.nullable else rows for column in present]
    counted = ", ".join(f'count("{column.name}")' for column in present)
    return bool(present) and wanted != list(cursor.execute(f"SELECT {counted} FROM {place}").fetchall()[0])


def _unparsed(
    cursor: duckdb.DuckDBPyConnection,
    table: Table,
    part: _Part,
    before: int,
    present: list[Column],
    values: Mapping[str, str],
) -> Iterator[Tallied]:
    """Values that are not of their column's type, and empty cells where a value is required."""
    faults: list[tuple[str, Column, str, str]] = []
    for column in present:
        name, stored = f'"{column.name}"', part.stored[column.name]
        if values[column.name] != name:
            wanted = f"not {WANTED[column.kind]}" + ("" if stored == "VARCHAR" else f" (stored as {stored})")
            faults.append(("E02", column, f"{name} IS NOT NULL AND {values[column.name]} IS NULL", wanted))
        if not column.nullable:
            rule, problem = ("E03", "the key is empty") if column.name in table.key else ("E02", "the cell is empty")
            is_empty = f"{name} IS NULL" + (f" OR {name} = ''" if stored == "VARCHAR" else "")
            faults.append((rule, column, is_empty, problem))
    if not faults:
        return
    counted = ", ".join(f"count(*) FILTER ({condition})" for _, _, condition, _ in faults)
    (totals,) = cursor.execute(f"SELECT {counted} FROM {part.relation}").fetchall()
    for (rule, column, condition, problem), total in zip(faults, totals, strict=True):
        if total:
            rows = cursor.execute(
                f'SELECT _row + {before}, "{column.name}"::VARCHAR FROM {part.relation} WHERE {condition} '
                f"ORDER BY _row LIMIT {SHOWN_PER_LINE}"
            ).fetchall()
            for number, (row, value) in enumerate(rows):
                further = total - len(rows) if number == 0 else 0
                one = finding(rule, table.name, problem, row=row, column=column.name, value=value, kind=problem)
                yield one, further
