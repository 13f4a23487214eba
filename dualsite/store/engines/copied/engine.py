"""Any other database as an engine: each new version of its tables is copied, and the copy is a DuckDB file.

What the database is asked for is which version it has, and rows; every question of a page goes to the copy, which lies
in a folder for temporary files that goes with the process.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dualsite.errors import EngineError
from dualsite.store.database import Database
from dualsite.store.dataset import Dataset
from dualsite.store.engines import unlisted
from dualsite.store.engines.address import FileAddress
from dualsite.store.engines.contract import CheckedTables, OnProgress, Row, row_of
from dualsite.store.engines.copied import failures
from dualsite.store.engines.copied.address import CopiedAddress
from dualsite.store.engines.copied.copying import CopiedTables
from dualsite.store.engines.copied.remote import VERSIONS, RemoteDatabase, RemoteTable
from dualsite.store.engines.duckdb_file import FileEngine
from dualsite.store.engines.unlisted import Counted


class CopiedEngine:
    """The versions in a database that is copied."""

    def __init__(self, address: CopiedAddress) -> None:
        self.look_every_s = unlisted.LOOK_EVERY_S
        self._address = address
        self._remote = RemoteDatabase(address)
        database = Database()
        self._file = database.folder / "copied.duckdb"
        self._copies = FileEngine(FileAddress(self._file), database)
        self.backend = self._copies.backend
        self._is_listed = False

    def newest(self) -> Row:
        """The newest version, by the table `versions`, else as the tables are counted. Raises EngineError."""
        listed = self._remote.listed()
        self._is_listed = listed is not None
        if listed is None:
            return self._counted(self._remote.tables(self._address.own_schema))
        versions = f"{self._address.schema}.{VERSIONS}"
        return row_of([_timed(row, versions) for row in listed], versions)

    def checked(self, row: Row, said: Dataset, tell: OnProgress) -> CheckedTables:
        """The tables of a version, copied and held to the contract. Raises EngineError."""
        schema = row.tables_in if self._is_listed else self._address.own_schema
        there = self._remote.tables(schema)
        if not self._is_listed and self._counted(there) != row:
            raise failures.changed()
        soon = self._file.with_name("soon.duckdb")
        soon.unlink(missing_ok=True)
        tables = CopiedTables(self._remote, self._address.scheme, schema, row.tables_in)
        unreadable = tables.write(there, soon, tell)
        if self.newest() != row:
            raise failures.changed()
        try:
            # It is whole, and need not rest as a file does that somebody else writes.
            os.utime(soon, (0, 0))
            soon.replace(self._file)
        except OSError:
            raise failures.unwritable() from None
        copied = replace(self._copies.newest(), tables_in=row.tables_in)
        return self._copies.checked(copied, said, tell, unreadable)

    def drop(self, schema: str) -> None:
        """Drop the views of a version, and close its copy where no other one needs it."""
        self._copies.drop(schema)

    def close(self) -> None:
        """Close and remove all copies."""
        self._copies.close()

    def _counted(self, there: Mapping[str, RemoteTable | None]) -> Row:
        """The version that the tables are as they are counted."""
        held = [
            Counted(table, None, {}) if facts is None else Counted(table, facts.rows, facts.newest)
            for table, facts in there.items()
        ]
        latest, digest = unlisted.told_by(held)
        # A column that is made another one changes no count.
        told = hashlib.sha256(repr((digest, sorted(there.items()))).encode()).hexdigest()
        return Row(0, self._address.schema, latest, "", told)


def _timed(row: tuple[Any, ...], table: str) -> tuple[Any, ...]:
    """The row with its time as one, where the database keeps it as a text or a day. Raises EngineError."""
    number, tables_in, delivered_at, *rest = row
    try:
        told = datetime.fromisoformat(str(delivered_at)) if isinstance(delivered_at, str | date) else delivered_at
    except ValueError:
        raise EngineError(
            f"What the newest row of the table {table} says in delivered_at is no time. Have the feed write it as "
            "2026-11-20 09:00:00."
        ) from None
    return number, tables_in, told, *rest
