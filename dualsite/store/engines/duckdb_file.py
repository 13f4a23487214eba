"""A DuckDB database file as an engine: its tables are asked where they are, and nothing is written into it.

A file is a version, or several where it has a table `versions`, of which the newest row is shown. It is replaced as a
whole: whoever feeds it writes another file and moves it to its place. What is asked of the one before goes on in that.
"""

from __future__ import annotations

import itertools
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dualsite.errors import EngineError, why
from dualsite.schema import TABLES, Table
from dualsite.schema.columns import Kind
from dualsite.store.database import Database
from dualsite.store.dataset import Dataset
from dualsite.store.engines.address import FileAddress
from dualsite.store.engines.contract import CheckedTables, DeliveredColumn, OnProgress, Row, broken, found_in
from dualsite.store.findings import Tallied, finding
from dualsite.store.parsing import TYPES
from dualsite.store.places import TablePlace

LOOK_EVERY_S = 1.0
"""How soon the file is looked at again."""

KEPT = 3
"""Versions that can still be asked: sessions may be reading the one before."""

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")

_READ_AS: dict[Kind, tuple[str, ...]] = {
    "text": ("VARCHAR", "ENUM"),
    "day": ("DATE",),
    "number": ("DOUBLE", "FLOAT", "DECIMAL", *_WHOLE),
    "count": _WHOLE,
    "flag": ("BOOLEAN",),
}
"""What the columns of the contract may be as they are delivered; no other changes on the way."""

_VERSIONS = "SELECT version, tables_in, epoch(delivered_at), dataset, digest FROM {} ORDER BY version DESC LIMIT 1"


_IS_TABLE = "SELECT 1 FROM duckdb_tables() WHERE database_name = ? AND schema_name = ? AND table_name = ?"


@dataclass(frozen=True)
class _Found:
    """The rows that a query has found, whose cursor is closed."""

    rows: list[tuple[Any, ...]]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.rows


@dataclass(frozen=True)
class _Asking:
    """Asks the queries of the rules of the views in which rows have numbers."""

    engine: FileEngine
    schema: str

    def execute(self, query: str) -> _Found:
        return _Found(self.engine.ask(query, self.schema))


