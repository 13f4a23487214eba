"""What stands on screen to start a meeting, to come into it and to end it."""

from __future__ import annotations

import html
import time

import streamlit as st

from dualsite.access import View
from dualsite.audit import What
from dualsite.i18n import _
from dualsite.insights import frames
from dualsite.screens.shared.elements import answer
from dualsite.screens.shared.presenting import PRESENT
from dualsite.screens.shared.text import plain
from dualsite.web import tabs
from dualsite.web.audit import visit
from dualsite.web.meeting import lock, registry
from dualsite.web.meeting.cookies import BROWSER, END, OPEN
from dualsite.web.signin import screen as signin

_CHOSEN = "client to meet"
"""Under this key of the session stands the client that is chosen, by name."""


def chosen(view: View) -> str | None:
    """The client that is chosen to be met, by its id; None while there is none."""
    name = st.session_state.get(_CHOSEN)
    return frames.labels(view, "partners", "partner_id").get(name) if name else None


def start(view: View) -> None:
    """The start screen: choose the client, then lock this browser to it."""
    answer(
        _(
            "Choose the client before you share the screen: this browser then shows only that client’s "
            "rows until you end the meeting."
        )
    )
    if signin.person().looks_as:
        st.markdown(_("You are viewing as someone else: stop before starting a meeting."))
        return
    browser = lock.cookie(BROWSER)
    partners = frames.labels(view, "partners", "partner_id")
    if browser is None:
        st.markdown(_("This browser blocks cookies. Without them its tabs cannot be locked, and no meeting can start."))
        return
    if not partners:
        st.markdown(_("No client to meet: the table partners has no row you may see."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="start"):
        name = st.selectbox(_("Client"), list(partners), None, placeholder=_("Choose a client"), width=320, key=_CHOSEN)
        if st.button(_("Start the meeting"), type="primary", disabled=name is None) and name:
            visit.visit().note(What.MEETING_BEGIN, partners[name])
            registry.begin(partners[name], browser, signin.person().id, time.time())
            # Every tab of this browser, this one too, is opened anew.
            st.session_state.clear()
            tabs.look()
            st.rerun()


def host(held: lock.Lock, client: str) -> None:
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
                st.link_button(_("Open the presenter view"), f"{OPEN}?{PRESENT}", icon=":material/open_in_new:")
            end_button(held, client)


def end_button(held: lock.Lock, client: str) -> None:
    """The only way out of a meeting; it asks before."""
    if st.button(_("End meeting"), key="end_meeting", type="tertiary"):
        st.dialog(_("End the meeting?"))(_ask)(held, client)


def _ask(held: lock.Lock, client: str) -> None:
    ended = _("Every tab showing it in this browser stops working; anyone signed in is signed out.")
    st.markdown(f"**{plain(client)}**  \n{ended}" if client else ended)
    # A form and not a button: the answer of the server takes the cookie away, whatever the session does.
    st.html(
        f'<form method="post" action="{END}"><input type="hidden" name="meeting" value="{html.escape(held.meeting)}">'
        f'<button type="submit" class="end-meeting">{html.escape(_("End meeting"))}</button></form>'
    )
