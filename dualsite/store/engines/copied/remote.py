"""What is asked of another database, by Ibis alone: which tables it has, how much they hold, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import ibis
import pyarrow
from ibis.backends.sql import SQLBackend
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.errors import EngineError, why
from dualsite.schema import TABLES
from dualsite.schema.columns import Kind
from dualsite.store.engines.copied import failures
from dualsite.store.engines.copied.address import CopiedAddress
from dualsite.store.engines.copied.aside import DriverError, NotInTimeError, found_aside
from dualsite.store.engines.copied.failures import UnansweredError

PATIENCE_S = 9.0
"""How long the database may take for its next answer, or for the next rows."""

ROWS_AT_ONCE = 50_000

VERSIONS = "versions"

_LISTED = MappingProxyType(
    {"version": "int64", "tables_in": "string", "delivered_at": "string", "dataset": "string", "digest": "string"}
)
"""The columns of that table, as SQLite stores them."""

_STORED: Mapping[Kind, str] = MappingProxyType(
    {"text": "string", "day": "string", "number": "float64", "count": "int64", "flag": "int64"}
)
"""What SQLite stores values of the contract as, whatever it was told of a column: it holds none of them to that."""

_BY_ROWS = ("impala", "mysql", "sqlite")
"""Databases of which Ibis itself would read a table whole, as a frame of pandas, which makes other values of some."""

T = TypeVar("T")

_Doing: TypeAlias = Callable[[ibis.BaseBackend], Iterator[T]]


@dataclass(frozen=True)
class RemoteTable:
    """What a table of the contract holds, as it is counted there."""

    table: str
    name: str
    """As it is written there."""
    columns: Mapping[str, str]
    """How the columns of the contract are written there, of those that are there."""
    types: Mapping[str, str]
    """What these are there."""
    rows: int
    days: Mapping[str, int]
    """In how many rows there is a day, by column."""
    newest: Mapping[str, date | None]


class RemoteDatabase:
    """Another database. Whatever it raises is an EngineError, whose text holds nothing that its driver wrote."""

    def __init__(self, address: CopiedAddress) -> None:
        self._address = address

    def listed(self) -> list[tuple[Any, ...]] | None:
        """The newest row of its table `versions`, which may be empty; None without one."""
        return next(self._asked(partial(_listed, schema=self._address.own_schema)))

    def tables(self, schema: str) -> dict[str, RemoteTable | None]:
        """What the tables of the contract in a schema hold; None for one that cannot be read."""
        found: dict[str, RemoteTable | None] = {}
        failed = ""
        while True:
            at = ""
            try:
                for at, facts in self._asked(partial(_counted, schema=schema, but=frozenset(found))):
                    if facts is not None:
                        found[at] = facts
            except UnansweredError:
                if not at:
                    raise
                if at == failed:
                    found[at] = None
                # It may have been the connection: each table is asked for again by another one.
                failed = at
            else:
                return found

    def rows(self, of: Iterable[RemoteTable], schema: str, *columns: str) -> Iterator[tuple[str, pyarrow.Table | None]]:
        """The rows of tables by and by, of all their columns or of these: first that a table begins, then its types."""
        return self._asked(partial(_rows, of=tuple(of), schema=schema, columns=columns))

    def _asked(self, do: _Doing[T]) -> Iterator[T]:
        """What is found by a connection of its own, one thing after another."""
        address = self._address
        if address.scheme == "sqlite":
            _need_file(address)
        is_connected = False
        try:
            for found in found_aside(partial(_conversation, address, do), PATIENCE_S):
                if is_connected:
                    yield found
                is_connected = True
        except NotInTimeError:
            raise failures.silent(address) from None
        except DriverError as error:
            explain = failures.unanswered if is_connected else failures.unconnected
            raise explain(error.reason, address) from None


def _conversation(address: CopiedAddress, do: _Doing[Any]) -> Iterator[Any]:
    """Nothing, once there is a connection, and then what is found by it."""
    backend = ibis.connect(address.url, **address.arguments, **_besides(address.scheme))
    try:
        yield None
        yield from do(backend)
    finally:
        backend.disconnect()


def _besides(scheme: str) -> dict[str, Any]:
    """What a connection is told besides: to hand over rows as they come, in every script, and to create nothing."""
    if scheme == "mysql":
        from MySQLdb.cursors import SSCursor

        # A thread that was given up ends by itself.
        return {
            "cursorclass": SSCursor,
            "charset": "utf8mb4",
            "init_command": "SET time_zone = '+00:00'",
            "connect_timeout": round(PATIENCE_S / 2),
            "read_timeout": round(PATIENCE_S),
        }
    return {"create_object_udfs": False} if scheme == "snowflake" else {}


def _need_file(address: CopiedAddress) -> None:
    """Raises EngineError where there is no file: SQLite would make an empty one."""
    path = Path(address.place)
    try:
        path.open("rb").close()
    except OSError as error:
        raise EngineError(f"The file {path.name} cannot be read: {why(error)}.") from None


def _there(backend: ibis.BaseBackend, schema: str) -> dict[str, str]:
    """How the tables in a schema are written, by their names in small letters."""
    return _in_small_letters(backend.list_tables(database=schema or None))


def _in_small_letters(names: Iterable[str]) -> dict[str, str]:
    """Names by their small letters; one that is written so goes before others."""
    return {name.lower(): name for name in sorted(names, key=str.islower)}


def _table(backend: ibis.BaseBackend, name: str, schema: str, stored: Mapping[str, str]) -> ir.Table:
    """A table, with the types that Ibis tells; of SQLite, as what it stores, as far as that is `stored`."""
    table = backend.table(name, database=schema or None)
    if backend.name != "sqlite":
        return table
    types = {one: stored.get(one.lower(), "string") for one in table.columns}
    namespace = ops.Namespace(database=schema or None)
    return ops.DatabaseTable(name, schema=ibis.schema(types), source=backend, namespace=namespace).to_expr()


def _arrived(backend: ibis.BaseBackend, asked: ir.Table) -> Iterator[pyarrow.Table]:
    """The rows of an expression by and by; first none of them, to tell the types."""
    types = asked.schema().to_pyarrow()
    yield types.empty_table()
    if backend.name not in _BY_ROWS and type(backend).to_pyarrow_batches is not SQLBackend.to_pyarrow_batches:
        for batch in backend.to_pyarrow_batches(asked, chunk_size=ROWS_AT_ONCE):
            yield pyarrow.Table.from_batches([batch]).cast(types)
        return
    with closing(backend._cursor_batches(asked, chunk_size=ROWS_AT_ONCE)) as found:
        for rows in found:
            columns = zip(*rows, strict=True)
            yield pyarrow.Table.from_arrays(list(map(_exactly, columns, types.types)), schema=types)


def _exactly(values: Sequence[Any], wanted: pyarrow.DataType) -> pyarrow.Array:
    """Values as ones of a type, or an error: Arrow itself makes 1 of 1.5, and a day of a number or of a time."""
    if pyarrow.types.is_boolean(wanted) or pyarrow.types.is_string(wanted):
        return pyarrow.array(values, type=wanted)
    given = pyarrow.array(values)
    found = given.cast(wanted)
    if pyarrow.types.is_timestamp(given.type) and not found.cast(given.type).equals(given):
        raise ValueError
    return found


def _found(backend: ibis.BaseBackend, asked: ir.Table) -> list[dict[str, Any]]:
    """All rows of an expression, by their columns."""
    rows: list[dict[str, Any]] = pyarrow.concat_tables(_arrived(backend, asked)).to_pylist()
    return rows


def _listed(backend: ibis.BaseBackend, schema: str) -> Iterator[list[tuple[Any, ...]] | None]:
    name = _there(backend, schema).get(VERSIONS)
    if name is None:
        yield None
        return
    table = _table(backend, name, schema, _LISTED)
    written = _in_small_letters(table.columns)
    said = {one: table[written[one]] for one in _LISTED if one in written}
    rows = _found(backend, table.select(**said).order_by(ibis.desc("version")).limit(1))
    yield [tuple(row.get(one) for one in _LISTED) for row in rows]


def _counted(backend: ibis.BaseBackend, schema: str, but: frozenset[str]) -> Iterator[tuple[str, RemoteTable | None]]:
    """Each table twice: that it is counted now, and what it holds."""
    there = _there(backend, schema)
    for table in TABLES:
        if table in there and table not in but:
            yield table, None
            yield table, _facts(backend, table, there[table], schema)


def _facts(backend: ibis.BaseBackend, table: str, name: str, schema: str) -> RemoteTable:
    of = TABLES[table].columns
    rows = _table(backend, name, schema, _stored(table))
    written = _in_small_letters(rows.columns)
    columns = {one: written[one] for one in of if one in written}
    types = {one: str(rows[there].type().copy(nullable=True)) for one, there in columns.items()}
    days = [one for one in columns if of[one].kind == "day" and types[one].startswith(("date", "timestamp", "string"))]
    asked = {"held": rows.count()}
    for place, one in enumerate(days):
        asked |= {f"days_{place}": rows[columns[one]].count(), f"newest_{place}": rows[columns[one]].max()}
    (found,) = _found(backend, rows.aggregate(**asked))
    return RemoteTable(
        table,
        name,
        columns,
        types,
        int(found["held"]),
        {one: int(found[f"days_{place}"]) for place, one in enumerate(days)},
        {one: _day(found[f"newest_{place}"]) for place, one in enumerate(days)},
    )


def _rows(
    backend: ibis.BaseBackend, of: tuple[RemoteTable, ...], schema: str, columns: tuple[str, ...]
) -> Iterator[tuple[str, pyarrow.Table | None]]:
    """Each table by its name: nothing at first, then no rows of its types, then its rows."""
    for facts in of:
        yield facts.table, None
        table = _table(backend, facts.name, schema, _stored(facts.table))
        for rows in _arrived(
            backend, table.select(**{one: table[facts.columns[one]] for one in columns or facts.columns})
        ):
            yield facts.table, rows


def _stored(table: str) -> dict[str, str]:
    """What SQLite stores the columns of a table of the contract as."""
    return {one.name: _STORED[one.kind] for one in TABLES[table].columns.values()}


def _day(value: Any) -> date | None:
    """The day of a value, where it is one."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None
