"""The tables of a version as Spark finds them: held to the contract, and made views with the contract's types.

A row is known by its file and its place in it. Where Spark knows of no files, as with tables that are kept in another
way than as Parquet and with views, it is known by its place in the order of the table's key.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame
from pyspark.sql import types as of

from dualsite.schema import TABLES, Table
from dualsite.schema.columns import Kind
from dualsite.store.engines import contract
from dualsite.store.engines.contract import DeliveredColumn
from dualsite.store.engines.spark import failures
from dualsite.store.engines.spark.contexts import FAILURES
from dualsite.store.engines.spark.rewriting import NUMBERED
from dualsite.store.findings import Tallied
from dualsite.store.places import ExportRows, TablePlace

TYPES: dict[Kind, str] = {"text": "string", "day": "date", "number": "double", "count": "bigint", "flag": "boolean"}
"""What the columns of the contract are in Spark."""

_WHOLE = (of.ByteType, of.ShortType, of.IntegerType, of.LongType)

_READ_AS: dict[Kind, tuple[type[of.DataType], ...]] = {
    "text": (of.StringType, of.VarcharType, of.CharType),
    "day": (of.DateType,),
    "number": (of.DoubleType, of.FloatType, of.DecimalType, *_WHOLE),
    "count": _WHOLE,
    "flag": (of.BooleanType,),
}
"""What they may be as they are delivered; no other changes on the way."""

FIRST_ROW = 2
"""The number of the first row of a file, as of any file: that of a spreadsheet with one line of names."""


def found_in(table: Table, schema: str, frame: DataFrame, is_of_files: bool) -> Iterator[Tallied]:
    """What is wrong with the columns of a table, as far as their types tell; `schema` is where it lies."""
    of_folders = _of_folders(frame) if is_of_files else frozenset()
    there = {
        one.name: DeliveredColumn(
            one.dataType.simpleString(),
            one.name in of_folders or isinstance(one.dataType, _READ_AS[table.columns[one.name].kind]),
        )
        for one in frame.schema.fields
        if one.name in table.columns
    }
    return contract.found_in(table, schema, there, TYPES)


def _of_folders(frame: DataFrame) -> frozenset[str]:
    """The columns that the names of folders hold: month=2026-01-01."""
    first = next(iter(frame.inputFiles()), "")
    return frozenset(part.partition("=")[0] for part in first.split("/")[:-1] if "=" in part)


@dataclass(frozen=True)
class Opened:
    """The tables of a version, in the contract's order."""

    frames: Mapping[str, DataFrame]
    names: Mapping[str, str]
    """What the file, the folder or the table of each is called there."""
    unreadable: Mapping[str, str]
    """What is wrong with those that cannot be read."""
    of_files: frozenset[str]
    """Those of which Spark knows the file of each row, and its place in it."""


def opened(names: Mapping[str, str], read: Callable[[str], DataFrame]) -> Opened:
    """The tables that are there under these names, each as `read` finds it."""
    frames: dict[str, DataFrame] = {}
    unreadable: dict[str, str] = {}
    for table in TABLES:
        if table in names:
            try:
                frame = read(names[table])
                # Spark Connect looks for it when its columns are asked for, and not before.
                _ = frame.schema
                frames[table] = frame
            except FAILURES as error:
                unreadable[table] = problem_of(error, names[table])
    return Opened(frames, names, unreadable, frozenset(name for name, frame in frames.items() if _has_files(frame)))


def _has_files(frame: DataFrame) -> bool:
    try:
        return bool(frame.select("_metadata.file_path", "_metadata.row_index").schema)
    except AnalysisException:
        return False


def problem_of(error: Exception, name: str) -> str:
    """What is wrong with a file or folder. Raises the error where it tells nothing of that."""
    if problem := failures.unreadable(error, name):
        return problem
    raise error


def readable(there: Opened, usable: Sequence[str]) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """Rows of each file of each table, and what is wrong with tables of which only some files can be read."""
    try:
        return _counted({table: there.frames[table] for table in usable}, there.of_files), {}
    except FAILURES as error:
        if len(usable) == 1:
            (table,) = usable
            return {}, {table: problem_of(error, there.names[table])}
        # Which one it is shows when each is asked for itself.
        problem_of(error, "")
    rows: dict[str, dict[str, int]] = {}
    unreadable: dict[str, str] = {}
    for table in usable:
        for all_of, found in zip((rows, unreadable), readable(there, [table]), strict=True):
            all_of |= found  # type: ignore[operator]
    return rows, unreadable


def _counted(frames: Mapping[str, DataFrame], of_files: frozenset[str]) -> dict[str, dict[str, int]]:
    """Rows of each file of each table, in one question: by table, then by the whole name of the file, in order.

    Those of a table without files stand under an empty name.
    """
    of_tables = [
        frame.selectExpr(
            f"'{name}' AS in_table", f"{'_metadata.file_path' if name in of_files else quoted('')} AS in_file"
        )
        for name, frame in frames.items()
    ]
    if not of_tables:
        return {}
    everything = functools.reduce(lambda some, more: some.unionAll(more), of_tables)
    found: dict[str, dict[str, int]] = {name: {} for name in frames}
    rows = everything.groupBy("in_table", "in_file").count().toArrow().to_pylist()
    for row in sorted(rows, key=lambda row: str(row["in_file"])):
        found[row["in_table"]][row["in_file"]] = row["count"]
    return found


def place(rows: Mapping[str, int], folder: str, name: str) -> TablePlace:
    """Where a table lies, by the rows of each of its files: a finding names the file, and the row in it.

    Rows without a file go by the name of the table. Without a folder, files go by their own names.
    """
    names = tuple(_within(folder, file) or name for file in rows) or (name,)
    lasts, last = [], 0
    for count in rows.values():
        last += count + FIRST_ROW - 1
        lasts.append(last)
    return TablePlace(names, exports=ExportRows(names, tuple(lasts), {}) if rows else None)


def _within(folder: str, file: str) -> str:
    return file.partition(f"{folder}/")[2] if folder else file.rpartition("/")[2]


def show(schema: str, table: Table, frame: DataFrame, rows: Mapping[str, int], is_of_files: bool) -> None:
    """Make the two views of a table: its columns in the types of the contract, and with the number of each row."""
    columns = [f"CAST(`{column.name}` AS {TYPES[column.kind]}) AS `{column.name}`" for column in table.columns.values()]
    frame.selectExpr(*columns).createOrReplaceTempView(f"{schema}_{table.name}")
    number = _number(list(rows), rows) if is_of_files else _number_by_key(table)
    numbered = frame.selectExpr(*columns, f"{number} AS _row")
    numbered.createOrReplaceTempView(f"{schema}_{table.name}{NUMBERED}")


def _number(names: Sequence[str], rows: Mapping[str, int]) -> str:
    """The number of a row: its place in its file, behind the rows of the files before."""
    own = f"_metadata.row_index + {FIRST_ROW}"
    if len(names) < 2:
        return own
    before, parts = 0, []
    for name in names:
        parts.append(f"{quoted(name)}, {before}L")
        before += rows[name] + FIRST_ROW - 1
    return f"element_at(map({', '.join(parts)}), _metadata.file_path) + {own}"


def _number_by_key(table: Table) -> str:
    order = ", ".join(f"`{name}`" for name in table.key or table.columns)
    return f"row_number() OVER (ORDER BY {order}) + {FIRST_ROW - 1}"


def quoted(text: str) -> str:
    """A text as it stands in a statement."""
    told = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{told}'"
