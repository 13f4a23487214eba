"""The sessions that were ended before their time, as all processes on this machine know them.

A restart opens none of them again.
"""

from __future__ import annotations

import logging
import time
from typing import Literal

from dualsite.web import shared_state
from dualsite.web.shared_state import SharedStateError

Ended = Literal["signed out", "ended"]
"""By whoever it belongs to, or by an executive."""

_LOG = logging.getLogger(__name__)

AGAIN_EVERY_S = 5.0
"""How soon it is tried again to write what could not be written."""

_unwritten: dict[str, tuple[Ended, float]] = {}
"""Those that this process alone knows of, since they could not be written: how, and until when."""
_tried_at = 0.0
"""When that was tried last, by the clock that nobody sets."""


def keep(session: str, how: Ended, until: float) -> None:
    """A session is ended. `until`, in seconds since 1970, its sign-in would have been good.

    When that cannot be written, the log says so, and the process remembers it alone until it can.
    """
    _unwritten[session] = (how, until)
    if not _is_written():
        _LOG.error(
            "That a session was ended cannot be written to %s: until it is, the other servers of this address go on "
            "with its sign-in, and so does this one once restarted. It is tried again; make it writable.",
            shared_state.path(),
        )


def how(session: str) -> Ended | None:
    """How a session was ended; None for one that was not. Raises SharedStateError when that cannot be known."""
    global _tried_at
    if _unwritten and time.monotonic() - _tried_at >= AGAIN_EVERY_S:
        _tried_at = time.monotonic()
        shared_state.off_the_loop(_is_written)
    if (unwritten := _unwritten.get(session)) is not None:
        return unwritten[0]
    found = shared_state.rows("SELECT how FROM ended_sessions WHERE session = ?", session)
    return found[0][0] if found else None


def _is_written() -> bool:
    """Write whatever is not written yet, and whether that went well."""
    global _tried_at
    ended = dict(_unwritten)
    try:
        for session, (how, until) in ended.items():
            shared_state.write(
                ("INSERT OR REPLACE INTO ended_sessions VALUES (?, ?, ?)", session, how, until),
                ("DELETE FROM sessions WHERE session = ?", session),
            )
            _unwritten.pop(session, None)
    except SharedStateError:
        _tried_at = time.monotonic()
        return False
    return True


def tidy(now: float) -> None:
    """At the start: forget what is past anyway. Raises SharedStateError when it cannot be read or written."""
    if shared_state.rows("SELECT 1 FROM ended_sessions WHERE until <= ? LIMIT 1", now):
        shared_state.write(("DELETE FROM ended_sessions WHERE until <= ?", now))
