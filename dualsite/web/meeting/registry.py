"""The meetings under way: which browser shows which client, and to whom it belongs.

Kept in this process alone. A meeting that is not found here, because it is over, too old or from before a restart, is
one that shows nothing; it never turns into one without a lock.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

LONGEST_S = 12 * 3600
"""Seconds after which a meeting shows nothing any more."""


@dataclass(frozen=True)
class Meeting:
    """One meeting. `id` is a secret that only the browser of the meeting holds."""

    id: str
    partner: str
    browser: str
    who: str | None
    """Who started it; None without sign-in."""
    ends_at: float
    """Seconds since 1970."""


_under_way: dict[str, Meeting] = {}
_lock = threading.Lock()


def begin(partner: str, browser: str, who: str | None, now: float) -> Meeting:
    """Start a meeting in a browser, in place of any other one there. `now` is in seconds since 1970."""
    meeting = Meeting(secrets.token_urlsafe(32), partner, browser, who, now + LONGEST_S)
    with _lock:
        for one in [one for one in _under_way.values() if one.browser == browser or one.ends_at <= now]:
            del _under_way[one.id]
        _under_way[meeting.id] = meeting
    return meeting


def find(meeting_id: str, now: float) -> Meeting | None:
    """The meeting of that id, None when it is over."""
    meeting = _under_way.get(meeting_id)
    return meeting if meeting and now < meeting.ends_at else None


def of_browser(browser: str | None, now: float) -> Meeting | None:
    """The meeting under way in a browser, or None."""
    with _lock:
        return next((one for one in _under_way.values() if one.browser == browser and now < one.ends_at), None)


def end(meeting_id: str) -> None:
    """End a meeting, for every tab that shows it."""
    with _lock:
        _under_way.pop(meeting_id, None)
