"""A server that fails while it is copied says so in time, and what was shown stays; it heals by itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dualsite import cache
from dualsite.errors import EngineError
from dualsite.store.engines import address
from dualsite.store.engines.copied import aside, remote
from dualsite.store.engines.copied.engine import CopiedEngine
from dualsite.store.engines.versions import EngineStore
from dualsite.web import session
from tests.data_folder import AS_OF, DataFolder
from tests.engines.mariadb.conftest import delivered
from tests.engines.mariadb.test_the_same import looked
from tests.engines.pace import again, healed, soon
from tests.engines.told import CONTRACTS, TODAY, said
from tests.pages.conftest import Dashboard, go_to
from tools.mariadb import OWNER, PASSWORD, Server


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server that a test may stop, if it starts it again."""
    started = Server()
    yield started
    started.remove()


@pytest.fixture
def folder(own: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The fictional works on that server, and the app told to read them there."""
    written = DataFolder().write(tmp_path / "data")
    delivered(written, own, "works")
    monkeypatch.setenv(address.ENGINE, own.url("works"))
    monkeypatch.setenv("DUALSITE_DATA", str(written))
    monkeypatch.setattr(remote, "PATIENCE_S", 3.0)
    cache.clear()
    yield written
    own.ask("DROP DATABASE works")


@pytest.fixture
def store(own: Server, folder: Path) -> Iterator[EngineStore]:
    with EngineStore(address.address(own.url("works"), PASSWORD), folder, lambda: AS_OF) as opened:
        yield opened


def without_credentials(told: str) -> None:
    assert PASSWORD not in told
    assert OWNER not in told


def test_a_server_that_is_down_at_the_start_is_told_and_heals(
    own: Server, folder: Path, dashboard: Dashboard, caplog: pytest.LogCaptureFixture
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


def test_every_page_is_there_while_the_server_is_down(own: Server, folder: Path, dashboard: Dashboard) -> None:
    """The copy has all of it: also what nobody had asked for."""
    screen = dashboard(folder, TODAY)
    assert not said(screen)
    own.stop()
    again(session.store())
    with soon():
        screen.run()
    assert "All pages stay as they are, as of 1 Mar 2027" in said(screen)
    elsewhere = go_to(screen, CONTRACTS)
    assert not elsewhere.exception
    assert not elsewhere.error
    without_credentials(said(elsewhere))
    own.start()
    healed(session.store())
    assert not said(go_to(elsewhere, CONTRACTS))
    session.close()


def test_a_server_that_has_fallen_silent_is_told_and_hangs_nobody(own: Server, store: EngineStore) -> None:
    with own.silent():
        for _ in range(2):
            with soon(), pytest.raises(EngineError, match=r"^The database at 127\.0\.0\.1 does not answer"):
                store.version()
    assert looked(store).is_good
    for left in aside._left:
        left.join(30)
    assert not any(left.is_alive() for left in aside._left)


@pytest.mark.parametrize(
    ("url", "password", "told"),
    [
        ("mysql://owner@127.0.0.1:{port}/works", "of somebody else", "does not let the dashboard in"),
        ("mysql://owner@127.0.0.1:{port}/nothing", PASSWORD, "has no database nothing"),
        ("mysql://owner@127.0.0.1:{port}/works?sort=secret", PASSWORD, "does not take what stands behind the ?"),
        ("mysql://owner@nowhere.invalid/works", PASSWORD, "The database at nowhere.invalid does not answer"),
    ],
)
def test_what_cannot_be_connected_to_is_told_without_credentials(
    own: Server, folder: Path, url: str, password: str, told: str
) -> None:
    at = address.address(url.format(port=own.port), password)
    with EngineStore(at, folder) as store, soon(), pytest.raises(EngineError) as refused:
        store.version()
    assert told in str(refused.value)
    assert refused.value.__cause__ is None
    for secret in (password, "secret", "owner@"):
        assert secret not in f"{refused.value!r} {at!r} {at.shown}"


def test_what_may_not_be_read_is_left_out_and_named(own: Server, folder: Path) -> None:
    own.ask("CREATE USER reader IDENTIFIED BY 'of the reader'")
    try:
        for table in ("sites", "sources", "suites", "versions"):
            own.ask(f"GRANT SELECT ON works.{table} TO reader")
        own.ask("GRANT SELECT (partner_id, name) ON works.partners TO reader")
        own.ask("RENAME TABLE works.batches TO works.hidden")
        own.ask("CREATE SQL SECURITY INVOKER VIEW works.batches AS SELECT * FROM works.hidden")
        own.ask("GRANT SELECT ON works.batches TO reader")
        at = address.address(own.url("works", "reader"), "of the reader")
        with EngineStore(at, folder, lambda: AS_OF) as store:
            version = looked(store)
        assert set(version.tables) == {"sites", "sources", "suites"}
        told = [one.message for one in version.report.lines if one.first.rule == "E14"]
        assert len(told) == 2
        for line, table in zip(told, ("batches", "partners"), strict=True):
            assert f"the table works.{table} is there and cannot be read" in line
    finally:
        own.ask("DROP USER reader")


def test_a_server_without_sites_is_told_and_heals(own: Server, store: EngineStore) -> None:
    own.ask("DROP TABLE works.versions")
    own.ask("RENAME TABLE works.sites TO works.places")
    with pytest.raises(Exception, match=r"there is no table works\.sites") as refused:
        store.version()
    assert "mysql://127.0.0.1" in str(refused.value)
    own.ask("RENAME TABLE works.places TO works.sites")
    assert looked(store).rows["sites"] == 2


def while_copied(store: EngineStore, do: Callable[[], object]) -> None:
    """Look once, and do something when the first table is copied."""
    engine = store._engine
    assert isinstance(engine, CopiedEngine)
    is_first = threading.Event()

    def tell(part: str, done: float) -> None:
        if not is_first.is_set():
            is_first.set()
            do()

    row = engine.newest()
    engine.checked(row, looked(store).dataset, tell)


def test_tables_that_are_changed_while_they_are_read_are_no_version(own: Server, store: EngineStore) -> None:
    own.ask("DROP TABLE works.versions")
    before = looked(store)
    for changed in ("DELETE FROM works.changeovers LIMIT 1", "ALTER TABLE works.partners MODIFY name TEXT"):
        with pytest.raises(EngineError, match="were changed while they were read"):
            while_copied(store, lambda changed=changed: own.ask(changed))  # type: ignore[misc]
    assert looked(store) is not before
    assert looked(store).rows["changeovers"] == before.rows["changeovers"] - 1


def test_a_server_that_dies_while_it_is_read_leaves_what_was_shown(own: Server, store: EngineStore) -> None:
    before = looked(store)
    with pytest.raises(EngineError, match="does not answer"):
        while_copied(store, own.stop)
    again(store)
    assert store.trouble is not None
    assert store.version() is before
    own.start()
    healed(store)
    assert store.version() is before
    while_copied(store, lambda: None)
