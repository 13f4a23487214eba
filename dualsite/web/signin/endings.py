"""The sessions that were ended before their time, in a file beside the audit trail.

So a restart opens none of them again, and several processes on one machine know of each other's.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Literal, get_args

from dualsite import audit

Ended = Literal["signed out", "ended"]
"""By whoever it belongs to, or by an executive."""

_LOG = logging.getLogger(__name__)

_known: dict[str, tuple[float, Ended]] = {}
_seen: object = None
_lock = threading.Lock()


def path() -> Path:
    """The file: lines of JSON, each with a session, how it was ended, and when its sign-in is good for nobody."""
    return audit.path().with_name("ended-sessions.jsonl")


def keep(session: str, how: Ended, until: float) -> None:
    """A session is ended. `until`, in seconds since 1970, its sign-in would have been good.

    When the file cannot be written, the log says so, and the process remembers it alone.
    """
    with _lock:
        _known[session] = (until, how)
        try:
            _write(path(), _line(session, until, how), os.O_APPEND)
        except OSError as error:
            _LOG.error(
                "The file %s cannot be written: %s. A session that was ended is good again after a restart. "
                "Make it writable.",
                path(),
                error.strerror,
            )


def how(session: str) -> Ended | None:
    """How a session was ended; None for one that was not."""
    with _lock, suppress(OSError):
        _follow()
    found = _known.get(session)
    return found[1] if found else None


def tidy(now: float) -> None:
    """At the start: leave out of the file what is past anyway. Raises OSError when it cannot be read or written."""
    with _lock:
        _follow()
        for past in [one for one, (until, _how) in _known.items() if until <= now]:
            del _known[past]
        if path().exists():
            fresh = path().with_suffix(".new")
            _write(fresh, "".join(_line(one, until, how) for one, (until, how) in _known.items()), os.O_TRUNC)
            fresh.replace(path())


def _follow() -> None:
    """Read the file again if it has changed. A line that is none of ours says nothing. Raises OSError."""
    global _seen
    if not path().exists():
        return
    found = path().stat()
    state = (path(), found.st_mtime_ns, found.st_size, found.st_ino)
    if state == _seen:
        return
    for line in path().read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            session, until, how = json.loads(line)
        except (ValueError, TypeError):
            continue
        if isinstance(session, str) and isinstance(until, int | float) and how in get_args(Ended):
            _known[session] = (until, how)
    _seen = state


def _line(session: str, until: float, how: Ended) -> str:
    return json.dumps([session, until, how]) + "\n"


def _write(file: Path, text: str, mode: int) -> None:
    """Write a file that only its owner may read."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(file, os.O_CREAT | os.O_WRONLY | mode, 0o600)
    try:
        os.write(opened, text.encode())
    finally:
        os.close(opened)
