"""A DuckDB database file as an engine: its tables are asked where they are, and nothing is written into it.

A file is a version, or several where it has a table `versions`, of which the newest row is shown. It is replaced as a
whole: whoever feeds it writes another file and moves it to its place. What is asked of the one before goes on in that.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dualsite.errors import EngineError, why
from dualsite.schema import TABLES, Table
from dualsite.schema.columns import Kind
from dualsite.store.database import Cursors, Database
from dualsite.store.dataset import Dataset
from dualsite.store.engines import contract
from dualsite.store.engines.address import FileAddress
from dualsite.store.engines.contract import CheckedTables, DeliveredColumn, OnProgress, Row, broken, row_of
from dualsite.store.findings import Tallied, finding
from dualsite.store.parsing import TYPES
from dualsite.store.places import TablePlace

LOOK_EVERY_S = 1.0
"""How soon the file is looked at again."""

REST_S = 2.0
"""How long a file has not been written when it is opened: one that is copied to its place is not whole at once."""

PATIENCE_S = 9.0
"""How long a question of a page may take before it is given up."""

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")

_READ_AS: dict[Kind, tuple[str, ...]] = {
    "text": ("VARCHAR", "ENUM"),
    "day": ("DATE",),
    "number": ("DOUBLE", "FLOAT", "DECIMAL", *_WHOLE, "UBIGINT", "HUGEINT", "UHUGEINT"),
    "count": _WHOLE,
    "flag": ("BOOLEAN",),
}
"""What the columns of the contract may be as they are delivered; no other changes on the way."""

_VERSIONS = "SELECT version, tables_in, epoch(delivered_at), dataset, digest FROM {} ORDER BY version DESC LIMIT 1"

_COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_catalog = ? AND table_schema = ?
"""

_IS_TABLE = "SELECT 1 FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? AND table_name = ?"


class PatientCursors(Cursors):
    """What pages ask: a question that takes long is given up, and what fails says so in a sentence."""

    def execute(self, *asked: Any) -> duckdb.DuckDBPyConnection:
        """Raises EngineError, whose text holds no value."""
        cursor = self.cursor
        giving_up = threading.Timer(PATIENCE_S, cursor.interrupt)
        giving_up.daemon = True
        giving_up.start()
        try:
            return cursor.execute(*asked)
        except duckdb.Error as error:
            raise _explained(error) from None
        finally:
            giving_up.cancel()


@dataclass(frozen=True)
class _Rows:
    """The rows that a query has found, whose cursor is closed."""

    rows: list[tuple[Any, ...]]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.rows


@dataclass(frozen=True)
class _FileQueries:
    """Asks the queries of the rules of the views in which rows have numbers."""

    engine: FileEngine
    schema: str

    def execute(self, query: str) -> _Rows:
        return _Rows(self.engine.ask(query, schema=self.schema))


@dataclass(frozen=True)
class _OpenedFile:
    """A file as it was when it was opened."""

    name: str
    """What it is called here."""
    known_by: str
    """What tells it from the ones before and after."""
    written: datetime


