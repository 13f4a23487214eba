"""Versions of the data in an engine: the newest one in it that keeps the contract is on show.

A look costs a short query and is made in the background. While the engine cannot be asked, the version that was on
show stays, with what was answered of it, and `trouble` says why and since when; the next look that is answered ends it.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

import ibis

from dualsite.errors import DataError, EngineError, InputError
from dualsite.store.care import Care
from dualsite.store.dataset import said_by
from dualsite.store.decisions import Decision, Kind
from dualsite.store.engines.address import AnyAddress, FileAddress
from dualsite.store.engines.contract import Engine, Row
from dualsite.store.engines.copied.address import CopiedAddress
from dualsite.store.engines.spark.address import SparkAddress
from dualsite.store.findings import report
from dualsite.store.folder import Listing
from dualsite.store.holdings import Profile
from dualsite.store.kept import KeptVersion
from dualsite.store.loading import Progress
from dualsite.store.version import Held, Older, Version, unusable

_LOG = logging.getLogger(__name__)

GLANCE_S = 0.25
"""How long a page waits for that where it has something to show."""


@dataclass(frozen=True)
class Trouble:
    """Why the engine cannot be asked, and since when: UTC."""

    error: EngineError
    since: datetime
    is_all_there: bool
    """Whether whatever is asked of the version on show is answered all the same: of a copy, of a file that is open."""


class EngineStore:
    """The versions in an engine, for all sessions of a process; what `Store` is for a folder. Safe in several threads.

    What people write beside the data, such as scenarios, lies in `folder`.
    """

    def __init__(
        self,
        address: AnyAddress,
        folder: Path,
        today: Callable[[], date] = date.today,
        before_shown: Callable[[Version], None] = lambda version: None,
    ) -> None:
        self.folder = folder
        self.address = address
        self.care = Care()
        self.refused: Version | None = None
        """The newest version when it breaks the contract: an earlier one is on show, or nothing can be."""
        self.held: Held | None = None
        self.older: Older | None = None
        self.is_arriving = False
        self.contents = ""
        self.trouble: Trouble | None = None
        """Set while the engine cannot be asked."""
        self.progress: Progress | None = None
        self._today = today
        self._before_shown = before_shown
        self._engine = _engine_at(address)
        self._lock = threading.Lock()
        self._loader = ThreadPoolExecutor(1, "load")
        self._work: Future[None] | None = None
        self._looked_at = 0.0
        self._is_closed = False
        self._seen: tuple[Row, date] | None = None
        self._shown: Version | None = None
        self._before: Version | None = None
        self._failure: DataError | None = None

    @property
    def looking_s(self) -> float:
        """For how many seconds the look under way has been, with the load it has led to; 0 where there is none."""
        with self._lock:
            is_under_way = self._work is not None and not self._work.done()
            return time.monotonic() - self._looked_at if is_under_way else 0.0

    def connect(self) -> ibis.BaseBackend:
        """A connection for one session, which may be used from several threads at once."""
        return self._engine.backend

    def close(self) -> None:
        """End a look under way and close all connections. A store that is closed twice is closed."""
        with self._lock:
            self._is_closed = True
        self._loader.shutdown(wait=False, cancel_futures=True)
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def version(self, timeout: float | None = None) -> Version | None:
        """The version on show, after a look whether there is a newer one.

        `timeout` is how many seconds to give a look while there is nothing to show (None: until it is done). None is
        returned while the first version is still awaited. Raises DataError when there is nothing to show at all.
        """
        work = self._looking()
        if work is not None:
            patience = timeout if self._shown is None or timeout is None else min(timeout, GLANCE_S)
            if wait([work], patience).done and not work.cancelled():
                work.result()
        if self._shown is None and self._failure is not None:
            raise self._failure
        return self._shown

    def kept(self) -> tuple[KeptVersion, ...]:
        """None: the engine keeps its versions itself."""
        return ()

    def decide(self, kind: Kind, by: str, contents: str = "", version: str = "") -> Decision:
        """Raises InputError: what an engine delivers is decided where it is delivered."""
        raise InputError("What is shown of an engine is the newest version in it. Load the one that is to be shown.")

    def _looking(self) -> Future[None] | None:
        """The look under way, or one that begins now; None where the last one has just been."""
        with self._lock:
            if self._is_closed or (self._work is not None and not self._work.done()):
                return self._work
            if time.monotonic() - self._looked_at < self._engine.look_every_s and self._shown is not None:
                return None
            self._looked_at = time.monotonic()
            self._work = self._loader.submit(self._look)
            return self._work

    def _look(self) -> None:
        if self._shown is None:
            self.progress = Progress(self.address.host, 0.0)
        try:
            row, today = self._engine.newest(), self._today()
            if self._seen is None or row != self._seen[0] or self._is_of_a_day_past(today):
                self.progress, self._failure = Progress(self.address.schema, 0.0), None
                self._take_in(row, today)
                self._seen = row, today
        except EngineError as error:
            if self.trouble is None and not self._is_closed:
                _LOG.warning("%s", error)
            is_all_there = isinstance(self.address, CopiedAddress | FileAddress)
            self.trouble = Trouble(error, self.trouble.since if self.trouble else datetime.now(UTC), is_all_there)
            self._failure = error
            if self._shown is None:
                self._seen = None
        else:
            if self.trouble is not None:
                _LOG.warning("The database at %s answers again.", self.address.host)
            self.trouble = None
        finally:
            self.progress = None

    def _is_of_a_day_past(self, today: date) -> bool:
        """Whether the version on show took the day of its look as its as-of day, and that day is over."""
        return (
            self._shown is not None and self._seen is not None and self._shown.dataset.as_of == self._seen[1] != today
        )

    def _take_in(self, row: Row, today: date) -> None:
        """Check the tables of a row, and show or refuse them."""
        version = self._checked(row, today)
        if "sites" not in version.tables or (not version.is_good and self._shown is not None and self._shown.is_good):
            self.refused = version
            self._failure = unusable(version, self.address.shown)
            self._drop(version)
            return
        try:
            if self._shown is not None and version.is_good:
                self._before_shown(version)
        finally:
            # Sessions may still be reading the version shown before; the one before that is out of use.
            dropped, self._before = self._before, self._shown
            self._shown, self._failure, self.refused = version, None, None
            if dropped is not None:
                self._drop(dropped)

    def _drop(self, version: Version) -> None:
        """Nobody asks for this version any more; an engine that is away has dropped it already."""
        with suppress(EngineError):
            self._engine.drop(version.schema)

    def _checked(self, row: Row, today: date) -> Version:
        said, found_in_dataset = said_by(row.dataset, self.address.schema, today)
        checked = self._engine.checked(row, said, self._tell)
        found = [*((one, 0) for one in found_in_dataset), *checked.found]
        places = checked.places
        told = ((places[one.table].found(one) if one.table in places else one, more) for one, more in found)
        written_ns = int(row.delivered_at.timestamp() * 1e9)
        stamps = tuple((file, 0, written_ns) for place in checked.places.values() for file in place.files)
        named = (self.address.shown, row.number, row.delivered_at.isoformat(), row.digest)
        return Version(
            hashlib.sha256(repr(named).encode()).hexdigest()[:12],
            checked.schema,
            said,
            checked.rows,
            report(told, checked.rows),
            Listing(self.folder, stamps),
            hashlib.sha256(repr((named, said)).encode()).hexdigest(),
            {name: Profile(rows, {}, {}) for name, rows in checked.rows.items()},
            checked.places,
        )

    def _tell(self, part: str, done: float) -> None:
        self.progress = Progress(part, done)


def _engine_at(address: AnyAddress) -> Engine:
    """The engine there; its driver is imported for it alone."""
    if isinstance(address, SparkAddress):
        from dualsite.store.engines.spark.engine import SparkEngine

        return SparkEngine(address)
    if isinstance(address, FileAddress):
        from dualsite.store.engines.duckdb_file import FileEngine

        return FileEngine(address)
    if isinstance(address, CopiedAddress):
        from dualsite.store.engines.copied.engine import CopiedEngine

        return CopiedEngine(address)
    from dualsite.store.engines.postgres import PostgresEngine

    return PostgresEngine(address)
