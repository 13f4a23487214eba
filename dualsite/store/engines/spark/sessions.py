"""A session with Spark, and what a query finds there as Python or arrays.

Whoever asks waits for nothing longer than `PATIENCE_S`: what takes longer is cancelled in the cluster. A cluster that
has gone is noticed before it is asked; the next look at its data begins a new session, so that nothing is to be done
once it is back. What is said of days is said in UTC, and what cannot be computed exactly is an error there (ANSI).
"""

from __future__ import annotations

import itertools
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, InvalidStateError, wait
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pyarrow
from ibis.backends.pyspark import Backend
from ibis.expr import types as ir
from numpy.typing import NDArray
from pyspark.sql import SparkSession

from dualsite.errors import DualsiteError
from dualsite.store.engines.spark import contexts, failures
from dualsite.store.engines.spark.address import SparkAddress
from dualsite.store.engines.spark.dialect import SparkDialect
from dualsite.store.engines.spark.links import Link, link_of

# Every statement that fails would be told there, word for word.
logging.getLogger("SQLQueryContextLogger").disabled = True

T = TypeVar("T")

PATIENCE_S = 9.0
"""How long a question may take before the cluster is told to give it up."""

CHECK_S = 300.0
"""The same of the check of a new version, which nobody waits for."""

REACH_S = 3.0
"""How long the cluster may take to take a connection."""

GLANCE_S = 0.5
"""How long the driver may take to say who works for it, which it knows."""

_FAILURES = (*contexts.FAILURES, DualsiteError, ValueError, TypeError, LookupError)

AT_ONCE = 4
"""Questions at most that a process asks at a time; the others wait for their turn."""

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # A table is sent whole to every worker where it is found to be small, not where its packed files are.
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.autoBroadcastJoinThreshold": "10MB",
}
"""What answers depend on, and whether there are any; whatever else stands in the cluster's own spark-defaults.conf."""


class NotYetError(Exception):
    """An answer is still awaited."""


