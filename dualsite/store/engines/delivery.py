"""A checked version of a data folder, copied into an engine: all of it or nothing.

Every delivery is a schema of its own, `dualsite_1`, `dualsite_2` …, and a row of the table `versions`, both written in
one transaction: whoever reads sees the version before or the whole new one. Texts are ordered by their characters
(`COLLATE "C"`) and days are DATE, so that neither the language nor the time zone of a server changes an answer.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import psycopg
from psycopg import sql
from pyarrow import csv

from dualsite.schema import TABLES
from dualsite.schema.columns import Kind
from dualsite.store.engines.connections import Connection, Connections
from dualsite.store.version import Version

TYPES: dict[Kind, str] = {
    "text": "text",
    "day": "date",
    "number": "double precision",
    "count": "bigint",
    "flag": "boolean",
}
"""What the columns of the contract are in PostgreSQL."""

KEPT = 3
"""Versions that stay: sessions may still be reading the one before."""

ROWS_AT_ONCE = 50_000

_LOCK = 7_032_611
"""Of two deliveries at once, the second waits."""


@dataclass(frozen=True)
class Delivered:
    """What was written."""

    number: int
    schema: str
    rows: int


OnProgress = Callable[[str, float], None]
"""Told the table that begins, and the share of rows written, 0 to 1."""


def deliver(
    connections: Connections, schema: str, version: Version, files: ibis.BaseBackend, tell: OnProgress
) -> Delivered:
    """Write the tables of a version, which `files` reads, as the newest version in the engine. Raises EngineError."""
    whole = max(1, sum(version.rows[name] for name in version.tables))
    written = 0
    with connections.transaction() as connection:
        number = _begun(connection, schema)
        own = f"{schema}_{number}"
        _ask(connection, "CREATE SCHEMA {own}", own=own)
        for name in version.tables:
            tell(name, written / whole)
            _make(connection, own, name)
            for rows in _copied(connection, own, name, files, version.schema):
                written += rows
                tell(name, written / whole)
            _ask(connection, "ANALYZE {own}.{name}", own=own, name=name)
        file = version.listing.dataset
        connection.execute(
            sql.SQL(
                "INSERT INTO {schema}.versions (version, tables_in, dataset, digest) VALUES (%s, %s, %s, %s)"
            ).format(schema=sql.Identifier(schema)),
            (number, own, file.read_text(encoding="utf-8-sig") if file else "", version.tables_digest),
        )
    _tidy(connections, schema)
    return Delivered(number, own, written)


def _begun(connection: Connection, schema: str) -> int:
    """The number of the version that begins; the schema and its table are made where they are missing."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    _ask(connection, "CREATE SCHEMA IF NOT EXISTS {schema}", schema=schema)
    _ask(
        connection,
        "CREATE TABLE IF NOT EXISTS {schema}.versions (version bigint PRIMARY KEY, tables_in text NOT NULL, "
        "delivered_at timestamptz NOT NULL DEFAULT now(), dataset text NOT NULL DEFAULT '', "
        "digest text NOT NULL DEFAULT '')",
        schema=schema,
    )
    ((last,),) = _ask(connection, "SELECT coalesce(max(version), 0) FROM {schema}.versions", schema=schema).fetchall()
    return int(last) + 1


def _make(connection: Connection, own: str, name: str) -> None:
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(
            sql.Identifier(column.name),
            sql.SQL(TYPES[column.kind] + (' COLLATE "C"' if column.kind == "text" else "")),
        )
        for column in TABLES[name].columns.values()
    )
    make = sql.SQL("CREATE TABLE {own}.{name} ({columns})")
    connection.execute(make.format(own=sql.Identifier(own), name=sql.Identifier(name), columns=columns))


def _copied(connection: Connection, own: str, name: str, files: ibis.BaseBackend, schema: str) -> Iterator[int]:
    """Copy a table; how many rows, batch by batch."""
    listed = ", ".join(f'"{column}"' for column in TABLES[name].columns)
    rows = files.con.sql(f"SELECT {listed} FROM {schema}.{name}").to_arrow_reader(ROWS_AT_ONCE)
    copy = sql.SQL("COPY {own}.{name} FROM STDIN (FORMAT csv)")
    with connection.cursor().copy(copy.format(own=sql.Identifier(own), name=sql.Identifier(name))) as into:
        for batch in rows:
            written = io.BytesIO()
            # Texts stand in quotation marks, so that an empty one is told from none.
            csv.write_csv(batch, written, csv.WriteOptions(include_header=False))
            into.write(written.getvalue())
            yield batch.num_rows


def _tidy(connections: Connections, schema: str) -> None:
    """Drop the versions before the last few."""
    with connections.transaction() as connection:
        asked = "SELECT version, tables_in FROM {schema}.versions ORDER BY version DESC OFFSET " + str(KEPT)
        for number, own in _ask(connection, asked, schema=schema).fetchall():
            _ask(connection, "DROP SCHEMA IF EXISTS {own} CASCADE", own=own)
            gone = sql.SQL("DELETE FROM {schema}.versions WHERE version = %s")
            connection.execute(gone.format(schema=sql.Identifier(schema)), (number,))


def _ask(connection: Connection, asked: str, **named: str) -> psycopg.Cursor[tuple[Any, ...]]:
    """Execute a statement with these names in it."""
    return connection.execute(sql.SQL(asked).format(**{name: sql.Identifier(one) for name, one in named.items()}))
