"""The one Spark context of a process, and the Java that it lives in: either may end by itself, and is begun anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from py4j.protocol import Py4JError
from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from dualsite.errors import EngineError
from dualsite.store.engines.spark import failures
from dualsite.store.engines.spark.address import SparkAddress
from dualsite.store.engines.spark.admission import need_admission

_LOCK = threading.Lock()
"""It begins and ends in one place at a time."""

START_S = 60.0
"""How long the cluster may take to send the first worker, or a session to begin. Nobody waits for that."""

SETTINGS: Mapping[str, str] = {}
"""Nothing: the driver reads the defaults of Spark."""

FAILURES = (PySparkException, Py4JError, OSError)
"""What asking Spark or its Java fails with."""


@dataclass
class _Life:
    """Of the context there is."""

    began_at: float = 0.0
    had_workers: bool = False


_LIFE = _Life()


def session_with(address: SparkAddress, lost: SparkSession | None) -> SparkSession:
    """A session of its own, in the context there is or a new one; that of `lost` ends first."""
    master = f"spark://{address.host}:{address.port}"
    with _LOCK:
        active = SparkContext._active_spark_context
        if active is not None and (
            _is_over(active) or active.master != master or (lost is not None and active is lost.sparkContext)
        ):
            _end(active)
        _let_go_of_java_that_has_ended()
        if SparkContext._active_spark_context is None:
            _need_admission(address)
        builder = SparkSession.builder.master(master).appName("dualsite")
        for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
            builder = builder.config(name, "false")
        session = builder.getOrCreate()
        if session.sparkContext is not active:
            _LIFE.began_at, _LIFE.had_workers = time.monotonic(), False
        return session.newSession()


def has_ended(session: SparkSession) -> bool:
    """Whether its context has ended by itself, as it does when the cluster has dropped it, or with its Java."""
    return _is_over(session.sparkContext)


def has_workers(session: SparkSession) -> bool:
    """Whether the cluster works for us; one that was started again does not know us. Raises one of `FAILURES`."""
    java = session.sparkContext._jsc
    # The driver is counted with them.
    found = java is not None and int(java.sc().getExecutorMemoryStatus().size()) > 1
    _LIFE.had_workers |= found
    return found


def is_awaited() -> bool:
    """Whether the context there is may still be sent its first workers."""
    return not _LIFE.had_workers and time.monotonic() - _LIFE.began_at < START_S


def without_workers(address: SparkAddress) -> EngineError:
    """That the cluster works for others, if for anybody."""
    return failures.without_workers(address)


def mark(session: SparkSession, tag: str) -> bool:
    """Have all that this thread asks from here on bear the tag; False where the context has ended."""
    java = session.sparkContext._jsc
    if java is None or has_ended(session):
        return False
    # Of the context: what a session is told to cancel it looks for in the thread that tells it alone.
    java.setJobGroup(tag, "dualsite", True)
    return True


def cancel(session: SparkSession, tag: str, is_over: Callable[[], bool]) -> None:
    """Have the cluster give up what bears the tag."""
    # None once the context has ended, and all it did with it.
    if (java := session.sparkContext._jsc) is not None:
        # What has not begun yet as well.
        aside(lambda: java.sc().cancelJobGroupAndFutureJobs(tag))


def let_go(session: SparkSession) -> None:
    """Nothing: the context stays, for whoever else in this process asks the cluster."""


def aside(tell: Callable[[], object]) -> None:
    """Tell Spark something in a thread of its own, without waiting for it to be heard."""

    def work() -> None:
        with suppress(*FAILURES):
            tell()

    threading.Thread(target=work, name="spark aside", daemon=True).start()


def _is_over(context: SparkContext) -> bool:
    try:
        return context._jsc is None or bool(context._jsc.sc().isStopped())
    except FAILURES:
        return True


def _end(context: SparkContext) -> None:
    java, context._jsc = context._jsc, None
    with suppress(*FAILURES):
        if java is not None:
            java.stop()
    context.stop()


def _need_admission(address: SparkAddress) -> None:
    """Raises EngineError where the master does not let us in; another Java then reads the settings anew."""
    try:
        need_admission(address)
    except EngineError:
        _let_go_of_java()
        raise


def _let_go_of_java_that_has_ended() -> None:
    gateway = SparkContext._gateway
    if gateway is not None and gateway.proc is not None and gateway.proc.poll() is not None:
        _let_go_of_java()


def _let_go_of_java() -> None:
    gateway = SparkContext._gateway
    with suppress(*FAILURES):
        gateway.shutdown()
    gateway.proc.stdin.close()
    # Without it, it ends at once.
    gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None
