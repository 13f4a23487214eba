"""Files into typed tables of the database.

Every value is parsed strictly: what does not parse is reported with its row and never becomes another value. A table
that cannot be read, or lacks a required column, is reported and left out of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow

from dualsite.schema import TABLES, Column, Table
from dualsite.store import refusals
from dualsite.store.cells import Cells, read_cells
from dualsite.store.contents import UnreadableError
from dualsite.store.diagnosis import columns, headers, money
from dualsite.store.diagnosis.columns import Mends, Relation
from dualsite.store.diagnosis.headers import Matched, matched
from dualsite.store.diagnosis.invisible import shown
from dualsite.store.diagnosis.layout import SEPARATORS
from dualsite.store.diagnosis.remedy import Mended
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding
from dualsite.store.folder import Source
from dualsite.store.parsing import TYPES, WANTED, parsed

NUMERIC = ("number", "count")


@dataclass(frozen=True)
class Reading:
    """How a table was read, and whether it can be held to the rules."""

    table: Table
    rows: int
    is_complete: bool
    mends: Mends
    """As what the values are read that are not written as the contract wants them."""
    is_plain: bool
    """Whether it is known that every character of its files is ASCII."""


@dataclass(frozen=True)
class _Part:
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


def read(cursor: duckdb.DuckDBPyConnection, place: str, source: Source, found: list[Tallied]) -> Reading | None:
    """Create the table `place` with every column of the contract and `_row`; None when it cannot be read.

    The rows of a folder of parts count on from part to part, in order of name.
    """
    table = TABLES[source.table]
    if not source.is_one_file_set:
        names = " and ".join(path.name for path in source.paths[:3])
        found.append((finding("E14", table.name, f"more than one file for one table: {names}; keep one"), 0))
        return None
    typed = ", ".join(f'"{column.name}" {TYPES[column.kind]}' for column in table.columns.values())
    cursor.execute(f"CREATE TABLE {place} (_row BIGINT, {typed})").fetchall()
    path = source.paths[0]
    try:
        parts: list[_Part] = []
        for path in source.paths:
            parts += [_parquet(cursor, path, source, found) if source.is_parquet else _csv(cursor, path, table, found)]
        is_complete = _has_all_columns(table, parts, found)
        rows, mends = 0, Mends()
        for part in parts:
            path = part.path
            rows += _append(cursor, place, table, part, rows, found, mends)
    except (duckdb.Error, pyarrow.ArrowInvalid, OSError, UnreadableError) as error:
        # A Parquet file may break off only where its values are read.
        reason = f"{path.name} cannot be read: {str(error).splitlines()[0]}"
        row = error.row if isinstance(error, UnreadableError) else None
        found.append((finding("E14", table.name, reason, row=row), 0))
        cursor.execute(f"DROP TABLE {place}").fetchall()
        return None
    finally:
        cursor.unregister("from_file")
    return Reading(table, rows, is_complete, mends, all(part.is_plain for part in parts))


def _parquet(cursor: duckdb.DuckDBPyConnection, path: Path, source: Source, found: list[Tallied]) -> _Part:
    """Raises duckdb.Error for a file that is not Parquet, UnreadableError for one that contradicts its folder."""
    if path.stat().st_size == 0:
        raise UnreadableError("it is empty")
    table, file = TABLES[source.table], _quoted(str(path))
    described = cursor.execute(f"DESCRIBE SELECT * FROM read_parquet({file}, hive_partitioning = false)").fetchall()
    kinds = {name: kind for name, kind, *_ in described}
    by_folder = source.partitions(path)
    for name, value in by_folder.items():
        if name in kinds:
            _hold_to_folder(cursor, file, name, value)
    names = matched(list(dict.fromkeys((*kinds, *by_folder))), table)
    found += [remedy.tallied(table.name) for remedy in names.remedies]
    known = "".join(
        f'{_named(written) if written in kinds else _quoted(by_folder[written])} AS "{name}", '
        for name, written in names.names.items()
    )
    stored = {name: kinds.get(written, "VARCHAR") for name, written in names.names.items()}
    options = "file_row_number = true, hive_partitioning = false"
    relation = f"(SELECT {known}file_row_number + 2 AS _row FROM read_parquet({file}, {options}))"
    return _Part(path, relation, stored, names)


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


def _named(name: str) -> str:
    """A name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def _csv(cursor: duckdb.DuckDBPyConnection, path: Path, table: Table, found: list[Tallied]) -> _Part:
    """Register the file's cells as text under `from_file`. A row of empty cells only is a blank line."""
    if path.is_dir():
        raise UnreadableError(f"it is a folder without .parquet files; parts lie in a folder named {table.name}")
    return _of_cells(cursor, path, table, read_cells(path, table), found)


