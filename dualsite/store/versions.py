"""Checked versions of the data, the newest good one on show.

A changed folder is read and checked as a new version beside the one on show. A version with errors never replaces a
good one; the reasons are kept for the banner. The very first version is shown without the tables it refuses.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

import duckdb
import ibis

from dualsite.errors import DataError, InputError
from dualsite.schema import TABLES
from dualsite.schema.rules import RULES, VersionFacts
from dualsite.store.database import Database
from dualsite.store.dataset import Dataset, dataset
from dualsite.store.findings import Finding, Report, finding, report
from dualsite.store.folder import Listing, listing
from dualsite.store.tables import StoredTable

ATTEMPTS = 3
"""How often a folder that changes while it is read is read again."""


@dataclass(frozen=True)
class Progress:
    """How far a load has come: the part it is at, and the share done, 0 to 1."""

    part: str
    done: float


@dataclass(frozen=True)
class Version:
    """One checked state of the data."""

    id: str
    """Names the version; equal for equal names, sizes and times of the files."""
    schema: str
    """The schema of the database that holds its tables."""
    dataset: Dataset
    rows: Mapping[str, int]
    """Rows of every table that was read, refused or not."""
    report: Report
    listing: Listing
    contents: str
    """A digest of what its files and `dataset.toml` hold, and of which tables are refused."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables on show: those read and not refused, in the contract's order.

        A table whose rows belong to a client through another table is not on show without that one.
        """
        read = {name for name in TABLES if name in self.rows and name not in self.report.refused}
        return tuple(name for name in TABLES if name in read and (TABLES[name].client_through or name) in read)

    @property
    def is_good(self) -> bool:
        return not self.report.errors


class Store:
    """The data folder's versions in one database, for all sessions of a process. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        today: Callable[[], date] = date.today,
        before_shown: Callable[[Version], None] = lambda version: None,
    ) -> None:
        """`before_shown` is told, in the thread that loads, of a version that is about to take another's place."""
        self.folder = folder
        self._today = today
        self._before_shown = before_shown
        self._database = Database()
        self._lock = threading.Lock()
        self._shown: Version | None = None
        self._before: Version | None = None
        self._refused: Version | None = None
        self._seen: Listing | None = None
        self._loader = ThreadPoolExecutor(1, "load")
        self._loading: Future[None] | None = None
        self._failure: DataError | None = None
        self._loaded_on: date | None = None
        self.progress: Progress | None = None
        """How far the load under way has come; None when there is none."""

    def connect(self) -> ibis.BaseBackend:
        """A connection of its own for one session, which may be used from several threads at once."""
        return self._database.connect()

    def close(self) -> None:
        """End a load under way and take the database and its files away. Connections made from here are of no use then.

        A store that is closed twice is closed.
        """
        self._loader.shutdown(cancel_futures=True)
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def refused(self) -> Version | None:
        """The newest version when it was refused: an earlier one is on show, or nothing can be shown at all."""
        return self._refused

    def version(self, timeout: float | None = None) -> Version | None:
        """The version on show, after looking whether the folder has changed.

        A change is loaded in the background; `timeout` is how many seconds to give it (None: until it is done). None is
        returned while the first version is still loading. Raises DataError when there is nothing to show at all.
        """
        with self._lock:
            if self._loading is not None and self._loading.done():
                done, self._loading = self._loading, None
                done.result()
            if self._loading is None and self._has_changed():
                self.progress = Progress("", 0.0)
                self._loading = self._loader.submit(self._load)
            loading = self._loading
        if loading is not None and wait([loading], timeout).done:
            loading.result()
        if self._shown is None and self._failure is not None:
            raise self._failure
        return self._shown

    def _has_changed(self) -> bool:
        try:
            now = listing(self.folder)
        except InputError as error:
            self._failure = DataError(str(error))
            now = Listing(self.folder, ())
            if self._shown is None:
                return False
        return now != self._seen or self._is_of_a_day_past()

    def _is_of_a_day_past(self) -> bool:
        """Whether the data on show took the day of their loading as their as-of day, and that day is over."""
        return self._shown is not None and self._shown.dataset.as_of == self._loaded_on != self._today()

    def _load(self) -> None:
        try:
            version = self._settled()
            if self._shown is not None and version.is_good:
                self._before_shown(version)
            self._place(version)
        finally:
            self.progress = None

    def _settled(self) -> Version:
        """The folder read as one piece: again when a file changed meanwhile, refused when it never rests."""
        for _ in range(ATTEMPTS):
            before = _listing_or_empty(self.folder)
            version = self._read(before)
            if _listing_or_empty(self.folder) == before:
                return version
            self._drop(version)
        return self._read(before, [finding("E14", "dataset", "the files changed all the while they were read")])

    def _read(self, files: Listing, found_before: list[Finding] | None = None) -> Version:
        sources = files.sources()
        steps = len(sources) + len(RULES)
        step_no = itertools.count(1)

        def step(part: str) -> None:
            self.progress = Progress(part, next(step_no) / (steps + 1))

        self._loaded_on = self._today()
        said, found_in_dataset = dataset(files, self._loaded_on)
        found = [(one, 0) for one in (*(found_before or ()), *found_in_dataset, *files.strangers())]
        if "sites" not in sources:
            found.append((finding("E14", "sites", "there is no sites.csv or sites.parquet, the one table required"), 0))
        if self._shown is not None:
            for gone in sorted(set(self._shown.rows) - set(sources) - {"sites"}):
                problem = "its file was there and is gone; put it back, or restart to go on without the table"
                found.append((finding("E14", gone, problem), 0))
        schema = self._database.new_schema()
        tables: dict[str, StoredTable] = {}
        for name in TABLES:
            if name in sources:
                step(name)
                stored = self._database.tables.take(schema, sources[name])
                found += stored.found
                if stored.is_read:
                    tables[name] = stored
        if "sites" in tables and not tables["sites"].rows:
            found.append((finding("E14", "sites", "the table has no rows; at least one site is needed"), 0))
        usable = {name: stored for name, stored in tables.items() if stored.is_complete}
        facts = VersionFacts(tuple(usable), said.as_of, said.reporting_currency)
        try:
            found += self._database.tables.check(usable, facts, step)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            found.append((finding("E14", "dataset", f"the check could not be finished: {reason}"), 0))
        self._database.show(schema, {name: stored.place for name, stored in tables.items()})
        rows = {name: stored.rows for name, stored in tables.items()}
        told = report(found, rows)
        held = (sorted(stored.contents for stored in tables.values()), said, sorted(told.refused))
        contents = hashlib.sha256(repr(held).encode()).hexdigest()
        return Version(files.fingerprint, schema, said, rows, told, files, contents)

    def _place(self, version: Version) -> None:
        """Show the version, or keep the good one that is on show and remember why the new one was refused."""
        self._seen = version.listing
        if not version.is_good and self._shown is not None and self._shown.is_good:
            self._drop(version)
            self._refused = version
            return
        if "sites" not in version.tables:
            self._drop(version)
            # Whoever is told that nothing can be shown, in whatever thread, asks next what was refused.
            self._refused = version
            self._failure = _unusable(version)
            return
        # Sessions may still be reading the version shown before; the one before that is out of use.
        if self._before is not None:
            self._drop(self._before)
        self._before, self._shown, self._refused, self._failure = self._shown, version, None, None

    def _drop(self, version: Version) -> None:
        self._database.drop(version.schema)


def _listing_or_empty(folder: Path) -> Listing:
    try:
        return listing(folder)
    except InputError:
        return Listing(folder, ())


def _unusable(version: Version) -> DataError:
    reasons = [found.message for found in version.report.errors if found.table in ("sites", "dataset")]
    return DataError(f"The data in {version.listing.folder} cannot be shown. " + " ".join(reasons[:3]))
