"""A cluster for all tests of a process, and each data set twice: as files, and as the Parquet files that it reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator

import pytest
from pyspark import SparkContext

from dualsite.errors import EngineError
from dualsite.store import Store
from dualsite.store.engines.address import PASSWORD, SparkAddress, named
from dualsite.store.engines.spark import sessions
from dualsite.store.engines.spark.sessions import Sessions
from dualsite.store.engines.versions import EngineStore
from tests.data_folder import AS_OF
from tests.engines.conftest import Pair, data_set
from tests.engines.pace import UP_S
from tools.parquet import as_parquet
from tools.spark import Cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    started = Cluster()
    with pytest.MonkeyPatch.context() as told:
        for name, value in started.environment.items():
            told.setenv(name, value)
        yield started
        let_go()
    started.remove()


def opened(url: str) -> Sessions:
    """A session with the cluster, once it works for it."""
    to = named(url)
    assert isinstance(to, SparkAddress)
    asked, until = Sessions(to), time.monotonic() + UP_S
    while True:
        try:
            asked.begin()
            asked.ask(lambda session: session.range(10).count(), UP_S)
            asked.open()
        except EngineError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return asked


def let_go() -> None:
    """End the context of this process, and the Java that it lives in, while the cluster can still be told so."""
    context, gateway = SparkContext._active_spark_context, SparkContext._gateway
    if context is not None:
        context.stop()
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(30)
        SparkContext._gateway = SparkContext._jvm = None


@pytest.fixture(autouse=True)
def _without_password(_from_new_york: None) -> Iterator[None]:
    """The cluster asks for none."""
    # Ended before what was set around it: what `monkeypatch` undoes later would stay.
    with pytest.MonkeyPatch.context() as told:
        told.delenv(PASSWORD)
        yield


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are awaited on a machine that has more to do; how long a page waits is for the tests of faults."""
    monkeypatch.setattr(sessions, "PATIENCE_S", 60.0)
    monkeypatch.setattr(sessions, "GLANCE_S", 10.0)


@pytest.fixture(scope="session")
def pair(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Pair]]:
    """The data set of that name, twice."""
    made: dict[Hashable, Pair] = {}

    def of(name: str) -> Pair:
        if name not in made:
            folder = data_set(name, tmp_path_factory)
            url = cluster.url(as_parquet(folder, tmp_path_factory.mktemp(f"{name}-spark") / "data"))
            engine = EngineStore(named(url), folder, lambda: AS_OF)
            made[name] = Pair(folder, url, Store(folder, lambda: AS_OF), engine)
        return made[name]

    yield of
    for one in made.values():
        one.files.close()
        one.engine.close()
