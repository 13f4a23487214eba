"""The writer of a trail: one at a time, across threads and processes; a line is written whole or told to be torn."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from dualsite.audit import segments
from dualsite.audit.chain import Key, seal
from dualsite.audit.entry import APP, Entry, What
from dualsite.audit.segments import End

MOST_BYTES = 5_000_000
"""After this a file is closed, and the next one begun. None is ever deleted."""


@dataclass
class Trail:
    """A trail that is written to. `key` seals its lines; without one they are chained all the same."""

    file: Path
    key: Key | None = None
    most_bytes: int = MOST_BYTES
    _end: End = field(default_factory=End)
    _last_line: bytes = b""
    """The line written last, which has to stand before `_end` when the file is looked at again."""
    _descriptor: int | None = None
    _is_synced: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _syncing: threading.Lock = field(default_factory=threading.Lock)

    def append(self, entries: Sequence[Entry]) -> list[tuple[Entry, bytes]]:
        """Write entries; gives them, and what the trail had to say of itself, with their lines.

        They are handed to the system before this returns; `sync` puts them on the disk. Raises OSError when they could
        not be written whole; what was written of them is told by the next entry.
        """
        with self._lock, self._held():
            try:
                said = self._catch_up()
                lines = self._sealed([*said, *entries])
                self._write(b"".join(line for _entry, line in lines))
            except OSError:
                self._let_go()
                raise
            self._last_line = lines[-1][1] if lines else self._last_line
            return lines

    def sync(self) -> None:
        """Put what is written on the disk. Raises OSError when that fails."""
        with self._syncing:
            # Whoever writes meanwhile need not wait for the disk.
            with self._lock:
                descriptor = None if self._is_synced or self._descriptor is None else os.dup(self._descriptor)
                self._is_synced = True
            if descriptor is not None:
                try:
                    os.fsync(descriptor)
                except OSError:
                    # What somebody else has written and needs on the disk is not there either.
                    self._is_synced = False
                    raise
                finally:
                    os.close(descriptor)

    def close(self) -> None:
        """Put what is written on the disk and let the file go; the next entry opens it again."""
        with suppress(OSError):
            self.sync()
        with self._lock:
            self._let_go()

    @contextmanager
    def _held(self) -> Iterator[None]:
        """No other process writes meanwhile."""
        lock = segments.make(self.file.with_name(f"{self.file.name}.lock"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _catch_up(self) -> list[Entry]:
        """Be at the end of the trail, whoever wrote there; gives what is to be said of how it stands."""
        said: list[Entry] = []
        if not self._is_where_it_was():
            found = segments.end(self.file)
            if self._is_kept():
                self._end = found
            else:
                # Going on from what the file says now would hide that something is gone.
                said.append(_alarm("The end of the trail is not what was written last.", expected=str(self._end.n)))
                self._end = replace(found, n=self._end.n, hash=self._end.hash, key=self._end.key)
            self._let_go()
        if self._end.size >= self.most_bytes:
            self._close_file()
        if not self._end.is_open:
            self._end = replace(self._end, segment=self._end.segment + 1, is_open=True, size=0, is_line_ended=True)
            about = {"segment": str(self._end.segment), "before": self._end.hash}
            said.insert(0, _own(What.SEGMENT, details=about))
        if self._end.rest:
            torn = {"bytes": str(len(self._end.rest)), "sha256": hashlib.sha256(self._end.rest).hexdigest()}
            said.insert(0, _own(What.TORN, details=torn))
            if self._last_line:
                said.append(_alarm("Somebody else has written into the trail while the app ran."))
            self._end = replace(self._end, rest=b"")
        own_key = self.key.id if self.key else ""
        if self._end.key != own_key and (self._end.n or own_key):
            said.append(_own(What.KEY, name="audit trail", details={"from": self._end.key, "to": own_key}))
            self._end = replace(self._end, key=own_key)
        return said

    def _is_where_it_was(self) -> bool:
        if self._descriptor is None:
            return False
        try:
            now, ours = self.file.stat(), os.fstat(self._descriptor)
        except OSError:
            return False
        return (now.st_ino, now.st_dev, now.st_size) == (ours.st_ino, ours.st_dev, self._end.size)

    def _is_kept(self) -> bool:
        """Whether the last line we wrote still stands in the trail."""
        if not self._last_line or self._stands_where_it_was():
            return True
        line = self._last_line.rstrip(b"\n")
        return any(line in segments.lines(one) for one in reversed(segments.files(self.file)))

    def _stands_where_it_was(self) -> bool:
        """The same, where another process has merely gone on in the file that we have open."""
        if self._descriptor is None:
            return False
        try:
            now, ours = self.file.stat(), os.fstat(self._descriptor)
            line = os.pread(self._descriptor, len(self._last_line), self._end.size - len(self._last_line))
        except OSError:
            return False
        return (now.st_ino, now.st_dev) == (ours.st_ino, ours.st_dev) and line == self._last_line

    def _sealed(self, entries: Sequence[Entry]) -> list[tuple[Entry, bytes]]:
        """The lines of entries, at the end of the trail as it stands."""
        lines = []
        own_key = self.key.id if self.key else ""
        for entry in entries:
            at = entry.at or datetime.now(UTC).isoformat(timespec="microseconds")
            numbered = replace(entry, n=self._end.n + 1, at=at, key=own_key).cleaned()
            line, digest = seal(numbered, self._end.hash, self.key)
            self._end = replace(self._end, n=numbered.n, hash=digest)
            lines.append((numbered, line))
        return lines

    def _write(self, told: bytes) -> None:
        if self._descriptor is None:
            self._descriptor = segments.make(self.file)
        left = told if self._end.is_line_ended else b"\n" + told
        self._is_synced = False
        while left:
            done = os.write(self._descriptor, left)
            self._end = replace(self._end, size=self._end.size + done, is_line_ended=True)
            left = left[done:]

    def _close_file(self) -> None:
        """Put the full file aside, to be read alone."""
        number = self._end.segment
        while (aside := segments.closed_name(self.file, number)).exists():
            number += 1
        if self._descriptor is not None:
            os.fsync(self._descriptor)
        self.file.rename(aside)
        aside.chmod(0o400)
        folder = os.open(self.file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self._let_go()
        self._end = replace(self._end, segment=number, is_open=False)

    def _let_go(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _own(what: What, **told: object) -> Entry:
    """What the trail says of itself."""
    return Entry(what, provider=APP.provider, subject=APP.subject, **told)  # type: ignore[arg-type]


def _alarm(reason: str, **details: str) -> Entry:
    return _own(What.ALARM, reason=reason, details=details)
