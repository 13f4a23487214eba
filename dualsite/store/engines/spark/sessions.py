"""A session with a Spark cluster, and what a query finds there as Python or arrays.

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
from collections.abc import Callable, Mapping
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pyarrow
from ibis.backends.pyspark import Backend
from ibis.expr import types as ir
from numpy.typing import NDArray
from py4j.protocol import Py4JError
from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from dualsite.errors import DualsiteError
from dualsite.store.engines.spark import failures
from dualsite.store.engines.spark.address import SparkAddress
from dualsite.store.engines.spark.dialect import SparkDialect

# Every statement that fails would be told there, word for word.
logging.getLogger("SQLQueryContextLogger").disabled = True

T = TypeVar("T")

PATIENCE_S = 9.0
"""How long a question may take before the cluster is told to give it up."""

CHECK_S = 300.0
"""The same of the check of a new version, which nobody waits for."""

START_S = 60.0
"""How long a session may take to begin, which nobody waits for either."""

REACH_S = 3.0
"""How long the cluster may take to take a connection."""

_FAILURES = (PySparkException, Py4JError, DualsiteError, OSError, ValueError, TypeError, LookupError)

AT_ONCE = 4
"""Questions at most that a process asks at a time; the others wait for their turn."""

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
"""What answers depend on; whatever else stands in the cluster's own spark-defaults.conf."""

_LOCK = threading.Lock()
"""A process has one Spark context, and it begins or ends in one place."""


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
        self._session: SparkSession | None = None
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
        return SparkRows(self.ask(lambda session: session.sql(asked, args=given or None).toArrow()))

    def begin(self) -> bool:
        """Have a session; whether it is a new one. Raises EngineError."""
        self._reach()
        if self._session is not None and _is_over(self._session):
            self.end()
        if self._session is not None:
            return False
        self._session = self._in_time(_aside(self._begun), START_S, "")
        return True

    def ask(self, do: Callable[[SparkSession], T], patience_s: float | None = None) -> T:
        """What is done with the session, in time. Raises EngineError."""
        self._reach()
        session = self._session
        if session is None or _is_over(session):
            raise failures.silent(self._address)
        tag, patience_s = f"dualsite-{id(self)}-{next(self._numbers)}", patience_s or PATIENCE_S
        if not self._places.acquire(timeout=patience_s):
            raise failures.late(patience_s)
        asked = _aside(lambda: _tagged(session, tag, do))
        self._asked[tag] = asked
        try:
            return self._in_time(asked, patience_s, tag)
        finally:
            del self._asked[tag]
            self._places.release()

    def end(self) -> None:
        """Ask nothing more, and have what is under way given up: nobody waits for it, and no process for its end.

        The context stays, for whoever else in this process asks the cluster.
        """
        session, self._session = self._session, None
        for tag, asked in list(self._asked.items()):
            if session is not None:
                _cancel(session, tag)
            _given_up(asked, failures.silent(self._address))

    def _in_time(self, asked: Future[T], patience_s: float, tag: str) -> T:
        try:
            return asked.result(patience_s)
        except NotInTime:
            if self._session is not None and tag:
                _cancel(self._session, tag)
                if not _has_workers(self._session):
                    _stop(self._session)
                    raise failures.silent(self._address) from None
            self._reach()
            raise failures.late(patience_s) from None
        except (PySparkException, Py4JError, OSError) as error:
            raise failures.explained(error, self._address) from None

    def _reach(self) -> None:
        """Raises EngineError where nobody takes a connection."""
        try:
            socket.create_connection((self._address.host, self._address.port), REACH_S).close()
        except OSError:
            raise failures.silent(self._address) from None

    def _begun(self) -> SparkSession:
        with _LOCK:
            session = _begun_with(self._address)
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        return session


def _begun_with(address: SparkAddress) -> SparkSession:
    """A session of its own in the one context of this process."""
    master = f"spark://{address.host}:{address.port}"
    active = SparkContext._active_spark_context
    if active is not None and (_has_ended(active) or active.master != master):
        with suppress(PySparkException, Py4JError, OSError):
            active.stop()
    builder = SparkSession.builder.master(master).appName("dualsite")
    for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
        builder = builder.config(name, "false")
    return builder.getOrCreate().newSession()


def _is_over(session: SparkSession) -> bool:
    """Whether its context has ended by itself, as it does when the cluster has dropped it."""
    return _has_ended(session.sparkContext)


def _has_ended(context: SparkContext) -> bool:
    return context._jsc is None or bool(context._jsc.sc().isStopped())


def _has_workers(session: SparkSession) -> bool:
    """Whether the cluster works for us; one that was started again does not know us."""
    # The driver is counted with them.
    return int(session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) > 1


def _stop(session: SparkSession) -> None:
    """End its context; the next look at the data begins another."""
    with _LOCK, suppress(PySparkException, Py4JError, OSError):
        session.stop()


def _aside(do: Callable[[], T]) -> Future[T]:
    """What is done in a thread of its own, which keeps no process from ending."""
    done: Future[T] = Future()

    def work() -> None:
        try:
            found = do()
        except _FAILURES as error:
            _given_up(done, error)
        else:
            # Whoever asked may have given it up meanwhile.
            with suppress(InvalidStateError):
                done.set_result(found)

    threading.Thread(target=work, name="spark", daemon=True).start()
    return done


def _given_up(asked: Future[Any], why: Exception) -> None:
    """Let nobody wait for it any longer."""
    with suppress(InvalidStateError):
        asked.set_exception(why)


def _tagged(session: SparkSession, tag: str, do: Callable[[SparkSession], T]) -> T:
    # Of the context: what a session is told to cancel it looks for in the thread that tells it alone.
    session.sparkContext.setJobGroup(tag, "dualsite", interruptOnCancel=True)
    return do(session)


def _cancel(session: SparkSession, tag: str) -> None:
    """Have the cluster give up what bears the tag; whoever told it so does not wait for that."""

    def tell() -> None:
        with suppress(PySparkException, Py4JError, OSError):
            # What has not begun yet as well.
            session.sparkContext._jsc.sc().cancelJobGroupAndFutureJobs(tag)

    threading.Thread(target=tell, name="spark cancel", daemon=True).start()


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
        found: pyarrow.Table = self.con.ask(lambda session: session.sql(asked).toArrow())
        return found.cast(rows.schema().to_pyarrow())
