"""The tables of another database written into a file of DuckDB: what arrives exactly, or a finding why it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow

from dualsite.schema import TABLES, Column
from dualsite.store.engines.contract import OnProgress
from dualsite.store.engines.copied import failures
from dualsite.store.engines.copied.failures import UnansweredError
from dualsite.store.engines.copied.remote import RemoteDatabase, RemoteTable
from dualsite.store.engines.duckdb_file import identifier, literal
from dualsite.store.findings import Tallied, finding
from dualsite.store.parsing import NOT, parsed

_SETTINGS = {"memory_limit": "1GB", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


@dataclass(frozen=True)
class CopiedTables:
    """Where tables are copied from, and what they are called."""

    remote: RemoteDatabase
    scheme: str
    schema: str
    """The one that holds them there; empty for that in which a connection begins."""
    named: str
    """What it is called in the copy and in findings."""

    def write(self, there: Mapping[str, RemoteTable | None], to: Path, tell: OnProgress) -> list[Tallied]:
        """Write them into a new file, the rows in the order of the key. Raises EngineError.

        Returns why tables cannot be read: those are not in the file.
        """
        arriving = to.with_name(f"{to.name} arriving")
        settings: Any = _SETTINGS | {"temp_directory": str(to.parent)}
        try:
            with closing(duckdb.connect(str(arriving), config=settings)) as connection:
                connection.execute(f"ATTACH {literal(str(to))} AS copy")
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier('copy', self.named)}")
                return self._copied(connection, there, tell)
        except duckdb.Error:
            raise failures.unwritable() from None
        finally:
            arriving.unlink(missing_ok=True)

    def _copied(
        self, connection: duckdb.DuckDBPyConnection, there: Mapping[str, RemoteTable | None], tell: OnProgress
    ) -> list[Tallied]:
        """Copy one table after another; what of them cannot be read."""
        found = [self._unreadable(table) for table, facts in there.items() if facts is None]
        for table in (table for table, facts in there.items() if facts is not None and not facts.columns):
            connection.execute(f"CREATE TABLE {identifier('copy', self.named, table)} (nothing BOOLEAN)").fetchall()
        left = {table: facts for table, facts in there.items() if facts is not None and facts.columns}
        count, at, failed = len(left), "", ""
        while left:
            try:
                for at, parts in groupby(self.remote.rows(left.values(), self.schema), itemgetter(0)):
                    tell(at, 1 - len(left) / count)
                    _receive(connection, (rows for _, rows in parts if rows is not None))
                    found += self._keep(connection, left.pop(at))
            except UnansweredError:
                # It may have been the connection: a table is asked for again by another one.
                if at == failed:
                    found += self._what_fails(left.pop(at))
                failed = at
        return found

    def _what_fails(self, facts: RemoteTable) -> list[Tallied]:
        """Which columns of a table cannot be read; the table, where that is not told by any."""
        found: list[Tallied] = []
        for column in facts.columns:
            try:
                for _ in self.remote.rows([facts], self.schema, column):
                    pass
            except UnansweredError:
                kind = facts.types[column]
                problem = f"the column holds what cannot be read as {kind}"
                found.append((finding("E02", facts.table, problem, column=column), 0))
        return found if 0 < len(found) < len(facts.columns) else [self._unreadable(facts.table)]

    def _unreadable(self, table: str) -> Tallied:
        place = f"{self.named}.{table}"
        problem = f"the table {place} is there and cannot be read"
        return finding("E14", table, problem, advice="Let the dashboard read all of it, and correct it."), 0

    def _keep(self, connection: duckdb.DuckDBPyConnection, facts: RemoteTable) -> list[Tallied]:
        """Put what has arrived into the copy, as the contract wants it; what does not fit that. Raises EngineError."""
        of, key = TABLES[facts.table].columns, TABLES[facts.table].key
        into = identifier("copy", self.named, facts.table)
        types = {name: str(kind) for name, kind, *_ in connection.execute("DESCRIBE arrived").fetchall()}
        read = {name: _read(of[name], types[name], self.scheme) or f'"{name}"' for name in facts.columns}
        counted = (
            f'count("{name}"), count({how}), any_value("{name}"::VARCHAR) FILTER (WHERE {how} IS NULL)'
            for name, how in read.items()
        )
        ((rows, *counts),) = connection.execute(f"SELECT count(*), {', '.join(counted)} FROM arrived").fetchall()
        if rows != facts.rows:
            raise failures.changed()
        found: list[Tallied] = []
        for place, name in enumerate(read):
            arrived, fit, value = counts[3 * place : 3 * place + 3]
            wrong = max(arrived, facts.days.get(name, arrived)) - fit
            if wrong:
                one = finding("E02", facts.table, NOT[of[name].kind], column=name, value=value)
                found.append((one, wrong - 1))
        if not found:
            columns = ", ".join(f'{how} AS "{name}"' for name, how in read.items())
            order = ", ".join(f'"{name}"' for name in key or read if name in read)
            asked = f"CREATE TABLE {into} AS SELECT {columns} FROM arrived ORDER BY {order or 'ALL'}"
            connection.execute(asked).fetchall()
        return found


def _receive(connection: duckdb.DuckDBPyConnection, parts: Iterable[pyarrow.Table]) -> None:
    """Have the rows of a table as they come; the first part tells its types."""
    asked = "CREATE OR REPLACE TABLE arrived AS FROM rows"
    for rows in parts:
        connection.register("rows", rows)
        connection.execute(asked).fetchall()
        connection.unregister("rows")
        asked = "INSERT INTO arrived FROM rows"


def _read(column: Column, stored: str, scheme: str) -> str | None:
    """The SQL that makes a value of the contract of one that a database has no better type for; null where it is none.

    None where nothing is to be made of it: whether the column can be read is told by its type.
    """
    is_whole = stored.endswith(",0)") or stored.lstrip("U") in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
    if column.kind == "flag" and is_whole:
        return f'CASE "{column.name}" WHEN 0 THEN false WHEN 1 THEN true END'
    if column.kind == "count" and stored.endswith(",0)"):
        return parsed(column, stored)
    if column.kind == "day" and stored == "VARCHAR" and scheme == "sqlite":
        # It has no type for days.
        return parsed(column, stored)
    return None
