"""Checked versions of the data, the newest good one on show.

A changed folder is read and checked as a new version beside the one on show. A version with errors never replaces a
good one, and one that holds much less is held back until somebody takes it; the reasons are kept for the banner. The
very first version is shown without the tables it refuses. What was on show is kept, and can be shown again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self

import ibis

from dualsite.errors import DataError, InputError, why
from dualsite.store.care import Care
from dualsite.store.database import Database
from dualsite.store.decisions import Decision, Decisions, Kind, decision
from dualsite.store.digests import Digests, contents_of
from dualsite.store.doubts import doubts
from dualsite.store.folder import Listing, listing
from dualsite.store.intake import Intake
from dualsite.store.kept import KeptVersion, KeptVersions
from dualsite.store.loading import Progress
from dualsite.store.settling import Settling
from dualsite.store.version import Held, Older, Version, of_id, unusable

_LOG = logging.getLogger(__name__)

LOOK_EVERY_S = 0.1
"""How often whoever waits for files to rest looks at them."""


class Store:
    """The data folder's versions in one database, for all sessions of a process. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        today: Callable[[], date] = date.today,
        before_shown: Callable[[Version], None] = lambda version: None,
        care: Care | None = None,
    ) -> None:
        """`before_shown` is told, in the thread that loads, of a version that is about to take another's place.

        Where it fails, that version is shown all the same, and whoever waits for it hears of the failure.
        """
        self.folder = folder
        self._before_shown = before_shown
        self.care = care or Care()
        self._database = Database()
        self._intake = Intake(self._database, today)
        self._lock = threading.Lock()
        self._loader = ThreadPoolExecutor(1, "load")
        self._work: Future[None] | None = None
        self._work_began = 0.0
        self._is_closed = False
        self._settling = Settling(self.care.rest_s)
        keeps = self.care.kept
        self._kept = KeptVersions(keeps, folder, self.care.most, self.care.most_bytes) if keeps else None
        self._decisions = Decisions(self._kept.place if self._kept else None)
        self._seen: Listing | None = None
        self._shown: Version | None = None
        self._before: Version | None = None
        self._failure: DataError | None = None
        self._spoilt: set[str] = set()
        self._decided = threading.Event()
        self.contents = ""
        """Names the bytes that were read last, shown or not; empty before any were."""
        self.is_arriving = False
        """Whether the folder has changed and is not at rest yet."""
        self.refused: Version | None = None
        """The newest version when it was refused: an earlier one is on show, or nothing can be shown at all."""
        self.held: Held | None = None
        """The newest version when it is held back, and why."""
        self.older: Older | None = None
        """Set while the version on show is one that was kept."""
        self.trouble: None = None
        """A folder that cannot be read is a version that is refused; engines may be away (`store.engines`)."""

    @property
    def progress(self) -> Progress | None:
        """How far the load under way has come; None when there is none."""
        return self._intake.progress

    @property
    def looking_s(self) -> float:
        """For how many seconds the look under way has been, with the load it has led to; 0 where there is none."""
        with self._lock:
            is_under_way = self._work is not None and not self._work.done()
            return time.monotonic() - self._work_began if is_under_way else 0.0

    def connect(self) -> ibis.BaseBackend:
        """A connection of its own for one session, which may be used from several threads at once."""
        return self._database.connect()

    def close(self) -> None:
        """End a load under way and take the database and its files away. Connections made from here are of no use then.

        A store that is closed twice is closed.
        """
        with self._lock:
            self._is_closed = True
        self._loader.shutdown(cancel_futures=True)
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def version(self, timeout: float | None = None) -> Version | None:
        """The version on show, after looking whether the folder has changed.

        The folder is looked at, and a change loaded, in the background; `timeout` is how many seconds to give that
        (None: until it is done, files at rest included). None is returned while the first version is still awaited.
        Raises DataError when there is nothing to show at all.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while (looking := self._looking()) is not None:
            is_own, work = looking
            if not wait([work], None if until is None else max(0.0, until - time.monotonic())).done or work.cancelled():
                break
            work.result()
            is_awaited = self.is_arriving and (self._shown is None or until is None)
            if not is_awaited and (is_own or until is not None):
                break
            if until is not None and time.monotonic() >= until:
                break
            if is_awaited:
                time.sleep(LOOK_EVERY_S)
        if self._shown is None and self._failure is not None:
            raise self._failure
        return self._shown

    def kept(self) -> tuple[KeptVersion, ...]:
        """The versions that can be shown again, that on show last first."""
        return self._kept.all() if self._kept else ()

    def decide(self, kind: Kind, by: str, contents: str = "", version: str = "") -> Decision:
        """Write down what is to be shown while the data folder holds what it holds now; it is shown by the next look.

        `contents`: of which bytes this is decided, when somebody was shown them. Raises InputError when these are not
        in the folder any more, there is no such version, or the decision cannot be written.
        """
        now = self.contents or contents_of(Digests().of(listing(self.folder)))
        if contents and contents != now:
            raise InputError("The files have changed meanwhile. Look at what they are now, and decide again.")
        chosen = self._kept.find(version) if self._kept else None
        if kind == "restore" and chosen is None:
            raise InputError(f"There is no kept version {version}. `python -m dualsite versions list` names them.")
        if kind == "restore" and chosen is not None and chosen.contents == now:
            kind = "take"
        made = decision(kind, now, version, by)
        try:
            self._decisions.add(made)
        except OSError as error:
            raise InputError(f"The decision could not be written: {why(error)}.") from None
        self._decided.set()
        return made

    def _looking(self) -> tuple[bool, Future[None]] | None:
        """The look at the folder under way, and whether it was begun by this call; None once the store is closed."""
        with self._lock:
            if self._is_closed:
                return None
            if self._work is not None and not self._work.done():
                return False, self._work
            self._work_began = time.monotonic()
            self._work = self._loader.submit(self._look)
            return True, self._work

    def _look(self) -> None:
        try:
            now = listing(self.folder)
        except InputError as error:
            self._failure = DataError(str(error))
            now = Listing(self.folder, ())
            if self._shown is None and not self.kept():
                return
        is_decided = self._decisions.has_changed() or self._decided.is_set()
        is_of_a_day_past = self._shown is not None and self._intake.is_of_a_day_past(self._shown)
        if now == self._seen and not is_decided and not is_of_a_day_past:
            self.is_arriving = False
            self._settling.settled()
            return
        if now != self._seen and not self._settling.is_whole(now, self._intake.digests):
            self.is_arriving = True
            if self._shown is None:
                self._show_a_kept()
            return
        self._decided.clear()
        try:
            with self._intake.under_way():
                self._take_in()
        finally:
            self.is_arriving = False
            self._settling.settled()

    def _take_in(self) -> None:
        """Read the folder as it is now, and show it, refuse it or hold it back."""
        version = self._intake.whole(self.folder)
        self._seen, self.contents = version.listing, contents_of(self._intake.digests.of(version.listing))
        last = self._last_kept()
        is_replacing = self._shown.is_good if self._shown is not None else last is not None
        if not version.is_good and is_replacing:
            self._intake.drop(version)
            self.refused, self.held = version, None
            if self._shown is None and not self._show_a_kept():
                self._failure = unusable(version)
            return
        if "sites" not in version.tables:
            self._intake.drop(version)
            # Whoever is told that nothing can be shown, in whatever thread, asks next what was refused.
            self.refused = version
            self._failure = unusable(version)
            return
        made = self._decisions.of(self.contents)
        if made is not None and made.kind == "restore":
            if self._restore(made):
                self._intake.drop(version)
                self.refused = self.held = None
                return
            made = None
        against = self._shown.holdings if self._shown else last.holdings if last else None
        found = doubts(version, against, self._intake.digests.of(version.listing), self._shown_files(), self.care.fall)
        if made.kind == "keep" if made is not None else found:
            self._hold_back(version, Held(version, self.contents, found, made))
        else:
            # Kept at once: while its first views are answered, the next delivery may overwrite its files.
            if self._kept is not None and version.is_good:
                digests = self._intake.digests.of(version.listing)
                self._kept.keep(version.id, version.listing, digests, self.contents, version.holdings)
            try:
                self._show(version)
            finally:
                # Until it is shown, the banner stands.
                self.refused = self.held = None

    def _hold_back(self, version: Version, held: Held) -> None:
        """Leave on show what is, or what was last; where nothing else can be shown, show the version all the same."""
        self.refused, self.held = None, held
        if self._shown is not None or self._show_a_kept(held.decision):
            self._intake.drop(version)
        else:
            self.held = replace(held, is_shown=True)
            self._show(version)

    def _restore(self, made: Decision) -> bool:
        """Show the version that was chosen; False when there is none any more, or none that can be shown."""
        chosen = self._kept.find(made.version) if self._kept else None
        if chosen is None:
            return False
        if self._shown is None or self._shown.id != chosen.id:
            return self._show_kept(chosen, made)
        self.older = Older(chosen.shown_at, made)
        return True

    def _show(self, version: Version, older: Older | None = None) -> None:
        try:
            if self._shown is not None and version.is_good:
                self._before_shown(version)
        finally:
            # Sessions may still be reading the version shown before; the one before that is out of use.
            dropped, self._before = self._before, self._shown
            self._shown, self._failure, self.older = version, None, older
            if dropped is not None:
                self._intake.drop(dropped)

    def _show_a_kept(self, made: Decision | None = None) -> bool:
        """Show the version that was decided to be kept, else the last that can be shown; whether there was one.

        One that came on show after that decision was made goes before it.
        """
        kept = self.kept()
        is_outlived = made is not None and made.kind == "keep" and bool(kept) and kept[0].shown_at > made.at
        decided_first = sorted(kept, key=lambda one: made is None or is_outlived or one.id != made.version)
        return any(self._show_kept(one, made) for one in decided_first if one.id not in self._spoilt)

    def _show_kept(self, chosen: KeptVersion, made: Decision | None) -> bool:
        """Show a kept version, unless its files cannot be read any more; whether it is shown."""
        version = self._intake.kept(chosen.files)
        if "sites" in version.tables:
            self._show(of_id(version, chosen.id), Older(chosen.shown_at, made))
            return True
        self._intake.drop(version)
        self._spoilt.add(chosen.id)
        _LOG.warning("The kept version %s is passed over. %s", chosen.id, unusable(version))
        return False

    def _last_kept(self) -> KeptVersion | None:
        return next(iter(self.kept()), None)

    def _shown_files(self) -> Listing | None:
        """The files of the version on show where they were kept."""
        found = self._kept.find(self._shown.id) if self._kept and self._shown else self._last_kept()
        return found.files if found else None
