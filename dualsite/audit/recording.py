"""Writing into the audit trail, from any thread."""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from dualsite.audit import settings
from dualsite.audit.entry import APP, NOBODY, Entry, What, Who
from dualsite.audit.gathering import Gathering
from dualsite.audit.syslog import Sink, sink_of
from dualsite.audit.trail import Trail
from dualsite.errors import DualsiteError

EVERY_S = 1.0
"""How soon an entry is on the disk, whatever happens to the machine then."""
MOST_OPEN = 8
"""Trails that are held open; a server has one."""

_LOG = logging.getLogger(__name__)


class NotRecordedError(DualsiteError):
    """The audit trail cannot be written, so what was to be written down must not happen."""


def record(
    what: What,
    who: Who = NOBODY,
    *,
    role: str = "",
    address: str = "",
    page: str = "",
    name: str = "",
    reason: str = "",
    partners: frozenset[str] | None = frozenset(),
    as_of: date | None = None,
    details: Mapping[str, str] | None = None,
    is_needed: bool = False,
    file: Path | None = None,
) -> None:
    """Write down what has happened, or, if `is_needed`, what is about to happen.

    `partners`: whose rows were seen, None for everyone's. `file`: another trail than that of the settings. Entries of
    one person and kind that come too fast are written as one with their number. When the file cannot be written the log
    says so, and how many entries that has cost is written once it can; what is needed stands on the disk when this
    returns, or NotRecordedError is raised.
    """
    entry = Entry(
        what,
        provider=who.provider,
        subject=who.subject,
        email=who.email,
        role=role,
        address=address,
        page=page,
        name=name,
        reason=reason,
        scope="everyone" if partners is None else " ".join(sorted(partners)),
        as_of=as_of.isoformat() if as_of else "",
        details=dict(details or {}),
    )
    recorder = _recorder(file or settings.path())
    try:
        recorder.take(entry, is_counted=not is_needed and who != APP)
        if is_needed:
            recorder.trail.sync()
    except OSError:
        if is_needed:
            raise NotRecordedError(
                "This cannot be handed over at the moment: it could not be written into the audit trail. "
                "Tell whoever runs this server; its log says why."
            ) from None


def is_written() -> bool:
    """Whether what is told at present is written: no entry waits to be counted as lost."""
    return not _recorder(settings.path()).lost


def check_settings() -> None:
    """Raises DataError, with what to do, for a key or a collector that cannot be used."""
    settings.keys()
    sink_of(settings.syslog())


def settle() -> None:
    """Write what was gathered, and put everything on the disk: before the trail is read or checked, and at the end."""
    _recorder(settings.path()).settle(is_all=True)


@dataclass
class _Recorder:
    """What writes into one trail."""

    trail: Trail
    sink: Sink | None
    gathering: Gathering = field(default_factory=Gathering)
    lost: Counter[str] = field(default_factory=Counter)
    """Entries that could not be written, by kind."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, entry: Entry, *, is_counted: bool) -> None:
        """Write an entry, or count it with others of its kind. Raises OSError when it cannot be written."""
        with self.lock:
            entries = self.gathering.sifted(entry) if is_counted else [entry]
        for one in entries:
            if one is not entry and one.what is What.ALARM:
                _LOG.warning("The audit trail is being filled by %s. %s", one.who, one.reason)
        self.write(entries)

    def write(self, entries: list[Entry]) -> None:
        if not entries:
            return
        with self.lock:
            lost, self.lost = self.lost, Counter()
        try:
            lines = self.trail.append([*([_lost(lost)] if lost else []), *entries])
        except OSError as error:
            with self.lock:
                is_news = not lost and not self.lost
                self.lost.update(lost)
                self.lost.update(one.what for one in entries for _ in range(one.count))
            if is_news:
                _LOG.error(
                    "The audit trail %s cannot be written: %s. Until it can, nothing is exported; the rest goes on "
                    "and is counted. Make it writable.",
                    self.trail.file,
                    error,
                )
            raise
        if lost:
            _LOG.warning("The audit trail %s is written again. %s", self.trail.file, _lost(lost).reason)
        for written, line in lines:
            if written.what is What.ALARM and written.who == APP:
                _LOG.error("The audit trail %s: %s", self.trail.file, written.reason)
            if self.sink is not None:
                self.sink.send(written, line)

    def settle(self, is_all: bool = False, is_last: bool = False) -> None:
        """Write what was gathered and is due, say what the collector did not get, and put it all on the disk.

        `is_all`: also what is not due. `is_last`: also what was lost while the collector is still down.
        """
        with self.lock:
            due = self.gathering.due(is_all)
        # While the collector is down, the entry that says so would be lost as well, and need one more.
        is_told = self.sink is not None and (is_last or not self.sink.is_down)
        if self.sink is not None and is_told and (count := self.sink.take_lost()):
            reason = f"{count} entries did not reach {self.sink.address}."
            _LOG.warning("The second copy of the audit trail is incomplete: %s", reason)
            due.append(_of_app(What.LOST, name=self.sink.address, reason=reason, count=count))
        try:
            self.write(due)
            self.trail.sync()
        except OSError as error:
            _LOG.debug("The audit trail could not be put on the disk: %s", error)

    def end(self) -> None:
        """What is to be done before the process ends."""
        self.settle(is_all=True, is_last=True)
        self.trail.close()
        if self.sink is not None:
            self.sink.close()


_recorders: dict[Path, _Recorder] = {}
"""What writes into each file: one for the whole process."""
_opening = threading.Lock()


def _recorder(file: Path) -> _Recorder:
    with _opening:
        if file not in _recorders:
            keys, sink = settings.keys(), sink_of(settings.syslog())
            if sink is not None:
                sink.thread.start()
            _start_settling()
            _recorders[file] = _Recorder(Trail(file, keys[0] if keys else None), sink)
            if len(_recorders) > MOST_OPEN:
                _recorders.pop(next(iter(_recorders))).end()
        return _recorders[file]


def close() -> None:
    """Put everything on the disk and let the files go; what comes then opens them again."""
    with _opening:
        while _recorders:
            _recorders.popitem()[1].end()


@cache
def _start_settling() -> None:
    """From now on, until the process ends, every trail is looked after."""
    threading.Thread(target=_keep_settling, name="audit trail", daemon=True).start()
    atexit.register(close)


def _keep_settling() -> None:
    pause = threading.Event()
    while not pause.wait(EVERY_S):
        for recorder in list(_recorders.values()):
            recorder.settle()


def _of_app(what: What, **told: object) -> Entry:
    return Entry(what, provider=APP.provider, subject=APP.subject, **told)  # type: ignore[arg-type]


def _lost(counted: Counter[str]) -> Entry:
    """What is said of entries that could not be written."""
    count = counted.total()
    reason = f"{count} entries before this one could not be written."
    return _of_app(What.LOST, reason=reason, count=count, details={kind: str(times) for kind, times in counted.items()})
