"""What people have decided about a delivery. A decision holds for exactly these bytes, after a restart too."""

from __future__ import annotations

import json
import logging
import os
import threading
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from dualsite.store.one_writer import one_writer

_LOG = logging.getLogger(__name__)

MOST = 200
"""Decisions remembered; of older ones, the bytes are seldom delivered again."""

FILE = "decisions.json"

Kind = Literal["take", "keep", "restore"]


@dataclass(frozen=True)
class Decision:
    """What is to be shown while these bytes lie in the data folder.

    `take`: they. `keep`, `restore`: the kept version `version`; restored is one that somebody has chosen.
    """

    kind: Kind
    contents: str
    version: str
    by: str
    at: str
    """UTC, ISO 8601."""


def decision(kind: Kind, contents: str, version: str, by: str) -> Decision:
    """A decision of now."""
    return Decision(kind, contents, version, by, datetime.now(UTC).isoformat(timespec="seconds"))


class Decisions:
    """The decisions about one data folder: in a file where there is one, which other processes may write too.

    Safe to use from several threads.
    """

    def __init__(self, place: Path | None) -> None:
        self._file = place / FILE if place is not None else None
        self._known: dict[str, Decision] = {}
        self._stamp: tuple[int, int] | None = None
        self._lock = threading.RLock()

    def of(self, contents: str) -> Decision | None:
        """What was decided about these bytes last."""
        with self._lock:
            self.has_changed()
            return self._known.get(contents)

    def has_changed(self) -> bool:
        """Whether another process has decided something since this was asked last; if so, it is known now."""
        with self._lock:
            return self._file is not None and self._is_read_anew(self._file)

    def _is_read_anew(self, file: Path) -> bool:
        try:
            status = file.stat()
        except OSError:
            return False
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            told = [Decision(**one) for one in json.loads(file.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError) as error:
            _LOG.warning("%s cannot be read, so what was decided is not known: %s", file, error)
            return False
        before, self._known = self._known, {one.contents: one for one in told}
        return before != self._known

    def add(self, made: Decision) -> None:
        """Remember a decision in place of any other about the same bytes. Raises OSError when it cannot be written."""
        with self._lock, ExitStack() as held:
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                held.enter_context(one_writer(self._file.parent))
            self.has_changed()
            others = {key: one for key, one in self._known.items() if key != made.contents}
            self._write({**others, made.contents: made})

    def _write(self, known: dict[str, Decision]) -> None:
        self._known = dict(list(known.items())[-MOST:])
        if self._file is None:
            return
        written = self._file.with_name(f".{FILE}.{os.getpid()}")
        written.write_text(json.dumps([asdict(one) for one in self._known.values()], indent=1), encoding="utf-8")
        written.replace(self._file)
        status = self._file.stat()
        self._stamp = (status.st_mtime_ns, status.st_ino)
