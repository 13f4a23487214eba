"""The meeting lock as a session knows it: what it is locked to, by its browser's cookies and its own memory."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from dualsite.access import Viewer
from dualsite.web.meeting import registry
from dualsite.web.meeting.cookies import BROWSER, MEETING
from dualsite.web.shared_state import SharedStateError
from dualsite.web.signin.admission import Person

INSIDE = "meeting of this session"
"""Under this key of the session stands the meeting it was opened in. Once there, it is never taken away."""


@dataclass(frozen=True)
class Lock:
    """What this session is locked to."""

    meeting: str
    """The meeting, to end it by."""
    partner: str | None
    """Whose rows it shows; None when the meeting is over: then it shows nothing."""
    is_inside: bool
    """Whether it was opened by the link of the meeting; the other tabs of the browser hold nothing but that link."""

    @property
    def viewer(self) -> Viewer:
        """The client in whose place the session looks."""
        return Viewer("partner", frozenset((self.partner,) if self.partner else ()))


def lock_of(who: Person) -> Lock | None:
    """What this session is locked to, given who looks; None when its browser is in no meeting."""
    now = time.time()
    inside = st.session_state.get(INSIDE) or cookie(MEETING)
    if inside:
        st.session_state[INSIDE] = inside
    try:
        meeting = registry.find(inside, now) if inside else registry.of_browser(cookie(BROWSER))
    except SharedStateError:
        return Lock(str(inside or ""), None, bool(inside))
    if meeting is None and not inside:
        return None
    if meeting is None or meeting.is_past(now) or meeting.who != who.id or not _may_see(who.viewer, meeting.partner):
        return Lock(meeting.id if meeting else str(inside), None, bool(inside))
    return Lock(meeting.id, meeting.partner, bool(inside))


def cookie(name: str) -> str | None:
    """A cookie of this session's browser; None without, as in a session that no browser has opened."""
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else None


def _may_see(viewer: Viewer, partner: str) -> bool:
    partners = viewer.scope.partners
    return partners is None or partner in partners
