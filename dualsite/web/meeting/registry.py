"""The meetings: which browser shows which client, and to whom it belongs.

All processes on this machine share them (`shared_state`), and they outlive a restart. A meeting that is not found here,
or that lasts too long, shows nothing; it never turns into one without a lock. Only ending it opens its browser again.
Where that cannot be read, SharedStateError is raised, and whoever asked has to show nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from dualsite.web import shared_state
from dualsite.web.shared_state import SharedStateError

LONGEST_S = 12 * 3600
"""Seconds after which a meeting shows nothing any more."""

ENDED_FOR_S = 24 * 3600
"""For how long after its longest time it is known that a meeting was ended; all that knows it then is an old cookie."""

KEPT_S = 400 * 24 * 3600
"""How long a browser may be locked: as long as it keeps the cookies of a meeting."""


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


def begin(partner: str, browser: str, who: Hashable, now: float) -> Meeting:
    """Start a meeting in a browser, in place of any other one there. `now` is in seconds since 1970."""
    meeting = Meeting(secrets.token_urlsafe(32), partner, browser, who, now + LONGEST_S)
    shared_state.write(
        ("DELETE FROM meetings WHERE ends_at < ? AND is_ended", now - ENDED_FOR_S),
        ("DELETE FROM meetings WHERE ends_at < ?", now - KEPT_S),
        ("UPDATE meetings SET is_ended = 1 WHERE browser = ?", browser),
        (
            "INSERT INTO meetings (id, partner, browser, who, ends_at) VALUES (?, ?, ?, ?, ?)",
            *(meeting.id, partner, browser, json.dumps(who), meeting.ends_at),
        ),
    )
    return meeting


def find(meeting_id: str, now: float) -> Meeting | None:
    """The meeting of that id, None when it is over."""
    meeting = _first("id", meeting_id)
    return meeting if meeting and not meeting.is_past(now) else None


def of_browser(browser: str | None) -> Meeting | None:
    """The meeting of a browser, also one past its longest time; None when it has none, or has ended it."""
    return _first("browser", browser) if browser else None


def end(meeting_id: str) -> None:
    """End a meeting, for every tab that shows it."""
    shared_state.write(("UPDATE meetings SET is_ended = 1 WHERE id = ?", meeting_id))


def is_ended(meeting_id: str) -> bool:
    """Whether a meeting was ended, as against one that is not known or lasts too long, or cannot be looked up."""
    with suppress(SharedStateError):
        return bool(shared_state.rows("SELECT 1 FROM meetings WHERE id = ? AND is_ended", meeting_id))
    return False


def _first(column: str, value: str) -> Meeting | None:
    """The meeting that is not ended and has this value there."""
    question = f"SELECT id, partner, browser, who, ends_at FROM meetings WHERE {column} = ? AND NOT is_ended"
    found = shared_state.rows(question, value)
    return next((Meeting(one[0], one[1], one[2], _frozen(json.loads(one[3])), one[4]) for one in found), None)


def _frozen(told: Any) -> Hashable:
    """Who it is, as it was before it was written down."""
    return tuple(_frozen(one) for one in told) if isinstance(told, list) else told
