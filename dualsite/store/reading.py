"""Files into typed tables of the database.

Every value is parsed strictly: what does not parse is reported with its row and never becomes another value. A table
that cannot be read, or lacks a required column, is reported and left out of the rules.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.csv

from dualsite.schema import TABLES, Column, Table
from dualsite.store.findings import SHOWN_PER_RULE, Finding, finding
from dualsite.store.folder import Source

Found = Iterator[tuple[Finding, int]]
"""Findings, each with how many further rows it stands for."""

_TYPES = {"text": "VARCHAR", "day": "DATE", "number": "DOUBLE", "count": "BIGINT", "flag": "BOOLEAN"}

_FROM_TEXT = {
    "text": "{0}",
    "day": r"CASE WHEN regexp_full_match({0}, '\d{{4}}-\d{{2}}-\d{{2}}') THEN TRY_CAST({0} AS DATE) END",
    "number": r"CASE WHEN regexp_full_match({0}, '[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)', 'i') "
    "THEN TRY_CAST({0} AS DOUBLE) END",
    "count": r"CASE WHEN regexp_full_match({0}, '[+-]?\d+(\.0*)?') "
    r"THEN TRY_CAST(regexp_replace({0}, '\.0*$', '') AS BIGINT) END",
    "flag": "CASE lower({0}) WHEN 'true' THEN true WHEN 'false' THEN false END",
}

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
_DECIMAL = ("FLOAT", "DOUBLE", "DECIMAL")

_WANTED = {
    "text": "text",
    "day": "a day written as 2026-11-20",
    "number": "a number written as 1234.5",
    "count": "a whole number",
    "flag": "true or false",
}


@dataclass(frozen=True)
class Reading:
    """How a table was read: which of its columns were there, and whether it can be held to the rules."""

    table: Table
    columns: tuple[str, ...]
    rows: int
    is_complete: bool


def read(cursor: duckdb.DuckDBPyConnection, schema: str, source: Source, found: list[tuple[Finding, int]]) -> Reading | None:
    """Create `schema.<table>` with every column of the contract and `_row`; None when the file cannot be read."""
    table = TABLES[source.table]
    if len(source.paths) > 1 and not (source.is_parquet and len({path.parent for path in source.paths}) == 1
                                      and source.paths[0].parent.name == source.table):  # fmt: skip
        names = " and ".join(path.name for path in source.paths[:3])
        found.append((finding("E14", source.table, f"more than one file for one table: {names}; keep one"), 0))
        return None
    try:
        relation = _parquet(cursor, source) if source.is_parquet else _text(cursor, source.paths[0], table, found)
    except (duckdb.Error, pyarrow.ArrowInvalid, OSError) as error:
        reason = str(error).splitlines()[0]
        found.append((finding("E14", source.table, f"{source.paths[0].name} cannot be read: {reason}"), 0))
        return None
    if relation is None:
        return None
    try:
        return _typed(cursor, schema, table, relation, found)
    except duckdb.Error as error:
        # A Parquet file may break off only where its values are read.
        reason = str(error).splitlines()[0]
        found.append((finding("E14", source.table, f"{source.paths[0].name} cannot be read: {reason}"), 0))
        return None
    finally:
        cursor.unregister("delivered")


def _parquet(cursor: duckdb.DuckDBPyConnection, source: Source) -> str:
    """The SQL that reads the parts, with `_row`; raises duckdb.Error for a file that is not Parquet."""
    for path in source.paths:
        if path.stat().st_size == 0:
            raise OSError("it is empty")
    names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in source.paths)
    return (
        f"(SELECT *, file_row_number + 2 AS _row FROM read_parquet([{names}], file_row_number = true, "
        "union_by_name = true, hive_partitioning = false))"
    )


def _text(
    cursor: duckdb.DuckDBPyConnection, path: Path, table: Table, found: list[tuple[Finding, int]]
) -> str | None:
    """Register the CSV file's cells as text under `delivered`; only the empty cell is null."""
    content = path.read_bytes()
    if not content.strip():
        found.append((finding("E14", table.name, f"{path.name} is empty; a table without rows still has its header"), 0))
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        problem = f"{path.name} is not UTF-8: byte {content[error.start]:#04x}; save it as “CSV UTF-8”"
        found.append((finding("E14", table.name, problem, row=row), 0))
        return None
    content = content.removeprefix(b"\xef\xbb\xbf")
    csv.field_size_limit(max(csv.field_size_limit(), len(content)))
    header = next(csv.reader(io.StringIO(content[: content.find(b"\n") + 1 or None].decode("utf-8"), newline="")), [])
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        found.append((finding("E14", table.name, f"the header names {repeated[0]} twice", row=1), 0))
        return None
    ragged: dict[int, tuple[int, int]] = {}

    def note_ragged(row: pyarrow.csv.InvalidRow) -> str:
        if row.text.strip():
            ragged[row.number] = (row.expected_columns, row.actual_columns)
        blank_or_ragged.append(row.number)
        return "skip"

    blank_or_ragged: list[int] = []
    cells = pyarrow.csv.read_csv(
        pyarrow.BufferReader(content),
        pyarrow.csv.ReadOptions(
            use_threads=False, block_size=len(content) + 1, column_names=header, skip_rows_after_names=1
        ),
        pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note_ragged),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(header, pyarrow.string()), null_values=[""], strings_can_be_null=True
        ),
    )
    for row, (expected, actual) in list(ragged.items())[:SHOWN_PER_RULE]:
        problem = f"the row has {actual} cells, the header {expected}; a comma inside a cell needs quotation marks"
        found.append((finding("E02", table.name, problem, row=row), 0))
    skipped = set(blank_or_ragged)
    rows = (row for row in range(2, cells.num_rows + len(skipped) + 2) if row not in skipped)
    cells = cells.append_column("_row", pyarrow.array(rows, pyarrow.int64(), size=cells.num_rows))
    cursor.register("delivered", cells)
    return "delivered"


