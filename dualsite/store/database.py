"""The one database of a store, in a folder of its own that its owner alone may read and that goes with the process."""

from __future__ import annotations

import fcntl
import itertools
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import duckdb
import ibis

from dualsite.schema import TABLES
from dualsite.store.tables import StoredTables

MEMORY_LIMIT = "2GB"
"""What the database may hold in memory; beyond it, it uses its own temporary file."""

PREFIX = "dualsite-"
"""The folders of databases begin so, in the folder for temporary files."""

HELD = "held"
"""The file in such a folder that its process holds a lock on for as long as it lives, however it ends."""


CLOSING_S = 5.0
"""How long closing waits for a call of another thread: DuckDB closes no connection that is being used."""


class Cursors:
    """A DuckDB connection with a cursor of its own for each thread that uses it.

    Queries of one cursor must not overlap (ibis issue 10346), and a session's runs do: a page that is opened again
    while it still computes, and a download, come from threads of their own. A cursor goes with its thread, all of them
    with the connection, and so with the session that holds it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of_thread = threading.local()
        self._all: weakref.WeakSet[duckdb.DuckDBPyConnection] = weakref.WeakSet()

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """That of this thread."""
        if not hasattr(self._of_thread, "cursor"):
            self._of_thread.cursor = self._database.connection.cursor()
            self._all.add(self._of_thread.cursor)
        found: duckdb.DuckDBPyConnection = self._of_thread.cursor
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def close(self) -> None:
        """Close the cursors of all threads."""
        for cursor in list(self._all):
            cursor.close()


class Database:
    """The database and its folder, until `close` or, at the latest, until the process ends."""

    def __init__(self) -> None:
        _remove_orphans()
        self.folder = folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        # Locked before it has its name: one that can be found unlocked is nobody's.
        held = (folder / f"{HELD} soon").open("wb")
        fcntl.flock(held, fcntl.LOCK_EX)
        (folder / f"{HELD} soon").rename(folder / HELD)
        file = folder / "tables.duckdb"
        self.connection = duckdb.connect(
            str(file),
            config={
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(folder),
                "preserve_insertion_order": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        # What Parquet files say of themselves is read once: those that are asked are copies that nobody changes.
        self.connection.execute("SET GLOBAL parquet_metadata_cache = true")
        file.chmod(0o600)
        self.tables = StoredTables(self.connection, folder)
        """What is read from files, whichever versions show it."""
        self._numbers = itertools.count(1)
        self._connected: weakref.WeakSet[Cursors] = weakref.WeakSet()
        self._take_away = weakref.finalize(self, _take_away, self.connection, held, folder)

    def connect(self, made_of: type[Cursors] = Cursors) -> ibis.BaseBackend:
        """A connection for one session, which may be used from several threads at once; it keeps the database open."""
        cursors = made_of(self)
        self._connected.add(cursors)
        return ibis.duckdb.from_connection(cursors)

    def new_schema(self) -> str:
        """The name of a schema that nothing else has, for the tables of a version, which it then holds."""
        return f"v{next(self._numbers)}"

    def show(self, schema: str, places: Mapping[str, str]) -> None:
        """Make the schema, in which each table of the contract stands by its name and with the contract's columns."""
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(f"CREATE SCHEMA {schema}").fetchall()
            for name, place in places.items():
                columns = ", ".join(f'"{column}"' for column in TABLES[name].columns)
                cursor.execute(f"CREATE VIEW {schema}.{name} AS SELECT {columns} FROM {place}").fetchall()

    def drop(self, schema: str) -> None:
        """Drop the schema and what it alone holds."""
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE").fetchall()
        self.tables.release(schema)

    def close(self) -> None:
        """Close all connections, and remove the folder."""
        for cursors in list(self._connected):
            cursors.close()
        self._take_away()


def _take_away(connection: duckdb.DuckDBPyConnection, held: Any, folder: Path) -> None:
    until = time.monotonic() + CLOSING_S
    while time.monotonic() < until:
        try:
            connection.close()
        except duckdb.ResourceInUseException:
            time.sleep(0.01)
        else:
            break
    shutil.rmtree(folder, ignore_errors=True)
    held.close()


def _remove_orphans() -> None:
    """Remove the folders that processes have left which could not tidy up: nobody holds the lock of theirs."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError), (folder / HELD).open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
