"""Signing in, as a session knows it: who is looking, somebody whose client the data do not know, and the way out."""

from __future__ import annotations

import streamlit as st

from dualsite import audit
from dualsite.access import Viewer
from dualsite.audit import What
from dualsite.i18n import _
from dualsite.screens.shared.text import plain
from dualsite.web import presence
from dualsite.web.audit import people
from dualsite.web.meeting.cookies import BROWSER, MEETING
from dualsite.web.signin import admission, openid, sessions, signout
from dualsite.web.signin.admission import Person

_NOTED = "sign-in noted in the audit trail"


def person() -> Person:
    """Who is looking at this run; the local executive without sign-in.

    Nothing runs for whoever is not in: their tab is turned away before. If it ever does, the run ends here.
    """
    found, _meeting = presence.around(_claims(), _cookies(), openid.settings())
    if not isinstance(found, Person):
        st.stop()
    if found.id != admission.LOCAL.id and not found.looks_as:
        _note(What.SIGN_IN, found)
    return found


def viewer() -> Viewer:
    """As whom this run is looked at; ends the run as `person` does."""
    return person().viewer


def deny_unknown_partners(who: Person, known: frozenset[str]) -> None:
    """End the run of somebody whose partners, or one of them, the data do not know; says so to them and in the log."""
    missing = (who.viewer.scope.partners or frozenset()) - known
    if missing:
        if not who.looks_as:
            admission.log_unknown_partners(who, missing)
            _note(What.REFUSED, who, "partner not in the data")
        with st.container(key="denied", width=420):
            st.markdown(f"**{plain(_('There is nothing to show you: the data do not know your client.'))}**")
            st.markdown(plain(_("You are signed in as {name}.").format(name=who.name)))
            st.markdown(plain(_("Ask {contact}.").format(contact=who.contact)))
            sign_out_button()
        st.stop()


def sign_out_button() -> None:
    """Signing out of this browser, all tabs of it; nothing without sign-in."""
    if claims := _claims():
        st.html(signout.link(claims))


def note_page(page: str) -> None:
    """The page of this run was opened in this session."""
    sessions.note_page(key(), page)


def key() -> str:
    """The session of this run, as `presence.session_key` tells it from others."""
    return presence.session_key(_claims(), _cookies())


def _cookies() -> dict[str, str]:
    """Those of this session's browser that say which one it is, and in which meeting."""
    return {name: value for name in (BROWSER, MEETING) if isinstance(value := st.context.cookies.get(name), str)}


def _claims() -> openid.Claims:
    """The claims of this session's sign-in; empty without one."""
    return openid.claims_of(st.user.to_dict()) if openid.settings() is not None else {}


def _note(what: What, who: Person, reason: str = "") -> None:
    """Write it into the audit trail, once per session: another tab, or a reload, is no sign-in."""
    noted = (who.id, who.viewer.role, what, reason)
    if st.session_state.get(_NOTED) == noted:
        return
    st.session_state[_NOTED] = noted
    if sessions.is_news(key(), noted):
        audit.record(what, people.of_person(who), role=who.viewer.role, reason=reason)
