"""The meetings: which browser shows which client, and to whom it belongs.

Kept in this process alone. A meeting that is not found here, or that lasts too long, shows nothing; it never turns into
one without a lock. Only ending it opens its browser again.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Hashable
from dataclasses import dataclass

LONGEST_S = 12 * 3600
"""Seconds after which a meeting shows nothing any more."""


@dataclass(frozen=True)
class Meeting:
    """One meeting, begun and not ended. `id` is a secret that only the browser of the meeting holds."""

    id: str
    partner: str
    browser: str
    who: Hashable
    """Who started it."""
    ends_at: float
    """Seconds since 1970."""

    @property
    def began_at(self) -> float:
        return self.ends_at - LONGEST_S

    def is_past(self, now: float) -> bool:
        """Whether it has lasted too long: then it shows nothing, but is not ended either."""
        return now >= self.ends_at


_begun: dict[str, Meeting] = {}
_in_browser: dict[str, Meeting] = {}
_ended: set[str] = set()
_lock = threading.Lock()


def begin(partner: str, browser: str, who: Hashable, now: float) -> Meeting:
    """Start a meeting in a browser, in place of any other one there. `now` is in seconds since 1970."""
    meeting = Meeting(secrets.token_urlsafe(32), partner, browser, who, now + LONGEST_S)
    with _lock:
        if browser in _in_browser:
            _end(_in_browser[browser])
        _begun[meeting.id] = _in_browser[browser] = meeting
    return meeting


def find(meeting_id: str, now: float) -> Meeting | None:
    """The meeting of that id, None when it is over."""
    meeting = _begun.get(meeting_id)
    return meeting if meeting and not meeting.is_past(now) else None


def of_browser(browser: str | None) -> Meeting | None:
    """The meeting of a browser, also one past its longest time; None when it has none, or has ended it."""
    return _in_browser.get(browser) if browser else None


def end(meeting_id: str) -> None:
    """End a meeting, for every tab that shows it."""
    with _lock:
        if meeting_id in _begun:
            _end(_begun[meeting_id])


def is_ended(meeting_id: str) -> bool:
    """Whether a meeting was ended, as against one that is not known or lasts too long."""
    return meeting_id in _ended


def _end(meeting: Meeting) -> None:
    del _begun[meeting.id]
    del _in_browser[meeting.browser]
    _ended.add(meeting.id)
