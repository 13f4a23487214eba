"""Connections to a PostgreSQL database, each lent to one query at a time, and what a query finds as Python or arrays.

Whoever asks waits for nothing longer than `PATIENCE_S`: not for a connection, not for an answer, and not for a server
that has fallen silent. A connection that has failed is closed, and the next question opens another, so that nothing is
to be done once the server is back.
"""

from __future__ import annotations

import functools
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from os import dup
from typing import Any, TypeAlias

import numpy as np
import psycopg
import pyarrow
from ibis.backends.postgres import Backend
from ibis.expr import types as ir
from numpy.typing import NDArray
from psycopg.adapt import Loader

from dualsite.store.engines.address import Address
from dualsite.store.engines.dialect import Dialect
from dualsite.store.engines.failures import explained

PATIENCE_S = 9.0
"""How long a question may take before the server is told to give it up, and a connection before it counts as none."""

AT_ONCE = 8
"""Connections at most that a process holds; whoever comes when all are lent waits for one."""

SILENT_S = 0.5
"""How long after its time a question may still wait for the server's word that it was given up."""

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]


class _Number(Loader):  # type: ignore[misc]  # the driver is no need of the types
    """A numeric as a whole number where it is one, else as the nearest float: as sums of counts are elsewhere."""

    def load(self, data: Any) -> int | float:
        told = bytes(data)
        return int(told) if told.lstrip(b"-").isdigit() else float(told)


class EngineRows:
    """What a query has found, as the door of statements wants it."""

    def __init__(self, rows: list[tuple[Any, ...]], columns: Sequence[tuple[str, int]]) -> None:
        self._rows = rows
        self._columns = columns

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows."""
        return self._rows

    def fetchnumpy(self) -> dict[str, NDArray[Any]]:
        """The values of each column, masked where some are missing; days are datetime64."""
        of_columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(self._columns)
        return {name: _array(values, of) for (name, of), values in zip(self._columns, of_columns, strict=True)}


_OBJECTS = np.dtype(object)
_DTYPES = {
    psycopg.postgres.types[name].oid: np.dtype(dtype)
    for name, dtype in (
        ("bool", "bool"),
        ("int2", "int64"),
        ("int4", "int64"),
        ("int8", "int64"),
        ("float4", "float64"),
        ("float8", "float64"),
        ("numeric", "float64"),
        ("date", "datetime64[D]"),
        ("timestamp", "datetime64[us]"),
    )
}
_NUMERIC = psycopg.postgres.types["numeric"].oid


def _array(values: Sequence[Any], of: int) -> NDArray[Any]:
    dtype = _DTYPES.get(of, _OBJECTS)
    missing = np.fromiter((value is None for value in values), bool, len(values))
    if of == _NUMERIC and all(isinstance(value, int) for value in values if value is not None):
        dtype = np.dtype("int64")
    if dtype == _OBJECTS:
        held = np.empty(len(values), object)
        held[:] = values
    elif missing.any():
        nothing = np.datetime64("NaT") if dtype.kind == "M" else dtype.type(0)
        held = np.array([nothing if value is None else value for value in values], dtype)
    else:
        held = np.array(values, dtype)
    return np.ma.masked_array(held, missing) if missing.any() else held


class Connections:
    """The connections of one process to one database. Safe to use from several threads."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._free: list[Connection] = []
        self._lent: dict[Connection, float] = {}
        self._lock = threading.Lock()
        self._places = threading.Semaphore(AT_ONCE)
        self._is_over = threading.Event()
        threading.Thread(target=self._watch, name="engine watch", daemon=True).start()

    def execute(self, sql: str, values: Mapping[str, Any] | None = None) -> EngineRows:
        """What a statement finds. Raises EngineError, whose text holds neither a value nor a credential."""
        with self._failing(), self._one() as connection:
            return _asked(connection, sql, values)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection of its own, without limits of time, in one transaction that may write. Raises EngineError."""
        with self._failing(), psycopg.connect(**self._address.arguments(), options=_options(0)) as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._is_over.set()
        with self._lock:
            for connection in (*self._free, *self._lent):
                connection.close()
            self._free.clear()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise explained(error, self._address, PATIENCE_S) from None

    @contextmanager
    def _one(self) -> Iterator[Connection]:
        """A connection until the block ends."""
        if not self._places.acquire(timeout=PATIENCE_S):
            raise psycopg.errors.QueryCanceled("all connections are lent")
        try:
            connection = self._free_one() or self._opened()
            with self._lock:
                self._lent[connection] = time.monotonic() + PATIENCE_S + SILENT_S
            try:
                yield connection
            finally:
                with self._lock:
                    self._lent.pop(connection, None)
                    if connection.closed or self._is_over.is_set():
                        connection.close()
                    else:
                        self._free.append(connection)
        finally:
            self._places.release()

    def _free_one(self) -> Connection | None:
        """A connection that is open at the server, too: one that was closed there meanwhile is left."""
        while True:
            with self._lock:
                if not self._free:
                    return None
                connection = self._free.pop()
            if _is_alive(connection):
                return connection
            connection.close()

    def _opened(self) -> Connection:
        options = _options(PATIENCE_S) + " -c default_transaction_read_only=on"
        connection = psycopg.connect(**self._address.arguments(), options=options, autocommit=True)
        connection.adapters.register_loader("numeric", _Number)
        return connection

    def _watch(self) -> None:
        """Hang up where the server has not even said in time that it gives up."""
        while not self._is_over.wait(0.2):
            now = time.monotonic()
            with self._lock:
                late = [connection for connection, until in self._lent.items() if now > until]
                for connection in late:
                    del self._lent[connection]
                    with suppress(OSError, psycopg.Error), socket.socket(fileno=dup(connection.fileno())) as line:
                        line.shutdown(socket.SHUT_RDWR)


class PostgreSQL(Backend):  # type: ignore[misc]  # Ibis has no types
    """What expressions are asked of: Ibis writes the statements, and the connections run them."""

    compiler = Dialect()

    def __init__(self, connections: Connections) -> None:
        super().__init__()
        self.con = connections

    def to_pyarrow(self, expr: ir.Expr, /, **_: Any) -> pyarrow.Table:
        """The rows of an expression without values to be bound."""
        rows = expr.as_table()
        found = self.con.execute(self.compile(rows)).fetchall()
        schema = rows.schema().to_pyarrow()
        columns = zip(*found, strict=True) if found else ((),) * len(schema)
        return pyarrow.table(
            [pyarrow.array(values, of) for values, of in zip(columns, schema.types, strict=True)], schema
        )


def quoted(name: str) -> str:
    """The name of a schema or a table as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'