class FileEngine:
    """The versions in the file at an address, one file after another."""

    def __init__(self, address: FileAddress) -> None:
        self.look_every_s = LOOK_EVERY_S
        self._address = address
        self._database = Database()
        self.backend = self._database.connect()
        self._links = tempfile.TemporaryDirectory(prefix="dualsite-file-")
        self._numbers = itertools.count(1)
        self._files: OrderedDict[str, str] = OrderedDict()
        """What the files are called here, by what tells one from the next, the newest last."""

    def newest(self) -> Row:
        """The newest version. Raises EngineError."""
        file, known_by, written = self._open()
        if "versions" not in self._columns(file, self._address.schema):
            return Row(0, self._address.schema, written, "", known_by)
        found = self.ask(_VERSIONS.format(_name(file, self._address.schema, "versions")))
        if not found:
            raise EngineError(
                f"The database has no data yet: its table {self._address.schema}.versions is empty. "
                "Have the feed write a row of it."
            )
        number, tables_in, delivered_s, dataset, digest = found[0]
        delivered = datetime.fromtimestamp(delivered_s, UTC)
        return Row(number, tables_in, delivered, dataset or "", f"{digest or ''} {known_by}")

    def checked(self, row: Row, said: Dataset, tell: OnProgress) -> CheckedTables:
        """The tables of a version held to the contract. Raises EngineError."""
        file, schema = self._files[row.digest.rpartition(" ")[2]], row.tables_in
        there = self._columns(file, schema)
        found = [one for name in TABLES if name in there for one in _found_in(TABLES[name], schema, there[name])]
        if "sites" not in there:
            found.append((finding("E14", "sites", f"there is no table {schema}.sites, the one table required"), 0))
        unusable = {one.table for one, _ in found}
        usable = [name for name in TABLES if name in there and name not in unusable]
        views = f"{file}_{next(self._numbers)}"
        self._show(views, {name: (file, schema, name) for name in usable})
        rows = {name: int(self.ask(f"SELECT count(*) FROM {views}.{name}")[0][0]) for name in usable}
        found += broken(_Asking(self, f"{views}_numbered"), usable, unusable, said, tell)
        places = {name: TablePlace((f"{schema}.{name}",)) for name in usable}
        return CheckedTables(views, rows, tuple(found), places)

    def close(self) -> None:
        """Close the file."""
        self._database.close()
        self._links.cleanup()

    def ask(self, query: str, schema: str = "main") -> list[tuple[Any, ...]]:
        """The rows that a query of ours finds; tables without a schema are those of this one. Raises EngineError."""
        try:
            with closing(self._database.connection.cursor()) as cursor:
                cursor.execute(f"SET search_path = '{schema}'").fetchall()
                return cursor.execute(query).fetchall()
        except duckdb.Error as error:
            raise EngineError(f"The database could not answer this ({type(error).__name__}).") from None

    def _open(self) -> tuple[str, str, datetime]:
        """What the file is called here, what tells it from others, and when it was written. Raises EngineError."""
        path = self._address.path
        try:
            told = path.stat()
        except OSError as error:
            raise EngineError(f"The file {path.name} cannot be read: {why(error)}.") from None
        if path.with_name(f"{path.name}.wal").exists():
            raise EngineError(
                f"The file {path.name} is being written. Write another file, close it, and move it to its place."
            )
        known_by = f"{told.st_ino}-{told.st_size}-{told.st_mtime_ns}"
        if known_by not in self._files:
            self._files[known_by] = self._attached()
            while len(self._files) > KEPT:
                self._detach(self._files.popitem(last=False)[1])
        return self._files[known_by], known_by, datetime.fromtimestamp(told.st_mtime, UTC)

    def _attached(self) -> str:
        """Open the file under a name of its own; by a link, since DuckDB knows one by where it stands."""
        file = f"file_{next(self._numbers)}"
        link = Path(self._links.name) / f"{file}.duckdb"
        link.symlink_to(self._address.path.absolute())
        try:
            with closing(self._database.connection.cursor()) as cursor:
                cursor.execute(f"ATTACH '{_quoted(str(link))}' AS {file} (READ_ONLY)").fetchall()
        except duckdb.Error:
            raise EngineError(f"The file {self._address.path.name} is no database of DuckDB, or damaged.") from None
        return file

    def _detach(self, file: str) -> None:
        with closing(self._database.connection.cursor()) as cursor:
            schemas = "SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database()"
            for (schema,) in cursor.execute(schemas).fetchall():
                if schema.startswith(f"{file}_"):
                    cursor.execute(f"DROP SCHEMA {schema} CASCADE").fetchall()
            cursor.execute(f"DETACH {file}").fetchall()
        (Path(self._links.name) / f"{file}.duckdb").unlink(missing_ok=True)

    def _columns(self, file: str, schema: str) -> dict[str, dict[str, str]]:
        """The tables and views of a schema of a file, with the types of their columns."""
        found: dict[str, dict[str, str]] = {}
        asked = (
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            f"WHERE table_catalog = '{file}' AND table_schema = '{_quoted(schema)}'"
        )
        for table, column, kind in self.ask(asked):
            found.setdefault(table, {})[column] = kind
        return found

    def _show(self, schema: str, places: Mapping[str, tuple[str, str, str]]) -> None:
        """Make the views of a version: with the types of the contract, and with the number of each row as well.

        That is its place in the table, or in the order of the key where the file has a view in the place of a table.
        """
        try:
            with closing(self._database.connection.cursor()) as cursor:
                for of in (schema, f"{schema}_numbered"):
                    cursor.execute(f"CREATE SCHEMA {of}").fetchall()
                for name, (file, lies_in, table) in places.items():
                    place = _name(file, lies_in, table)
                    columns = ", ".join(
                        f'"{one.name}"::{TYPES[one.kind]} AS "{one.name}"' for one in TABLES[name].columns.values()
                    )
                    order = ", ".join(f'"{one}"' for one in TABLES[name].key or TABLES[name].columns)
                    is_table = cursor.execute(_IS_TABLE, [file, lies_in, table]).fetchall()
                    number = f"{'rowid + 1' if is_table else f'row_number() OVER (ORDER BY {order})'} AS _row"
                    cursor.execute(f"CREATE VIEW {schema}.{name} AS SELECT {columns} FROM {place}").fetchall()
                    numbered = f"SELECT {columns}, {number} FROM {place}"
                    cursor.execute(f"CREATE VIEW {schema}_numbered.{name} AS {numbered}").fetchall()
        except duckdb.Error as error:
            raise EngineError(f"The database could not answer this ({type(error).__name__}).") from None


def _found_in(table: Table, schema: str, there: Mapping[str, str]) -> Iterator[Tallied]:
    """What is wrong with the columns of a table, as far as their types tell."""
    delivered = {
        name: DeliveredColumn(kind, kind.startswith(_READ_AS[table.columns[name].kind]))
        for name, kind in there.items()
        if name in table.columns
    }
    return found_in(table, schema, delivered, TYPES)


def _name(*parts: str) -> str:
    """A name as it stands in a statement, whatever its parts are called."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _quoted(text: str) -> str:
    """What stands between single quotes in a statement."""
    return text.replace("'", "''")