class FileEngine:
    """The versions in the file at an address, one file after another."""

    def __init__(self, address: FileAddress, database: Database | None = None) -> None:
        self.look_every_s = LOOK_EVERY_S
        self._address = address
        self._database = database or Database()
        self.backend = self._database.connect(PatientCursors)
        self._numbers = itertools.count(1)
        self._newest: _OpenedFile | None = None
        self._shown: dict[str, str] = {}
        """The files of the versions that may be asked, by the schemas of their views."""

    def newest(self) -> Row:
        """The newest version. Raises EngineError."""
        file, schema = self._open(), self._address.schema
        if "versions" not in self._columns(file.name, schema):
            return Row(0, schema, file.written, "", file.known_by)
        row = row_of(self.ask(_VERSIONS.format(identifier(file.name, schema, "versions"))), f"{schema}.versions")
        return Row(row.number, row.tables_in, row.delivered_at, row.dataset, f"{row.digest} {file.known_by}")

    def checked(self, row: Row, said: Dataset, tell: OnProgress, unreadable: Sequence[Tallied] = ()) -> CheckedTables:
        """The tables of a version held to the contract, beside those of which it is known. Raises EngineError."""
        opened, schema = self._newest, row.tables_in
        if opened is None or not row.digest.endswith(opened.known_by):
            raise _being_written(self._address.path)
        file = opened.name
        there = self._columns(file, schema)
        found = [one for name in TABLES if name in there for one in _found_in(TABLES[name], schema, there[name])]
        found += unreadable
        unusable = {one.table for one, _ in found}
        if "sites" not in there.keys() | unusable:
            found.append((finding("E14", "sites", f"there is no table {schema}.sites, the one table required"), 0))
            unusable.add("sites")
        usable = [name for name in TABLES if name in there and name not in unusable]
        views = f"{file}_{next(self._numbers)}"
        self._show(views, file, schema, usable)
        rows = {name: int(self.ask(f"SELECT count(*) FROM {views}.{name}")[0][0]) for name in usable}
        found += broken(_FileQueries(self, _numbered(views)), usable, unusable, said, tell)
        places = {name: TablePlace((f"{schema}.{name}",)) for name in usable}
        return CheckedTables(views, rows, tuple(found), places)

    def drop(self, schema: str) -> None:
        """Drop the views of a version, and close the file where no other one needs it."""
        for one in (schema, _numbered(schema)):
            self.ask(f"DROP SCHEMA IF EXISTS {one} CASCADE")
        file = self._shown.pop(schema, None)
        if file is not None:
            self._close_unless_needed(file)

    def close(self) -> None:
        """Close all files."""
        self._database.close()

    def ask(self, query: str, values: list[str] | None = None, schema: str = "main") -> list[tuple[Any, ...]]:
        """The rows that a query of ours finds; tables without a schema are those of this one. Raises EngineError."""
        try:
            with closing(self._database.connection.cursor()) as cursor:
                cursor.execute(f"SET search_path = '{schema}'").fetchall()
                return cursor.execute(query, values).fetchall()
        except duckdb.Error as error:
            raise _explained(error) from None

    def _open(self) -> _OpenedFile:
        """The file as it is now, or as it was until it rests. Raises EngineError."""
        path, before = self._address.path, self._newest
        try:
            known_by, written = _stamp(path)
        except OSError as error:
            raise EngineError(f"The file {path.name} cannot be read: {why(error)}.") from None
        if before is not None and known_by == before.known_by:
            return before
        is_written = time.time() - written < REST_S or path.with_name(f"{path.name}.wal").exists()
        if is_written and before is not None:
            return before
        if is_written:
            raise _being_written(path)
        opened = _OpenedFile(self._attached(), known_by, datetime.fromtimestamp(written, UTC))
        if _stamp(path)[0] != known_by:
            self.ask(f"DETACH {opened.name}")
            raise _being_written(path)
        self._newest = opened
        if before is not None:
            self._close_unless_needed(before.name)
        return opened

    def _attached(self) -> str:
        """Open the file under a name of its own; by a link, since DuckDB knows one by where it stands."""
        path, name = self._address.path, f"file_{next(self._numbers)}"
        link = self._database.folder / f"{name}.duckdb"
        link.symlink_to(path.absolute())
        try:
            with closing(self._database.connection.cursor()) as cursor:
                cursor.execute(f"ATTACH {literal(str(link))} AS {name} (READ_ONLY)").fetchall()
        except duckdb.Error as error:
            if "lock" in str(error):
                raise _being_written(path) from None
            raise EngineError(
                f"The file {path.name} is no database that DuckDB {duckdb.__version__} can open, or the server may not "
                "read it."
            ) from None
        finally:
            # It is open now, or is not to be.
            link.unlink()
        return name

    def _close_unless_needed(self, file: str) -> None:
        if file not in self._shown.values() and (self._newest is None or file != self._newest.name):
            self.ask(f"DETACH {file}")

    def _columns(self, file: str, schema: str) -> dict[str, dict[str, str]]:
        """The tables and views of a schema of a file, with the types of their columns."""
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in self.ask(_COLUMNS, [file, schema]):
            found.setdefault(table, {})[column] = kind
        return found

    def _show(self, views: str, file: str, schema: str, tables: list[str]) -> None:
        """Make the views of a version: with the types of the contract, and with the number of each row as well.

        That is its place in the table, or in the order of the key where the file has a view in the place of a table.
        """
        self._shown[views] = file
        for one in (views, _numbered(views)):
            self.ask(f"CREATE SCHEMA {one}")
        for name in tables:
            table, place = TABLES[name], identifier(file, schema, name)
            columns = ", ".join(f'"{one.name}"::{TYPES[one.kind]} AS "{one.name}"' for one in table.columns.values())
            order = ", ".join(f'"{one}"' for one in table.key or table.columns)
            is_table = self.ask(_IS_TABLE, [file, schema, name])
            number = "rowid + 1" if is_table else f"row_number() OVER (ORDER BY {order})"
            self.ask(f"CREATE VIEW {views}.{name} AS SELECT {columns} FROM {place}")
            self.ask(f"CREATE VIEW {_numbered(views)}.{name} AS SELECT {columns}, {number} AS _row FROM {place}")


def _stamp(path: Path) -> tuple[str, float]:
    """What tells the file that stands there from others, and when it was written, in seconds of the clock."""
    told = path.stat()
    return f"{told.st_ino}-{told.st_size}-{told.st_mtime_ns}", told.st_mtime


def _found_in(table: Table, schema: str, there: Mapping[str, str]) -> Iterator[Tallied]:
    """What is wrong with the columns of a table, as far as their types tell."""
    delivered = {
        name: DeliveredColumn(kind, kind.partition("(")[0] in _READ_AS[table.columns[name].kind] and kind[-1] != "]")
        for name, kind in there.items()
        if name in table.columns
    }
    return contract.found_in(table, schema, delivered, TYPES)


def _numbered(views: str) -> str:
    """The schema in which each row has its number."""
    return f"{views}_numbered"


def identifier(*parts: str) -> str:
    """A name as it stands in a statement, whatever its parts are called."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(text: str) -> str:
    """A text as it stands in a statement."""
    return "'" + text.replace("'", "''") + "'"


def _being_written(path: Path) -> EngineError:
    return EngineError(
        f"The file {path.name} is being written. Write another file, close it, and move it to its place."
    )


def _explained(error: duckdb.Error) -> EngineError:
    """The error as a sentence, without what DuckDB wrote, which may hold values."""
    if isinstance(error, duckdb.InterruptException):
        return EngineError(
            f"The database took longer than {PATIENCE_S:.0f} seconds for this and was told to give it up. "
            "Ask for less, or try again when it has less to do."
        )
    return EngineError(f"The database could not answer this ({type(error).__name__}).")
