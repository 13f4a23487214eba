"""Data folders read into versions of one database, each as one piece, and how far that has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from dualsite.store.database import Database
from dualsite.store.digests import Digests
from dualsite.store.findings import Finding, finding
from dualsite.store.folder import Listing, listing_or_empty
from dualsite.store.loading import Progress, load
from dualsite.store.version import Version

ATTEMPTS = 3
"""How often a folder that changes while it is read is read again."""


class Intake:
    """Reads versions for one store, in one thread at a time."""

    def __init__(self, database: Database, today: Callable[[], date]) -> None:
        self._database = database
        self._today = today
        self._loaded_on: date | None = None
        self.digests = Digests()
        self.progress: Progress | None = None
        """How far what is under way has come; None when nothing is."""

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Something is being read."""
        self.progress = Progress("", 0.0)
        try:
            yield
        finally:
            self.progress = None

    def whole(self, folder: Path) -> Version:
        """The folder read as one piece: again when a file changed meanwhile, refused when it never rests."""
        for _ in range(ATTEMPTS):
            files = listing_or_empty(folder)
            version = self._loaded(files)
            if listing_or_empty(folder) == files:
                return version
            self.drop(version)
        return self._loaded(files, [finding("E14", "dataset", "the files changed all the while they were read")])

    def kept(self, files: Listing) -> Version:
        """What files hold that were kept, and so never change."""
        return load(self._database, files, self._today(), self._tell)

    def is_of_a_day_past(self, version: Version) -> bool:
        """Whether a version took the day of the last reading as its as-of day, and that day is over."""
        return version.dataset.as_of == self._loaded_on != self._today()

    def drop(self, version: Version) -> None:
        """Take a version out of the database."""
        self._database.drop(version.schema)

    def _loaded(self, files: Listing, found: Sequence[Finding] = ()) -> Version:
        # Digested before they are read, and so held to be what was read when nothing has changed meanwhile.
        self.digests.of(files)
        self._loaded_on = self._today()
        return load(self._database, files, self._loaded_on, self._tell, found)

    def _tell(self, part: str, done: float) -> None:
        self.progress = Progress(part, done)
