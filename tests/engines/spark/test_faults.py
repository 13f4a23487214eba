"""A cluster that fails says so in a sentence, in time, and what was shown stays; it heals by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyspark import SparkContext
from streamlit.testing.v1 import AppTest

from dualsite import cache
from dualsite.errors import EngineError
from dualsite.sitemap import EXECUTIVE, PageId
from dualsite.store.engines import address
from dualsite.store.engines.spark import sessions
from dualsite.store.engines.spark.sessions import Sessions
from dualsite.store.engines.versions import EngineStore
from dualsite.web import session
from tests.engines.conftest import Pair
from tests.engines.spark.cluster import Cluster
from tests.pages.conftest import Dashboard, go_to

SOON_S = 10.0
"""By when a page says what is wrong."""

TODAY = EXECUTIVE[0]
CONTRACTS = next(one for one in EXECUTIVE if one.id is PageId.CONTRACTS)


@pytest.fixture
def of(pair: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """The fictional works in the cluster, and the app told to read them there."""
    found = pair("works")
    monkeypatch.setenv(address.ENGINE, found.url)
    monkeypatch.setenv("DUALSITE_DATA", str(found.folder))
    cache.clear()
    yield found
    session.close()


@contextmanager
def soon() -> Iterator[None]:
    """What is done within is done in time."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < SOON_S


def said(screen: AppTest) -> str:
    """What the page says is wrong."""
    failed = [str(one.message) for one in screen.exception]
    return "\n".join([*failed, *(str(one.value) for one in (*screen.error, *screen.warning))])


def begun(of: Pair) -> Sessions:
    found = address.address(of.url)
    assert isinstance(found, address.SparkAddress)
    asked = Sessions(found)
    asked.begin()
    return asked


def idle(context: SparkContext) -> None:
    """The cluster does nothing for us any more, or soon will not."""
    until = time.monotonic() + 5
    while context.statusTracker().getActiveJobsIds() and time.monotonic() < until:
        time.sleep(0.1)
    assert not context.statusTracker().getActiveJobsIds()


SLOW = "SELECT count(*) FROM range(1000000000000) WHERE hash(id) = 1"


def test_a_slow_question_is_cancelled_in_the_cluster(of: Pair) -> None:
    asked = begun(of)
    context = asked._session.sparkContext
    with soon(), pytest.raises(EngineError, match="took longer than 2 seconds"):
        asked.ask(lambda session: session.sql(SLOW).toArrow(), 2.0)
    idle(context)
    assert asked.execute("SELECT 1").fetchall() == [(1,)]


def test_nobody_waits_for_a_session_that_has_ended(of: Pair) -> None:
    asked = begun(of)
    context = asked._session.sparkContext
    with ThreadPoolExecutor(1) as aside, soon():
        waiting = aside.submit(asked.ask, lambda session: session.sql(SLOW).toArrow(), 60.0)
        time.sleep(1)
        asked.end()
        with pytest.raises(EngineError, match="does not answer"):
            waiting.result()
    idle(context)


def test_workers_that_have_fallen_silent_are_told(cluster: Cluster, of: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = begun(of)
    counting = "SELECT count(*) FROM range(100)"
    asked.execute(counting)
    monkeypatch.setattr(sessions, "PATIENCE_S", 2.0)
    with cluster.silent(), soon(), pytest.raises(EngineError, match="took longer than 2 seconds"):
        asked.execute(counting)
    monkeypatch.undo()
    assert asked.execute(counting).fetchall() == [(100,)]


def test_an_error_tells_nothing_of_what_was_asked(of: Pair) -> None:
    with pytest.raises(EngineError) as failed:
        begun(of).execute("SELECT CAST(:name AS DATE)", {"name": "a client's name"})
    assert "client" not in str(failed.value)
    assert failed.value.__cause__ is None


def test_a_folder_that_there_is_not_is_told(cluster: Cluster, of: Pair) -> None:
    none = address.address(cluster.url(Path("/nowhere")))
    with EngineStore(none, Path("nowhere")) as store, pytest.raises(EngineError, match="finds no folder /nowhere"):
        store.version()


def test_what_was_shown_stays_while_the_cluster_is_down_and_the_rest_comes_later(
    cluster: Cluster, of: Pair, dashboard: Dashboard
) -> None:
    screen = dashboard(of.folder, TODAY)
    assert not said(screen)
    told = [one.value for one in screen.markdown]
    cluster.stop()
    store = session.store()
    assert isinstance(store, EngineStore)
    again(store)
    with soon():
        screen.run()
    assert "has not answered since" in said(screen)
    assert set(told) <= {one.value for one in screen.markdown}
    with soon():
        elsewhere = go_to(screen, CONTRACTS)
    assert "does not answer" in said(elsewhere)
    cluster.start()
    healed(store)
    assert not said(go_to(elsewhere, CONTRACTS))


def test_a_cluster_that_is_down_at_the_start_is_told_and_heals(
    cluster: Cluster, of: Pair, dashboard: Dashboard
) -> None:
    cluster.stop()
    with soon():
        screen = dashboard(of.folder, TODAY)
    assert "does not answer" in said(screen)
    cluster.start()
    healed(session.store())
    screen.run()
    assert not said(screen)


def again(store: EngineStore) -> None:
    """Have the cluster looked at now."""
    store._looked_at = 0.0
    store.version()


def healed(store: object) -> None:
    """Look until it answers, as a page does that is opened again and again."""
    assert isinstance(store, EngineStore)
    until = time.monotonic() + 60
    while True:
        try:
            again(store)
            if store.trouble is None:
                return
        except EngineError:
            pass
        if time.monotonic() > until:
            raise AssertionError(store.trouble)
        time.sleep(1)
