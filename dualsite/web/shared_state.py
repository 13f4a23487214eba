"""What every server process on this machine has to know, in a small database beside the audit trail.

Meetings, sessions and when something was last done in them, those that were ended, who looks as somebody else, and
where code names are on. It outlives the process that wrote it, and is asked anew each time, so that no process goes on
with what another one has ended. What nobody has written yet is empty; what cannot be read is known to nobody, and
whoever asks has to show nothing.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dualsite import audit
from dualsite.errors import DataError

FILE = "shared-state.sqlite3"

PATIENCE_S = 2.0
"""How long is waited while another process writes."""

_TABLES = """
CREATE TABLE IF NOT EXISTS meetings (
    id TEXT PRIMARY KEY, browser TEXT NOT NULL, partner TEXT NOT NULL, who TEXT NOT NULL, ends_at REAL NOT NULL,
    is_ended INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX IF NOT EXISTS meetings_under_way ON meetings (browser) WHERE NOT is_ended;
CREATE TABLE IF NOT EXISTS sessions (
    session TEXT PRIMARY KEY, claims TEXT NOT NULL, active_at REAL NOT NULL, page TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS ended_sessions (session TEXT PRIMARY KEY, how TEXT NOT NULL, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS looks (session TEXT PRIMARY KEY, look TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS code_names (browser TEXT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (browser, who));
"""

Statement = tuple[str, *tuple[Any, ...]]
"""SQL, and the values of its placeholders."""

_LOG = logging.getLogger(__name__)


class SharedStateError(DataError):
    """What the processes share cannot be read or written."""


@dataclass
class _Way:
    """One way to the database, by which one thread goes at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    open: dict[Path, sqlite3.Connection] = field(default_factory=dict)
    """The database in use, at most one."""


_reading, _writing = _Way(), _Way()
"""Whoever asks does not wait for whoever writes, in this process or in another one."""
_places: dict[Path, tuple[int, int]] = {}
"""The file that each path has meant to this process: if it means another one, nobody knows what is missing there."""
_is_told: set[Path] = set()
"""Those of which the log says that they cannot be used."""
_soon = ThreadPoolExecutor(1, "write shared state")


def path() -> Path:
    """The file."""
    return audit.path().with_name(FILE)


def rows(question: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a question; none while nothing was ever written. Raises SharedStateError when it cannot be read."""
    with _reading.lock:
        try:
            connection = _connection(_reading, path())
            return connection.execute(question, values).fetchall() if connection is not None else []
        except (OSError, sqlite3.Error) as error:
            raise _failed(_reading, error) from error


def write(*statements: Statement, is_kept: bool = True) -> None:
    """Change it by these statements, all of them or none. Raises SharedStateError when it cannot be written.

    `is_kept`: it is on the disk when this returns. Otherwise it survives the process, and the machine soon.
    """
    with _writing.lock:
        try:
            connection = _connection(_writing, path(), is_made=True)
            assert connection is not None
            connection.execute(f"PRAGMA synchronous = {'FULL' if is_kept else 'NORMAL'}")
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                for statement, *values in statements:
                    connection.execute(statement, values)
        except (OSError, sqlite3.Error) as error:
            raise _failed(_writing, error) from error


def off_the_loop(change: Callable[[], object]) -> None:
    """Do what writes: at once, but a little later where nobody can wait for it, on the event loop of all tabs."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        change()
    else:
        _soon.submit(change)


def _connection(way: _Way, file: Path, *, is_made: bool = False) -> sqlite3.Connection | None:
    """The database, for its owner alone; None where there is none and none `is_made`."""
    # In this order: the other way may be making it just now.
    known = _places.get(file)
    found = _place(file)
    if known is not None and found != known:
        raise OSError(f"{file} is no longer the file that it was. Put that one back, or restart every server")
    if found is None and not is_made:
        return None
    if file not in way.open:
        for other in list(way.open):
            way.open.pop(other).close()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(file, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
        way.open[file] = connection
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_TABLES)
        _places[file] = _place(file) or (0, 0)
    _is_told.discard(file)
    return way.open[file]


def _place(file: Path) -> tuple[int, int] | None:
    """What tells a file from every other one; None when there is none. Raises OSError when that cannot be known."""
    try:
        found = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


def _failed(way: _Way, error: Exception) -> SharedStateError:
    """What to raise; the reason stands in the log, once. The next question opens the database anew."""
    file = path()
    if file in way.open:
        way.open.pop(file).close()
    if file not in _is_told:
        _is_told.add(file)
        _LOG.error(
            "What the servers share in %s cannot be read or written: %s. Until it can, browsers that may be in a "
            "meeting show nothing, and nobody is signed in. Let the app read and write there.",
            file,
            error,
        )
    return SharedStateError(
        "What the servers of this address share cannot be read or written at the moment. Tell whoever runs this "
        "server; its log says why."
    )