def _of_cells(cursor: duckdb.DuckDBPyConnection, path: Path, table: Table, cells: Cells, found: list[Tallied]) -> _Part:
    """Register cells, and tell what is wrong with the file as a whole."""
    found += [remedy.tallied(table.name) for remedy in cells.remedies]
    listed = list(cells.ragged.items())[:SHOWN_PER_LINE]
    for number, (row, one) in enumerate(listed):
        further = len(cells.ragged) - len(listed) if number == 0 else 0
        sign = SEPARATORS[cells.separator].removesuffix("s")
        problem = (
            f"the row has {one.cells} cells, the header {len(cells.header)}; "
            f"a {sign} inside a cell needs quotation marks"
        )
        found.append((finding("E02", table.name, problem, row=row, kind="ragged"), further))
    cursor.register("from_file", cells.rows)
    every = ", ".join(_named(name) for name in cells.rows.column_names if name != "_row")
    relation = f"(SELECT * FROM from_file WHERE coalesce({every}) IS NOT NULL)"
    stored = dict.fromkeys((*cells.matched.names, *cells.matched.unknown), "VARCHAR")
    filled = {name: len(cells.rows) - cells.rows[name].null_count for name in stored if name in cells.rows.column_names}
    return _Part(path, relation, stored, cells.matched, filled, cells.may_hold_unseen, cells.is_plain)


def _is_blank(part: _Part, name: str) -> bool:
    """Whether a column of a file holds nothing; not, where that is not known."""
    return part.filled is not None and part.filled.get(name) == 0


def _has_all_columns(table: Table, parts: list[_Part], found: list[Tallied]) -> bool:
    """Whether every part has the required columns; what is missing or unknown is reported once per table."""
    unknown = list(dict.fromkeys(name for part in parts for name in part.matched.unknown))
    unnamed = [name for name in unknown if re.fullmatch(r"column \d+", name)]
    blank = [name for name in unnamed if all(_is_blank(part, name) for part in parts if name in part.matched.unknown)]
    if len(blank) > 1:
        problem = f"{len(blank)} columns have neither a name nor a value; they were not read"
        found += [(finding("W01", table.name, problem, column=name, cause="blank columns"), 0) for name in blank]
        unknown = [name for name in unknown if name not in blank]
    lacking = {name: part for name in table.columns for part in parts if name not in part.matched.names}
    for name in unknown:
        near = headers.nearest(name, list(lacking))
        hint = f"; did you mean {near}?" if near else ""
        problem = f"the contract has no such column; it was not read{hint}"
        found.append((finding("W01", table.name, problem, column=name), 0))
    for name in table.required:
        if name in lacking:
            part = lacking[name]
            near = headers.nearest(name, part.matched.unknown)
            problem = "the column is not there" + (f"; the header says “{near}”" if near else "")
            problem += f" in {part.path.name}" if len(parts) > 1 else ""
            found.append((finding("E01", table.name, problem, row=1, column=name), 0))
    return not any(name in lacking for name in table.required)


def _append(
    cursor: duckdb.DuckDBPyConnection,
    place: str,
    table: Table,
    part: _Part,
    before: int,
    found: list[Tallied],
    mends: Mends,
) -> int:
    """Add the rows of a part after the `before` rows that are there, and report what does not parse; their number."""
    present = [column for column in table.columns.values() if column.name in part.matched.names]
    values = {column.name: parsed(column, part.stored[column.name]) for column in present}
    names = "".join(f', "{name}"' for name in values)
    chosen = "".join(f", {value}" for value in values.values())
    cursor.execute(f"INSERT INTO {place} (_row{names}) SELECT _row + {before}{chosen} FROM {part.relation}")
    rows = int(cursor.fetchall()[0][0])
    relation = Relation(part.relation, before)
    own: Mends = {}
    wrong: list[_Fault] = []
    if part.filled is None or _is_short(cursor, place, present, rows, part.filled):
        wrong = _present(cursor, relation, list(_faults(table, part, present, values)))
        own = _mended(cursor, relation, part, present, wrong)
    if part.may_hold_unseen:
        ids = [one for one in present if one.kind == "text" and (one.references or one.name in table.key)]
        _join(own, columns.of_unseen(cursor, relation, ids))
    if own:
        columns.apply(cursor, relation, place, values, own)
        found += columns.said(cursor, relation, table.name, own)
    for one in wrong:
        found += _told(cursor, relation, place, table, one, own.get(one.column.name, {}))
    amounts = [one.name for one in present if money.is_money(one, table) and part.stored[one.name] == "VARCHAR"]
    if "currency" in values and amounts:
        found += money.of_threes(cursor, relation, place, table, amounts, own)
    _join(mends, own)
    return rows