def _typed(
    cursor: duckdb.DuckDBPyConnection, schema: str, table: Table, relation: str, found: list[tuple[Finding, int]]
) -> Reading:
    described = cursor.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    delivered = {name: kind for name, kind, *_ in described if name not in ("_row", "file_row_number")}
    for name in delivered:
        if name not in table.columns:
            found.append((finding("W01", table.name, "the contract has no such column; it was not read", column=name), 0))
    missing = [name for name in table.required if name not in delivered]
    for name in missing:
        found.append((finding("E01", table.name, _missing(name, delivered), row=1, column=name), 0))

    parsed = {
        name: _parse(column, delivered[name]) if name in delivered else f"NULL::{_TYPES[column.kind]}"
        for name, column in table.columns.items()
    }
    present = [table.columns[name] for name in table.columns if name in delivered]
    found.extend(_unparsed(cursor, relation, table, present, delivered, parsed))
    chosen = ", ".join(f'{expression} AS "{name}"' for name, expression in parsed.items())
    cursor.execute(f"CREATE TABLE {schema}.{table.name} AS SELECT _row, {chosen} FROM {relation}").fetchall()
    ((rows,),) = cursor.execute(f"SELECT count(*) FROM {schema}.{table.name}").fetchall()
    return Reading(table, tuple(column.name for column in present), rows, not missing)


def _missing(name: str, delivered: dict[str, str]) -> str:
    near = [other for other in delivered if other.strip().lower() == name]
    if near:
        return f"the column is not there; the header says “{near[0]}”"
    if len(delivered) == 1 and any(mark in next(iter(delivered)) for mark in ";\t|"):
        return "the column is not there; the cells seem not to be separated by commas"
    return "the column is not there"


def _parse(column: Column, stored_as: str) -> str:
    """The SQL that turns a delivered column into its type; null where a value does not fit."""
    name = f'"{column.name}"'
    if stored_as == "VARCHAR":
        return _FROM_TEXT[column.kind].format(name)
    if stored_as.startswith("ENUM") and column.kind == "text":
        return f"{name}::VARCHAR"
    if stored_as == _TYPES[column.kind]:
        return name
    if column.kind == "day" and stored_as.startswith("TIMESTAMP"):
        return f"CASE WHEN {name}::TIMESTAMP = date_trunc('day', {name}::TIMESTAMP) THEN {name}::DATE END"
    if column.kind == "number" and stored_as.startswith(_WHOLE + _DECIMAL):
        return f"{name}::DOUBLE"
    if column.kind == "count" and stored_as.startswith(_WHOLE):
        return f"TRY_CAST({name} AS BIGINT)"
    if column.kind == "count" and stored_as.startswith(_DECIMAL):
        return f"CASE WHEN isfinite({name}::DOUBLE) AND {name} = floor({name}) THEN TRY_CAST({name} AS BIGINT) END"
    return f"NULL::{_TYPES[column.kind]}"


def _unparsed(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    table: Table,
    present: list[Column],
    delivered: dict[str, str],
    parsed: dict[str, str],
) -> Found:
    """Values that are not of their column's type, and empty cells where a value is required."""
    faults: list[tuple[str, Column, str, str]] = []
    for column in present:
        name = f'"{column.name}"'
        if parsed[column.name] != name:
            stored = delivered[column.name]
            wanted = f"not {_WANTED[column.kind]}" + ("" if stored == "VARCHAR" else f" (stored as {stored})")
            faults.append(("E02", column, f"{name} IS NOT NULL AND {parsed[column.name]} IS NULL", wanted))
        if not column.nullable:
            rule, problem = ("E03", "the key is empty") if column.name in table.key else ("E02", "the cell is empty")
            faults.append((rule, column, f"{name} IS NULL", problem))
    if not faults:
        return
    counted = ", ".join(f"count(*) FILTER ({condition})" for _, _, condition, _ in faults)
    (totals,) = cursor.execute(f"SELECT {counted} FROM {relation}").fetchall()
    for (rule, column, condition, problem), total in zip(faults, totals, strict=True):
        if total:
            rows = cursor.execute(
                f'SELECT _row, "{column.name}"::VARCHAR FROM {relation} WHERE {condition} '
                f"ORDER BY _row LIMIT {SHOWN_PER_RULE}"
            ).fetchall()
            for place, (row, value) in enumerate(rows):
                further = total - len(rows) if place == 0 else 0
                yield finding(rule, table.name, problem, row=row, column=column.name, value=value), further
