"""The meeting lock as a session knows it: what it is locked to, and what stands on the screen to start and end it."""

from __future__ import annotations

import html
import time
from dataclasses import dataclass

import streamlit as st

from dualsite.access import View, Viewer
from dualsite.i18n import _
from dualsite.screens.shared import filters
from dualsite.screens.shared.elements import answer
from dualsite.screens.shared.text import plain
from dualsite.web import meetings
from dualsite.web.meeting_routes import BROWSER, END, MEETING, OPEN

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


def lock(viewer: Viewer) -> Lock | None:
    """What this session is locked to, given who is signed in; None when its browser is in no meeting."""
    now = time.time()
    inside = st.session_state.get(INSIDE) or _cookie(MEETING)
    if inside:
        st.session_state[INSIDE] = inside
        meeting = meetings.find(inside, now)
    else:
        meeting = meetings.of_browser(_cookie(BROWSER), now)
        if meeting is None:
            return None
    if meeting is None or meeting.who != who() or not _may_see(viewer, meeting.partner):
        return Lock(meeting.id if meeting else str(inside), None, bool(inside))
    return Lock(meeting.id, meeting.partner, bool(inside))


def start(view: View) -> None:
    """The start screen: choose the client, then lock this browser to it."""
    answer(
        _(
            "Choose the client before you share the screen: this browser then shows that client’s rows alone, "
            "until you end the meeting."
        )
    )
    browser = _cookie(BROWSER)
    partners = filters.labels(view, "partners", "partner_id")
    if browser is None:
        st.markdown(_("This browser keeps no cookies. Without them its tabs cannot be locked, and no meeting starts."))
        return
    if not partners:
        st.markdown(_("There is no client to meet: the table partners has no row you may see."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="start"):
        name = st.selectbox(_("Client"), list(partners), None, placeholder=_("Choose a client"), width=320)
        if st.button(_("Start the meeting"), type="primary", disabled=name is None) and name:
            meetings.begin(partners[name], browser, who(), time.time())
            st.session_state.clear()
            st.rerun()


def host(held: Lock, client: str) -> None:
    """What the other tabs of a browser in a meeting show: the link into it, and its end."""
    with st.container(key="host"):
        with st.container(key="title"):
            st.caption(_("Meeting"))
        answer(
            _("This browser is in a meeting with {client}. Share the tab that this link opens.").format(client=client)
            if held.partner
            else _("The meeting is over, or cannot be verified. Nothing is shown until you end it.")
        )
        with st.container(horizontal=True, key="start"):
            if held.partner and not held.is_inside:
                st.link_button(_("Open the client room"), OPEN, type="primary", icon=":material/open_in_new:")
            end_button(held, client)


def end_button(held: Lock, client: str) -> None:
    """The only way out of a meeting; it asks before."""
    if st.button(_("End meeting"), key="end_meeting", type="tertiary"):
        st.dialog(_("End the meeting?"))(_ask)(held, client)


def _ask(held: Lock, client: str) -> None:
    ended = _("Every tab of this browser that shows it is closed to further use; who is signed in is signed out.")
    st.markdown(f"**{plain(client)}**  \n{ended}" if client else ended)
    # A form and not a button: the answer of the server takes the cookie away, whatever the session does.
    st.html(
        f'<form method="post" action="{END}"><input type="hidden" name="meeting" value="{html.escape(held.meeting)}">'
        f'<button type="submit" class="end-meeting">{html.escape(_("End meeting"))}</button></form>'
    )


def who() -> str | None:
    """Who is signed in, by e-mail or subject; None without sign-in."""
    return str(st.user.get("email") or st.user.get("sub")) if st.user.get("is_logged_in") else None


def _cookie(name: str) -> str | None:
    """A cookie of this session's browser; None without, as in a session that no browser has opened."""
    value = st.context.cookies.get(name)
    return value if isinstance(value, str) else None


def _may_see(viewer: Viewer, partner: str) -> bool:
    partners = viewer.scope.partners
    return partners is None or partner in partners