class SparkRows:
    """What a query has found, as the door of statements wants it."""

    def __init__(self, found: pyarrow.Table) -> None:
        self._names = found.column_names
        self._columns = [_plain(column) for column in found.columns]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows."""
        return list(zip(*(column.to_pylist() for column in self._columns), strict=True))

    def fetchnumpy(self) -> dict[str, NDArray[Any]]:
        """The values of each column, masked where some are missing; days are datetime64."""
        return {name: _array(column) for name, column in zip(self._names, self._columns, strict=True)}


def _plain(column: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray:
    """The column as DuckDB gives it: no decimals, whole numbers all of one size."""
    if pyarrow.types.is_decimal(column.type):
        return column.cast(pyarrow.int64() if column.type.scale == 0 else pyarrow.float64())
    if pyarrow.types.is_integer(column.type):
        return column.cast(pyarrow.int64())
    return column.cast(pyarrow.float64()) if pyarrow.types.is_floating(column.type) else column


def _array(column: pyarrow.ChunkedArray) -> NDArray[Any]:
    missing = np.array(column.is_null(), dtype=bool)
    if pyarrow.types.is_boolean(column.type) or pyarrow.types.is_int64(column.type):
        nothing = False if pyarrow.types.is_boolean(column.type) else 0
        held = column.fill_null(nothing).to_numpy() if missing.any() else column.to_numpy()
    else:
        held = column.to_numpy()
    return np.ma.masked_array(held, missing) if missing.any() else held


class Sessions:
    """The session of one store with one cluster. Safe to use from several threads."""

    def __init__(self, address: SparkAddress) -> None:
        self._address = address
        self._link = link_of(address)
        self._session: SparkSession | None = None
        self._opened: SparkSession | None = None
        self._lost: SparkSession | None = None
        """One for which nobody works any more; it ends when the next one begins."""
        self._places = threading.Semaphore(AT_ONCE)
        self._numbers = itertools.count(1)
        self._asked: dict[str, Future[Any]] = {}
        """What is under way, by its tag."""

    def execute(self, sql: str, values: Mapping[str, Any] | None = None) -> SparkRows:
        """What a statement finds. Raises EngineError, whose text holds neither a value nor a credential."""
        # A day goes as text, so that none is made a time on the way; the statement casts it.
        given = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in (values or {}).items()
        }
        asked = placed(sql)
        return SparkRows(self.found(lambda session: session.sql(asked, args=given or None).toArrow()))

    def begin(self) -> bool:
        """Have a session; whether it has yet to be opened. Raises EngineError."""
        self._reach()
        session = self._session
        try:
            if session is not None and _answer(_aside(lambda: self._link.has_ended(session)), PATIENCE_S):
                self.end()
            if self._session is None:
                lost, self._lost = self._lost, None
                self._session = self._begun(lost)
        except NotYetError:
            raise failures.silent(self._address) from None
        except contexts.FAILURES as error:
            raise failures.explained(error, self._address) from None
        return self._opened is not self._session

    def _begun(self, lost: SparkSession | None) -> SparkSession:
        """A session that has begun in time; one that comes later is let go. Raises NotYetError."""
        beginning = _aside(lambda: _session_with(self._link, self._address, lost))
        try:
            return _answer(beginning, contexts.START_S)
        except NotYetError:
            beginning.add_done_callback(self._let_go_of_late)
            raise

    def _let_go_of_late(self, beginning: Future[SparkSession]) -> None:
        if beginning.exception() is None:
            self._link.let_go(beginning.result())

    def open(self) -> None:
        """What is asked for is there: from now on it is found. Raises EngineError."""
        if self._session is not None:
            self._need_workers(self._session)
        self._opened = self._session

    def found(self, do: Callable[[SparkSession], T]) -> T:
        """What is found with an open session, in the time that a page waits. Raises EngineError."""
        if self._opened is None or self._opened is not self._session:
            raise failures.silent(self._address)
        return self.ask(do, PATIENCE_S)

    def ask(self, do: Callable[[SparkSession], T], patience_s: float) -> T:
        """What is done with a session that may not be open yet, in time. Raises EngineError."""
        self._reach()
        session, until = self._session, time.monotonic() + patience_s
        if session is None:
            raise failures.silent(self._address)
        if not self._places.acquire(timeout=patience_s):
            raise failures.late(patience_s)
        tag = f"dualsite-{id(self)}-{next(self._numbers)}"
        asked = _aside(lambda: self._tagged(session, tag, do))
        self._asked[tag] = asked
        try:
            while (left := until - time.monotonic()) > 0:
                if wait([asked], min(left, PATIENCE_S)).done:
                    return asked.result()
                self._need_workers(session)
            self._reach()
            raise failures.late(patience_s)
        except contexts.FAILURES as error:
            raise failures.explained(error, self._address) from None
        finally:
            if not asked.done():
                self._link.cancel(session, tag, asked.done)
            del self._asked[tag]
            self._places.release()

    def end(self) -> None:
        """Ask nothing more, and have what is under way given up: nobody waits for it, and no process for its end."""
        session, self._session, self._opened = self._session, None, None
        for tag, asked in list(self._asked.items()):
            if session is not None:
                self._link.cancel(session, tag, asked.done)
            _given_up(asked, failures.silent(self._address))
        if session is not None:
            self._link.let_go(session)

    def _need_workers(self, session: SparkSession) -> None:
        """Raises EngineError where nobody in the cluster works for a session any more, which is then given up."""
        try:
            if _answer(_aside(lambda: self._link.has_workers(session)), GLANCE_S):
                return
        except (NotYetError, *contexts.FAILURES):
            # Its Java, or the server, is gone or stands still.
            pass
        if self._link.is_awaited():
            return
        if session is self._session:
            self._lost = session
            self.end()
        raise self._link.without_workers(self._address)

    def _reach(self) -> None:
        """Raises EngineError where nobody takes a connection."""
        try:
            socket.create_connection((self._address.host, self._address.port), REACH_S).close()
        except OSError:
            raise failures.silent(self._address) from None

    def _tagged(self, session: SparkSession, tag: str, do: Callable[[SparkSession], T]) -> T:
        if not self._link.mark(session, tag):
            raise failures.silent(self._address)
        return do(session)


def _session_with(link: Link, address: SparkAddress, lost: SparkSession | None) -> SparkSession:
    session = link.session_with(address, lost)
    try:
        for name, value in {**SETTINGS, **link.SETTINGS}.items():
            session.conf.set(name, value)
    except contexts.FAILURES:
        link.let_go(session)
        raise
    return session


def _aside(do: Callable[[], T]) -> Future[T]:
    """What is done in a thread of its own, which keeps no process from ending."""
    done: Future[T] = Future()

    def work() -> None:
        try:
            found = do()
        except _FAILURES as error:
            _given_up(done, failures.of_line(error))
        else:
            # Whoever asked may have given it up meanwhile.
            with suppress(InvalidStateError):
                done.set_result(found)

    threading.Thread(target=work, name="spark", daemon=True).start()
    return done


def _answer(asked: Future[T], patience_s: float) -> T:
    """What was found. Raises NotYetError while it is not."""
    if not wait([asked], patience_s).done:
        raise NotYetError
    return asked.result()


def _given_up(asked: Future[Any], why: Exception) -> None:
    """Let nobody wait for it any longer."""
    with suppress(InvalidStateError):
        asked.set_exception(why)


def placed(sql: str) -> str:
    """The statement with the views of a version for its tables: a session has no schemas of its own."""
    return re.sub(r"`(spark_\w+)`\.`(\w+)`", r"`\1_\2`", sql)


class Spark(Backend):  # type: ignore[misc]  # Ibis has no types
    """What expressions are asked of: Ibis writes the statements, and the session runs them."""

    compiler = SparkDialect()

    def __init__(self, sessions: Sessions) -> None:
        super().__init__()
        self.register_options()
        self.con = sessions

    def to_pyarrow(self, expr: ir.Expr, /, **_: Any) -> pyarrow.Table:
        """The rows of an expression without values to be bound."""
        rows = expr.as_table()
        asked = placed(self.compile(rows))
        found: pyarrow.Table = self.con.found(lambda session: session.sql(asked).toArrow())
        return found.cast(rows.schema().to_pyarrow())
