"""The database of a store: its owner's alone, and gone with whoever made it, however that ended."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from dualsite.store import Store
from dualsite.store.database import HELD, Database
from tests.data_folder import DataFolder


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return DataFolder().keep("sources", "sites").write(tmp_path / "data")


def test_it_is_closed_while_another_thread_asks(temporary: Path) -> None:
    database = Database()
    is_closed = threading.Event()

    def ask() -> None:
        while not is_closed.is_set():
            with suppress(duckdb.Error):
                database.connection.cursor().execute("SELECT 1").fetchall()

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for one in asking:
        one.start()
    try:
        database.close()
    finally:
        is_closed.set()
    for one in asking:
        one.join()
    assert not list(temporary.iterdir())


def test_its_files_are_for_their_owner_alone(temporary: Path, data: Path) -> None:
    with Store(data) as kept:
        kept.version()
        (folder,) = temporary.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "tables.duckdb").stat().st_mode & 0o777 == 0o600


def test_closing_takes_the_files_away_and_ends_the_connections(temporary: Path, data: Path) -> None:
    with Store(data) as kept:
        kept.version()
        connection = kept.connect()
        assert connection.raw_sql("SELECT 1").fetchall() == [(1,)]
        assert list(temporary.iterdir())
    assert list(temporary.iterdir()) == []
    with pytest.raises(duckdb.ConnectionException):
        connection.raw_sql("SELECT 1")
    kept.close()


def test_closing_waits_for_a_load_under_way(temporary: Path, data: Path) -> None:
    before = set(threading.enumerate())
    kept = Store(data)
    kept.version(timeout=0)
    kept.close()
    assert list(temporary.iterdir()) == []
    assert set(threading.enumerate()) <= before


def test_a_store_that_nobody_has_any_more_is_closed(temporary: Path, data: Path) -> None:
    kept = Store(data)
    version, connection = kept.version(), kept.connect()
    del kept
    gc.collect()
    assert version is not None
    assert connection.table("sites", database=version.schema).count().to_pyarrow().as_py()
    del connection
    gc.collect()
    assert list(temporary.iterdir()) == []


def test_the_cursors_of_a_session_go_with_it() -> None:
    database = Database()
    session = database.connect()
    session.raw_sql("SELECT 1").fetchall()
    for _ in range(3):
        thread = threading.Thread(target=session.raw_sql, args=("SELECT 1",))
        thread.start()
        thread.join()
    (cursors,) = database._connected
    assert len(cursors._all) == 1, "those of threads that have ended are gone"
    del cursors, session, thread
    gc.collect()
    assert len(database._connected) == 0
    database.close()


HOLD = "from dualsite.store.database import Database; kept = Database(); print('made', flush=True); input()"


def test_what_a_process_has_left_that_was_killed_goes_at_the_next_start(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(temporary))
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "made\n"
        (theirs,) = temporary.iterdir()
        Database().close()
        assert (theirs / HELD).exists(), "it is in use"
        other.send_signal(signal.SIGKILL)
    assert theirs.exists()
    Database().close()
    assert list(temporary.iterdir()) == []


def test_a_folder_that_is_not_ours_stays(temporary: Path) -> None:
    (temporary / "dualsite-notes").mkdir()
    Database().close()
    assert [one.name for one in temporary.iterdir()] == ["dualsite-notes"]
