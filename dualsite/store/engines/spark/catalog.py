"""Versions in the database of a catalog: tables and views that Spark knows by name, whatever they are kept as.

Where a feed writes a table `versions`, its newest row names the database that holds the tables of the version, in the
same catalog. Without one, the tables as they are counted are the version (`unlisted`): how many rows each has and the
newest of each of its days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import DateType

from dualsite.schema import TABLES
from dualsite.store.engines import unlisted
from dualsite.store.engines.contract import Row
from dualsite.store.engines.spark import failures, listed
from dualsite.store.engines.spark.contexts import FAILURES
from dualsite.store.engines.spark.tables import Opened, opened, problem_of, quoted
from dualsite.store.engines.unlisted import Counted


@dataclass(frozen=True)
class Catalog:
    """A database of a catalog, `catalog.database`, or of Spark's own, `database`."""

    database: str
    look_every_s: float = unlisted.LOOK_EVERY_S

    def newest(self, session: SparkSession) -> Row:
        """The newest version. Raises EngineError."""
        row = listed.newest(lambda: _table(session, self.database, listed.VERSIONS))
        if row is not None:
            catalog = self.database.rpartition(".")[0]
            is_whole = "." in row.tables_in or not catalog
            return row if is_whole else replace(row, tables_in=f"{catalog}.{row.tables_in}")
        there = _tables_in(session, self.database)
        latest, digest = unlisted.told_by(_counted(there.frames, there.names))
        return Row(0, self.database, latest, "", digest)

    def folder_of(self, row: Row) -> str:
        """None: where the files of a table lie is the catalog's own affair."""
        return ""

    def is_there(self, row: Row, session: SparkSession) -> bool:
        """Whether a version can still be read; without a table `versions` that is the one that is counted anew."""
        is_listed = row.tables_in != self.database
        return is_listed and bool(session.catalog.databaseExists(_name_of(row.tables_in)))

    def opened(self, row: Row, session: SparkSession) -> Opened:
        """The tables of a version. Raises EngineError."""
        return _tables_in(session, row.tables_in)


def _tables_in(session: SparkSession, database: str) -> Opened:
    try:
        found = session.sql(f"SHOW TABLES IN {_name_of(database)}").toArrow().to_pylist()
    except AnalysisException:
        raise failures.missing_database(database) from None
    names = {row["tableName"].lower(): row["tableName"] for row in found if not row["isTemporary"]}
    there = {table: f"{database}.{names[table]}" for table in TABLES if table in names}
    return opened(there, lambda name: _table(session, name))


def _table(session: SparkSession, *name: str) -> DataFrame:
    """A table as it is now: a session goes on with the files that it once found there."""
    told = _name_of(*name)
    session.catalog.refreshTable(told)
    return session.table(told)


def _counted(frames: Mapping[str, DataFrame], names: Mapping[str, str]) -> list[Counted]:
    """How much each table holds, in one question; of one that cannot be read, that it holds nothing known."""
    if not frames:
        return []
    try:
        of_all = reduce(lambda some, more: some.unionAll(more), map(_count_of, frames, frames.values()))
        rows = of_all.toArrow().to_pylist()
    except FAILURES as error:
        if len(frames) == 1:
            (table,) = frames
            problem_of(error, names[table])
            return [Counted(table, None, {})]
        # Which one it is shows when each is asked for itself.
        problem_of(error, "")
        return [one for table in frames for one in _counted({table: frames[table]}, names)]
    return [
        Counted(
            row["in_table"],
            row["held"],
            {
                name: date.fromisoformat(newest) if newest is not None else None
                for name, newest in zip(_days_of(row["in_table"], frames[row["in_table"]]), row["newest"], strict=True)
            },
        )
        for row in rows
    ]


def _count_of(table: str, frame: DataFrame) -> DataFrame:
    newest = ", ".join(f"CAST(MAX(`{name}`) AS STRING)" for name in _days_of(table, frame))
    return frame.selectExpr(
        f"{quoted(table)} AS in_table", "count(*) AS held", f"CAST(array({newest}) AS ARRAY<STRING>) AS newest"
    )


def _days_of(table: str, frame: DataFrame) -> list[str]:
    """The columns of the contract that are days there."""
    columns = TABLES[table].columns
    return [one.name for one in frame.schema.fields if one.name in columns and isinstance(one.dataType, DateType)]


def _name_of(*parts: str) -> str:
    """A name as it stands in a statement, whatever its parts are called."""
    return ".".join(f"`{part.replace('`', '``')}`" for part in ".".join(parts).split("."))
