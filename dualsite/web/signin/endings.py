"""The sessions that were ended before their time, as all processes on this machine know them.

A restart opens none of them again.
"""

from __future__ import annotations

import logging
from typing import Literal

from dualsite.web import shared_state
from dualsite.web.shared_state import SharedStateError

Ended = Literal["signed out", "ended"]
"""By whoever it belongs to, or by an executive."""

_LOG = logging.getLogger(__name__)

_unwritten: dict[str, Ended] = {}
"""Those that this process alone knows of, since they could not be written."""


def keep(session: str, how: Ended, until: float) -> None:
    """A session is ended. `until`, in seconds since 1970, its sign-in would have been good.

    When that cannot be written, the log says so, and the process remembers it alone.
    """
    try:
        shared_state.write(
            ("INSERT OR REPLACE INTO ended_sessions VALUES (?, ?, ?)", session, how, until),
            ("DELETE FROM sessions WHERE session = ?", session),
        )
    except SharedStateError:
        _unwritten[session] = how
        _LOG.error(
            "That a session was ended cannot be written to %s: it is good again after a restart. Make it writable.",
            shared_state.path(),
        )


def how(session: str) -> Ended | None:
    """How a session was ended; None for one that was not. Raises SharedStateError when that cannot be known."""
    if session in _unwritten:
        return _unwritten[session]
    found = shared_state.rows("SELECT how FROM ended_sessions WHERE session = ?", session)
    return found[0][0] if found else None


def tidy(now: float) -> None:
    """At the start: forget what is past anyway. Raises SharedStateError when it cannot be read or written."""
    if shared_state.rows("SELECT 1 FROM ended_sessions WHERE until <= ? LIMIT 1", now):
        shared_state.write(("DELETE FROM ended_sessions WHERE until <= ?", now))