def _is_short(
    cursor: duckdb.DuckDBPyConnection, place: str, present: list[Column], rows: int, filled: Mapping[str, int]
) -> bool:
    """Whether fewer values stand in a table of one file than in its cells, or a required one is not there."""
    wanted = [filled[column.name] if column.nullable else rows for column in present]
    counted = ", ".join(f'count("{column.name}")' for column in present)
    return bool(present) and wanted != list(cursor.execute(f"SELECT {counted} FROM {place}").fetchall()[0])


def _mended(
    cursor: duckdb.DuckDBPyConnection, relation: Relation, part: _Part, present: list[Column], wrong: list[_Fault]
) -> Mends:
    """How the values that are wrong are read, where they are text."""
    texts = [one for one in present if part.stored[one.name] == "VARCHAR"]
    concerned = {one.column.name: (one.column, one.condition) for one in wrong if one.is_of_values}
    own = columns.of_values(cursor, relation, {one.name: concerned[one.name] for one in texts if one.name in concerned})
    _join(own, columns.of_pointed_numbers(cursor, relation, [one for one in texts if one.kind in NUMERIC], own))
    return own


def _join(mends: Mends, more: Mends) -> None:
    for name, own in more.items():
        mends[name] = own | mends.get(name, {})


@dataclass(frozen=True)
class _Fault:
    """A way in which the values of a column may be wrong, with the SQL that finds them."""

    rule: str
    column: Column
    condition: str
    problem: str
    is_of_values: bool
    """Whether it is about what stands there, not that nothing does."""


def _faults(table: Table, part: _Part, present: list[Column], values: Mapping[str, str]) -> Iterator[_Fault]:
    """Values that are not of their column's type, and empty cells where a value is required."""
    for column in present:
        name, stored = f'"{column.name}"', part.stored[column.name]
        if values[column.name] != name:
            wanted = f"not {WANTED[column.kind]}" + ("" if stored == "VARCHAR" else f" (stored as {stored})")
            yield _Fault("E02", column, f"{name} IS NOT NULL AND {values[column.name]} IS NULL", wanted, True)
        if not column.nullable:
            rule, problem = ("E03", "the key is empty") if column.name in table.key else ("E02", "the cell is empty")
            is_empty = f"{name} IS NULL" + (f" OR {name} = ''" if stored == "VARCHAR" else "")
            yield _Fault(rule, column, is_empty, problem, False)


def _present(cursor: duckdb.DuckDBPyConnection, relation: Relation, faults: Sequence[_Fault]) -> list[_Fault]:
    """Those of the faults that there are."""
    if not faults:
        return []
    counted = ", ".join(f"count(*) FILTER ({one.condition})" for one in faults)
    (totals,) = cursor.execute(f"SELECT {counted} FROM {relation.sql}").fetchall()
    return [one for one, total in zip(faults, totals, strict=True) if total]


def _told(
    cursor: duckdb.DuckDBPyConnection,
    relation: Relation,
    place: str,
    table: Table,
    fault: _Fault,
    mends: Mapping[str, Mended],
) -> Iterator[Tallied]:
    """What is wrong in a column beyond what is mended, row by row; all of it is refused."""
    name = f'"{fault.column.name}"'
    cursor.register("of_mends", pyarrow.table({"found": pyarrow.array(list(mends), pyarrow.string())}))
    read = [value for value, one in mends.items() if one.text is not None]
    cursor.register("of_read", pyarrow.table({"found": pyarrow.array(read, pyarrow.string())}))
    told = f"({fault.condition}) AND NOT EXISTS (FROM of_mends WHERE found = {name})" if mends else fault.condition
    ((total,),) = cursor.execute(f"SELECT count(*) FROM {relation.sql} WHERE {told}").fetchall()
    rows = cursor.execute(
        f"SELECT _row + {relation.before}, {name}::VARCHAR FROM {relation.sql} WHERE {told} "
        f"ORDER BY _row LIMIT {SHOWN_PER_LINE}"
    ).fetchall()
    refused = f"({fault.condition}) AND NOT EXISTS (FROM of_read WHERE found = {name})" if mends else fault.condition
    refusals.add(
        cursor, place, fault.column.name, f"SELECT _row + {relation.before} FROM {relation.sql} WHERE {refused}"
    )
    cursor.unregister("of_mends")
    cursor.unregister("of_read")
    for number, (row, value) in enumerate(rows):
        further = total - len(rows) if number == 0 else 0
        one = finding(
            fault.rule,
            table.name,
            fault.problem,
            row=row,
            column=fault.column.name,
            value=shown(value) if value else value,
            kind=fault.problem,
        )
        yield one, further
