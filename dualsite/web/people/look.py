"""Where an executive begins to look as somebody else, and the bar that says so and ends it."""

from __future__ import annotations

import streamlit as st

from dualsite import audit, formats
from dualsite.access import View
from dualsite.audit import What
from dualsite.i18n import _
from dualsite.insights import frames
from dualsite.screens.shared.text import plain
from dualsite.web import looking, tabs
from dualsite.web.audit import people
from dualsite.web.looking import Look
from dualsite.web.meeting import lock
from dualsite.web.meeting.cookies import BROWSER
from dualsite.web.people import entries
from dualsite.web.people.sessions import ROLES, named_clients
from dualsite.web.signin import screen as signin
from dualsite.web.signin.admission import LOCAL, Person


def show(view: View) -> None:
    """The choice of a person, where nobody signs in of a client."""
    st.markdown(
        _(
            "See what somebody else sees: their pages and their rows, in every tab of this browser. Meanwhile nothing "
            "can be changed, exported or shown in a meeting; every page says so, and so does the audit trail."
        )
    )
    if lock.cookie(BROWSER) is None:
        st.markdown(_("This browser blocks cookies. Without them its tabs cannot be told apart."))
        return
    offered = _offered(view)
    if not offered:
        st.markdown(_("There is nobody to view as: every entry of the access file sees everything."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="look"):
        called = st.selectbox(_("Person"), list(offered), None, placeholder=_("Choose a person"), width=480)
        if st.button(_("View as this person"), type="primary", disabled=called is None) and called:
            _note(offered[called].called, "began")
            looking.start(signin.key(), offered[called])
            _open_anew()


def bar(who: Person) -> None:
    """On every page while an executive looks as somebody else: as whom, and the way out."""
    if not who.looks_as:
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="looking"):
        st.markdown(
            _("You are viewing as **{name}** ({role}). Nothing can be changed or exported.").format(
                name=plain(who.looks_as), role=_(ROLES[who.viewer.role])
            )
        )
        if st.button(_("Stop viewing"), key="stop_looking"):
            looking.stop(signin.key())
            _note(who.looks_as, "ended")
            _open_anew()


def _open_anew() -> None:
    """Every tab of this browser, this one too, is opened anew."""
    st.session_state.clear()
    tabs.look()
    st.rerun()


def _note(called: str, what: str) -> None:
    me = signin.person()
    audit.record(What.LOOK_AS, people.of_person(me), role="executive", name=f"{what}: {called}")


def _offered(view: View) -> dict[str, Look]:
    """Whom an executive may look as, by what they are called in the choice."""
    if signin.person().id == LOCAL.id:
        return {name: Look(name, partner=id_) for name, id_ in frames.labels(view, "partners", "partner_id").items()}
    file, clients = entries.access_file(), named_clients(view)
    found = {}
    for entry in file.entries if file is not None else ():
        if entry.viewer.role != "executive":
            whose = formats.listed([clients(one) for one in sorted(entry.viewer.partners)])
            role = _(ROLES[entry.viewer.role])
            name = entries.whom(entry)
            found[_("{name}: {role}, {clients}").format(name=name, role=role, clients=whose)] = Look(name, entry)
    return found
