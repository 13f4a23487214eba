"""The tables of a version as Spark finds them: held to the contract, and made views with the contract's types."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as of

from dualsite.schema import TABLES, Table
from dualsite.schema.columns import Kind
from dualsite.store.engines.spark import failures
from dualsite.store.engines.spark.contexts import FAILURES
from dualsite.store.engines.spark.rewriting import NUMBERED
from dualsite.store.findings import Tallied, finding
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


@dataclass(frozen=True)
class Files:
    """The Parquet files of a folder: names within it, sizes in bytes, and when each was written, in order of name."""

    files: tuple[tuple[str, int, datetime], ...]

    @property
    def tables(self) -> dict[str, str]:
        """The tables of the contract among them, each with the name of its file or folder."""
        names = dict.fromkeys(name.partition("/")[0] for name, *_ in self.files)
        return {table: name for name in names if (table := name.removesuffix(".parquet")) in TABLES}


def files(session: SparkSession, folder: str) -> Files | None:
    """What lies in a folder; None where Spark finds none. Only names are read."""
    listing = session.read.format("binaryFile").option("recursiveFileLookup", "true")
    try:
        found = listing.option("pathGlobFilter", "*.parquet").load(folder).select("path", "length", "modificationTime")
    except AnalysisException:
        return None
    rows = found.toArrow().to_pylist()
    named = (
        (row["path"].partition(f"{folder}/")[2], row["length"], row["modificationTime"].astimezone(UTC)) for row in rows
    )
    return Files(tuple(sorted(named)))


@dataclass(frozen=True)
class _DeliveredColumn:
    """A column as it is delivered."""

    type: str
    is_read: bool
    """Whether it can be read as what the contract wants."""


def found_in(table: Table, schema: str, frame: DataFrame) -> Iterator[Tallied]:
    """What is wrong with the columns of a table, as far as their types tell; `schema` is where it lies."""
    there = {one.name: one.dataType for one in frame.schema.fields}
    of_folders = _of_folders(frame)
    for column in table.columns.values():
        if column.name not in there:
            yield finding("E01", table.name, f"{schema}.{table.name} has no such column", column=column.name), 0
            continue
        is_read = column.name in of_folders or isinstance(there[column.name], _READ_AS[column.kind])
        own, wanted = _DeliveredColumn(there[column.name].simpleString(), is_read), TYPES[column.kind]
        if not own.is_read:
            problem = f"the column is {own.type} and must be {wanted}"
            advice = "Deliver it so; a day that is a time would be another one in another time zone."
            yield (
                finding("E01", table.name, problem, column=column.name, advice=advice if column.kind == "day" else ""),
                0,
            )


def _of_folders(frame: DataFrame) -> frozenset[str]:
    """The columns that the names of folders hold: month=2026-01-01."""
    first = next(iter(frame.inputFiles()), "")
    return frozenset(part.partition("=")[0] for part in first.split("/")[:-1] if "=" in part)


@dataclass(frozen=True)
class Opened:
    """The tables of a folder, in the contract's order."""

    frames: Mapping[str, DataFrame]
    names: Mapping[str, str]
    """What the file or folder of each is called."""
    unreadable: Mapping[str, str]
    """What is wrong with those that cannot be read."""


def opened(session: SparkSession, folder: str, names: Mapping[str, str]) -> Opened:
    """The tables that have a file or a folder of that name."""
    frames: dict[str, DataFrame] = {}
    unreadable: dict[str, str] = {}
    for table in TABLES:
        if table in names:
            try:
                frames[table] = session.read.parquet(f"{folder}/{names[table]}")
            except FAILURES as error:
                unreadable[table] = _problem(error, names[table])
    return Opened(frames, names, unreadable)


def _problem(error: Exception, name: str) -> str:
    """What is wrong with a file or folder. Raises the error where it tells nothing of that."""
    if problem := failures.unreadable(error, name):
        return problem
    raise error


def readable(there: Opened, usable: Sequence[str]) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """Rows as by `counted`, and what is wrong with tables of which only some files can be read."""
    try:
        return counted({table: there.frames[table] for table in usable}), {}
    except FAILURES as error:
        if len(usable) == 1:
            (table,) = usable
            return {}, {table: _problem(error, there.names[table])}
        # Which one it is shows when each is asked for itself.
        _problem(error, "")
    rows: dict[str, dict[str, int]] = {}
    unreadable: dict[str, str] = {}
    for table in usable:
        for all_of, found in zip((rows, unreadable), readable(there, [table]), strict=True):
            all_of |= found  # type: ignore[operator]
    return rows, unreadable


def counted(frames: Mapping[str, DataFrame]) -> dict[str, dict[str, int]]:
    """Rows of each file of each table, in one question: by table, then by the whole name of the file, in order."""
    of_tables = [
        frame.selectExpr(f"'{name}' AS in_table", "_metadata.file_path AS in_file") for name, frame in frames.items()
    ]
    if not of_tables:
        return {}
    everything = functools.reduce(DataFrame.unionAll, of_tables)
    found: dict[str, dict[str, int]] = {name: {} for name in frames}
    rows = everything.groupBy("in_table", "in_file").count().toArrow().to_pylist()
    for row in sorted(rows, key=lambda row: str(row["in_file"])):
        found[row["in_table"]][row["in_file"]] = row["count"]
    return found


def place(rows: Mapping[str, int], folder: str, name: str) -> TablePlace:
    """Where a table lies, by the rows of each of its files: a finding names the file, and the row in it."""
    names = tuple(file.partition(f"{folder}/")[2] for file in rows) or (name,)
    lasts, last = [], 0
    for count in rows.values():
        last += count + FIRST_ROW - 1
        lasts.append(last)
    return TablePlace(names, exports=ExportRows(names, tuple(lasts), {}) if rows else None)


def show(schema: str, table: Table, frame: DataFrame, rows: Mapping[str, int]) -> None:
    """Make the two views of a table: its columns in the types of the contract, and with the number of each row."""
    columns = [f"CAST(`{column.name}` AS {TYPES[column.kind]}) AS `{column.name}`" for column in table.columns.values()]
    frame.selectExpr(*columns).createOrReplaceTempView(f"{schema}_{table.name}")
    numbered = frame.selectExpr(*columns, f"{_number(list(rows), rows)} AS _row")
    numbered.createOrReplaceTempView(f"{schema}_{table.name}{NUMBERED}")


def _number(names: Sequence[str], rows: Mapping[str, int]) -> str:
    """The number of a row: its place in its file, behind the rows of the files before."""
    own = f"_metadata.row_index + {FIRST_ROW}"
    if len(names) < 2:
        return own
    before, parts = 0, []
    for name in names:
        told = name.replace("\\", "\\\\").replace("'", "\\'")
        parts.append(f"'{told}', {before}L")
        before += rows[name] + FIRST_ROW - 1
    return f"element_at(map({', '.join(parts)}), _metadata.file_path) + {own}"


def text_of(session: SparkSession, path: str) -> str:
    """What stands in a file; nothing where there is none."""
    try:
        found: list[Any] = session.read.text(path, wholetext=True).toArrow().column(0).to_pylist()
    except AnalysisException:
        return ""
    return found[0] if found else ""
