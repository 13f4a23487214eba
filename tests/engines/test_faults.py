"""An engine that fails says so in a sentence, in time, and what was shown stays; it heals by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dualsite import cache
from dualsite.access import view
from dualsite.errors import EngineError
from dualsite.kpi.measure import answers
from dualsite.store.engines import address, connections
from dualsite.store.engines.address import Address
from dualsite.store.engines.connections import Connections
from dualsite.store.engines.versions import EngineStore
from dualsite.web import session
from tests.data_folder import AS_OF, DataFolder
from tests.engines.conftest import delivered
from tests.engines.pace import healed, soon
from tests.engines.told import CONTRACTS, TODAY, once_it_is_down, said
from tests.pages.conftest import Dashboard, go_to
from tools.postgres import PASSWORD, Server


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server with the fictional works in it, which does not run, and their folder."""
    folder = DataFolder().write(tmp_path_factory.mktemp("loaded") / "data")
    first = Server()
    delivered(folder, address.address(first.url("postgres"), PASSWORD))
    first.stop()
    yield first, folder
    first.remove()


@pytest.fixture
def own(loaded: tuple[Server, Path]) -> Iterator[Server]:
    """One like it that a test may stop."""
    started = Server(loaded[0])
    yield started
    started.remove()


@pytest.fixture
def of(own: Server, loaded: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch) -> Address:
    """The fictional works on that server, and the app told to read them there."""
    found = address.address(own.url("postgres"), PASSWORD)
    monkeypatch.setenv(address.ENGINE, own.url("postgres"))
    monkeypatch.setenv("DUALSITE_DATA", str(loaded[1]))
    monkeypatch.setattr(connections, "PATIENCE_S", 4.0)
    cache.clear()
    return found


def without_credentials(told: str) -> None:
    assert PASSWORD not in told
    assert "owner" not in told


def test_an_engine_that_is_down_at_the_start_is_told_and_heals(
    own: Server, of: Address, dashboard: Dashboard, caplog: pytest.LogCaptureFixture
) -> None:
    own.stop()
    with soon():
        screen = dashboard(Path(os.environ["DUALSITE_DATA"]), TODAY)
    assert "does not answer" in said(screen)
    without_credentials(said(screen) + caplog.text)
    own.start()
    healed(session.store())
    screen.run()
    assert not said(screen)
    session.close()


def test_what_was_shown_stays_while_the_engine_is_down_and_the_rest_comes_later(
    own: Server, of: Address, dashboard: Dashboard
) -> None:
    elsewhere = once_it_is_down(dashboard(Path(os.environ["DUALSITE_DATA"]), TODAY), own.stop)
    without_credentials(said(elsewhere))
    own.start()
    healed(session.store())
    assert not said(go_to(elsewhere, CONTRACTS))
    session.close()


def test_connections_that_the_server_has_closed_are_not_lent_again(own: Server, of: Address) -> None:
    asked = Connections(of)
    asked.execute("SELECT 1")
    own.stop()
    own.start()
    assert asked.execute("SELECT 2").fetchall() == [(2,)]
    asked.close()


def test_a_slow_question_is_cancelled_at_the_server(own: Server, of: Address) -> None:
    asked = Connections(of)
    with soon(), pytest.raises(EngineError, match="took longer than 4 seconds"):
        asked.execute("SELECT pg_sleep(60)")
    sleeping = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"
    assert own.ask(f"{sleeping} AND state = 'active'") == [(0,)]
    assert asked.execute("SELECT 1").fetchall() == [(1,)]
    asked.close()


def test_a_server_that_has_fallen_silent_is_hung_up_on(own: Server, of: Address) -> None:
    asked = Connections(of)
    asked.execute("SELECT 1")
    with own.silent(), soon(), pytest.raises(EngineError, match="does not answer"):
        asked.execute("SELECT 1")
    assert asked.execute("SELECT 1").fetchall() == [(1,)]
    asked.close()


def test_a_wrong_password_is_told_without_it(own: Server, of: Address) -> None:
    wrong = address.address(own.url("postgres"), "of somebody else")
    with EngineStore(wrong, Path("nowhere")) as store, soon(), pytest.raises(EngineError) as refused:
        store.version()
    assert "does not let the dashboard in" in str(refused.value)
    assert "somebody else" not in repr(refused.value) + repr(wrong)
    assert refused.value.__cause__ is None


def test_a_database_that_there_is_not_is_told(own: Server, of: Address) -> None:
    none = address.address(own.url("nothing"), PASSWORD)
    with EngineStore(none, Path("nowhere")) as store, pytest.raises(EngineError, match="no database nothing"):
        store.version()


def test_a_table_that_was_dropped_is_named(own: Server, of: Address) -> None:
    with EngineStore(of, Path("nowhere"), lambda: AS_OF) as store:
        version = store.version()
        assert version is not None
        own.ask("DROP TABLE dualsite_1.batches")
        cache.clear()
        with pytest.raises(EngineError, match=r"no table dualsite_1\.batches any more"):
            answers(view(version, store.connect()), ["right_first_time"])


def test_a_table_that_may_not_be_read_is_left_out_and_named(own: Server, of: Address) -> None:
    own.ask("CREATE ROLE reader LOGIN PASSWORD 'of the reader'")
    own.ask("GRANT USAGE ON SCHEMA dualsite, dualsite_1 TO reader")
    own.ask("GRANT SELECT ON ALL TABLES IN SCHEMA dualsite, dualsite_1 TO reader")
    own.ask("REVOKE SELECT ON dualsite_1.contracts FROM reader")
    reader = address.address(own.url("postgres", "reader"), "of the reader")
    with EngineStore(reader, Path("nowhere"), lambda: AS_OF) as store:
        version = store.version()
        assert version is not None
        assert "contracts" not in version.tables
        assert "batches" in version.tables
        (line,) = [one for one in version.report.lines if one.first.table == "contracts"]
        assert "does not let the dashboard read dualsite_1.contracts" in line.message
    own.ask("REVOKE USAGE ON SCHEMA dualsite FROM reader")
    with EngineStore(reader, Path("nowhere")) as store, pytest.raises(EngineError, match="read schema dualsite"):
        store.version()


def test_nothing_is_written_by_whoever_reads(of: Address) -> None:
    asked = Connections(of)
    with pytest.raises(EngineError):
        asked.execute("DELETE FROM dualsite.versions")
    assert asked.execute("SELECT count(*) FROM dualsite.versions").fetchall() == [(1,)]
    asked.close()


def test_an_error_tells_nothing_of_what_was_asked(of: Address) -> None:
    asked = Connections(of)
    with pytest.raises(EngineError) as failed:
        asked.execute("SELECT CAST(%(name)s AS DATE)", {"name": "a client's name"})
    assert "client" not in str(failed.value)
    assert failed.value.__cause__ is None
    asked.close()


def test_more_questions_than_connections_wait_their_turn(of: Address) -> None:
    asked = Connections(of)
    with ThreadPoolExecutor(20) as many:
        found = list(many.map(lambda place: asked.execute(f"SELECT {place} FROM pg_sleep(0.05)").fetchall(), range(20)))
    assert found == [[(place,)] for place in range(20)]
    assert len(asked._free) <= connections.AT_ONCE
    asked.close()