def _options(patience_s: float) -> str:
    """Settings of a connection: its days are those of nobody's time zone, and plans are made for few rows.

    No row is held against each of another table's one after the other, which is planned where a client is thought to
    have few: one of many lots was waited for 11 seconds in the place of one.
    """
    settings = ("TimeZone=UTC", "DateStyle=ISO", "jit=off", "enable_nestloop=off")
    return " ".join(f"-c {one}" for one in (f"statement_timeout={patience_s * 1000:.0f}", *settings))


def _is_alive(connection: Connection) -> bool:
    """Whether nothing has come from the server unasked: its word that it hangs up, or the end of the line."""
    try:
        with socket.socket(fileno=dup(connection.fileno())) as line:
            line.setblocking(False)
            line.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except (OSError, psycopg.Error):
        return False
    return False


def _asked(connection: Connection, sql: str, values: Mapping[str, Any] | None) -> EngineRows:
    cursor = connection.execute(_escaped(sql, tuple(values or ())), dict(values or {}))
    if cursor.description is None:
        return EngineRows([], [])
    return EngineRows(cursor.fetchall(), [(column.name, column.type_code) for column in cursor.description])


@functools.lru_cache(2048)
def _escaped(sql: str, names: tuple[str, ...]) -> bytes:
    """The statement with each % doubled that does not begin a placeholder."""
    listed = "|".join(map(re.escape, names))
    return re.sub(rf"%(?!\((?:{listed})\)s)" if names else "%", "%%", sql).encode()
