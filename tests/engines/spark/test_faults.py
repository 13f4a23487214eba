"""A cluster that fails says so in a sentence, in time, and what was shown stays; it heals by itself."""

from __future__ import annotations

import os
import shutil
import signal
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
from dualsite.store.engines import address
from dualsite.store.engines.spark import sessions
from dualsite.store.engines.versions import EngineStore
from dualsite.web import session
from tests.data_folder import AS_OF, DataFolder
from tests.engines.conftest import Pair
from tests.engines.pace import UP_S, again, healed, soon
from tests.engines.spark.conftest import let_go, opened
from tests.engines.told import CONTRACTS, TODAY, once_it_is_down, said
from tests.pages.conftest import PLANS, Dashboard, go_to
from tools.parquet import as_parquet
from tools.spark import Cluster


@pytest.fixture
def of(pair: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """The plans of the fictional works in the cluster, and the app told to read them there."""
    found = pair("plans")
    monkeypatch.setenv(address.ENGINE, found.url)
    monkeypatch.setenv("DUALSITE_DATA", str(found.folder))
    cache.clear()
    opened(found.url)
    yield found
    session.close()


@pytest.fixture(autouse=True)
def _patient() -> None:
    """As long as a page waits."""


@contextmanager
def impatient(seconds: float = 3.0) -> Iterator[None]:
    """Nobody waits for longer than that, so that what is told in time is told so on a machine that is busy, too."""
    with pytest.MonkeyPatch.context() as told:
        told.setattr(sessions, "PATIENCE_S", seconds)
        yield


def is_refused(screen: AppTest) -> bool:
    """Whether it says why there is no answer, in a sentence of ours."""
    told = ("does not answer", "gives the dashboard no worker", "has ended by itself")
    return any(one in said(screen) for one in told)


def idle(context: SparkContext) -> None:
    """Wait until the cluster does nothing for us any more."""
    until = time.monotonic() + UP_S
    while context.statusTracker().getActiveJobsIds() and time.monotonic() < until:
        time.sleep(0.1)
    assert not context.statusTracker().getActiveJobsIds()


SLOW = "SELECT count(*) FROM range(1000000000000) WHERE hash(id) = 1"


def test_a_slow_question_is_cancelled_in_the_cluster(of: Pair) -> None:
    asked = opened(of.url)
    context = asked._session.sparkContext
    with soon(), pytest.raises(EngineError, match="took longer than 2 seconds"):
        asked.ask(lambda session: session.sql(SLOW).toArrow(), 2.0)
    idle(context)
    assert asked.execute("SELECT 1").fetchall() == [(1,)]


def test_nobody_waits_for_a_session_that_has_ended(of: Pair) -> None:
    asked = opened(of.url)
    context = asked._session.sparkContext
    with ThreadPoolExecutor(1) as aside, soon():
        waiting = aside.submit(asked.ask, lambda session: session.sql(SLOW).toArrow(), 60.0)
        time.sleep(1)
        asked.end()
        with pytest.raises(EngineError, match="does not answer"):
            waiting.result()
    idle(context)


def test_workers_that_have_fallen_silent_are_told(cluster: Cluster, of: Pair) -> None:
    asked = opened(of.url)
    counting = "SELECT count(*) FROM range(100)"
    asked.execute(counting)
    with impatient(2), cluster.silent(), soon(), pytest.raises(EngineError, match="took longer than 2 seconds"):
        asked.execute(counting)
    assert asked.execute(counting).fetchall() == [(100,)]


def test_an_error_tells_nothing_of_what_was_asked(of: Pair) -> None:
    with pytest.raises(
        EngineError, match=r"^The database could not answer this \(\w+, CAST_INVALID_INPUT\)\.$"
    ) as failed:
        opened(of.url).execute("SELECT CAST(:name AS DATE)", {"name": "a client's name"})
    assert failed.value.__cause__ is None


def test_a_folder_that_there_is_not_is_told(cluster: Cluster, of: Pair) -> None:
    none = address.named(cluster.url(Path("/nowhere")))
    with EngineStore(none, Path("nowhere")) as store, pytest.raises(EngineError, match="finds no folder /nowhere"):
        store.version()


def test_a_table_that_may_not_be_read_and_one_that_is_no_parquet_are_left_out_and_named(
    cluster: Cluster, tmp_path: Path
) -> None:
    folder = as_parquet(DataFolder().keep(*PLANS).write(tmp_path / "files"), tmp_path / "spark")
    (folder / "contracts.parquet").chmod(0)
    (folder / "demand.parquet").write_text("month,kg\n" * 9)
    parts = folder / "inspections"
    parts.mkdir()
    whole = (folder / "inspections.parquet").rename(parts / "1.parquet")
    shutil.copy(whole, parts / "2.parquet")
    (parts / "2.parquet").chmod(0)
    with EngineStore(address.named(cluster.url(folder)), folder, lambda: AS_OF) as store:
        again(store)
        version = store.version()
        assert version is not None
        told = {one.first.table: one.message for one in version.report.lines if one.first.rule == "E14"}
    assert told.keys() == {"contracts", "demand", "inspections"}
    assert "may not read contracts.parquet" in told["contracts"]
    assert "demand.parquet holds what is no Parquet" in told["demand"]
    assert "may not read inspections" in told["inspections"]
    assert told.keys().isdisjoint(version.tables)
    assert "milestones" in version.tables


def test_what_was_shown_stays_while_the_cluster_is_down_and_the_rest_comes_later(
    cluster: Cluster, of: Pair, dashboard: Dashboard
) -> None:
    elsewhere = once_it_is_down(dashboard(of.folder, TODAY), cluster.stop)
    cluster.start()
    # The master knows nothing of what was begun with the one before it.
    with impatient(), soon():
        elsewhere = go_to(elsewhere, CONTRACTS)
    assert is_refused(elsewhere)
    healed(session.store())
    assert not said(go_to(elsewhere, CONTRACTS))


def test_a_cluster_that_goes_down_in_the_middle_of_a_page_is_told_and_the_page_comes_later(
    cluster: Cluster, of: Pair, dashboard: Dashboard
) -> None:
    screen = dashboard(of.folder, TODAY)
    assert not said(screen)
    context = SparkContext._active_spark_context
    assert context is not None

    def stopped_at_work() -> None:
        while not context.statusTracker().getActiveJobsIds():
            time.sleep(0.01)
        cluster.stop()

    with ThreadPoolExecutor(1) as aside, impatient(), soon():
        stopped = aside.submit(stopped_at_work)
        elsewhere = go_to(screen, CONTRACTS)
        stopped.result()
    assert is_refused(elsewhere)
    cluster.start()
    healed(session.store())
    assert not said(go_to(elsewhere, CONTRACTS))


def test_a_session_whose_java_has_ended_is_told_and_begun_anew(of: Pair, dashboard: Dashboard) -> None:
    screen = dashboard(of.folder, TODAY)
    assert not said(screen)
    os.kill(SparkContext._gateway.proc.pid, signal.SIGKILL)
    SparkContext._gateway.proc.wait(30)
    with soon():
        elsewhere = go_to(screen, CONTRACTS)
    assert is_refused(elsewhere)
    healed(session.store())
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


SECRET, OTHER_SECRET = "what-the-cluster-knows", "what-it-does-not"


@pytest.fixture
def ask_with(
    cluster: Cluster, of: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str | None], None]]:
    """The cluster started again with `SECRET`; whoever asks it is told one by the test, or none."""
    own = shutil.copytree(cluster.folder / "conf", tmp_path / "conf")
    monkeypatch.setenv("SPARK_CONF_DIR", str(own))
    name = "spark-defaults.conf"
    before = (own / name).read_text()

    def told(secret: str | None, conf: Path = own) -> None:
        more = f"spark.authenticate true\nspark.authenticate.secret {secret}\n" if secret else ""
        (conf / name).write_text(before + more)

    def restarted(secret: str | None) -> None:
        cluster.stop()
        told(secret, cluster.folder / "conf")
        cluster.start()
        let_go()

    restarted(SECRET)
    yield told
    restarted(None)


def test_a_secret_that_is_not_the_clusters_is_told_and_the_page_comes_once_it_is(
    of: Pair,
    ask_with: Callable[[str | None], None],
    dashboard: Dashboard,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    ask_with(None)
    with soon():
        screen = dashboard(of.folder, TODAY)
    assert "does not let the dashboard in" in said(screen)
    ask_with(OTHER_SECRET)
    with soon():
        screen.run()
    assert "does not let the dashboard in" in said(screen)
    ask_with(SECRET)
    healed(session.store())
    screen.run()
    assert not said(screen)
    told = "".join((caplog.text, *capfd.readouterr(), *(str(one.value) for one in screen.markdown)))
    assert SECRET not in told
    assert OTHER_SECRET not in told
