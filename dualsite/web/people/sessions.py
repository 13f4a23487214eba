"""The open sessions, and how an executive ends one."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pandas as pd
import streamlit as st

from dualsite import audit, formats, sitemap
from dualsite.access import Role, View
from dualsite.audit import What
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import frames
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.screens.shared.tables import table
from dualsite.screens.shared.text import plain
from dualsite.web import tabs
from dualsite.web.audit import people
from dualsite.web.signin import admission, openid, sessions
from dualsite.web.signin import screen as signin
from dualsite.web.signin.admission import LOCAL, Person

ROLES: dict[Role, str] = {
    "executive": marked("executive"),
    "account_manager": marked("account manager"),
    "partner": marked("client"),
}

SESSIONS_SPEC = TableSpec(
    "sessions",
    marked("Open sessions, most recently active first"),
    (
        ColumnSpec("key"),
        ColumnSpec("person", marked("Person"), is_strong=True),
        ColumnSpec("role", marked("Role"), "word"),
        ColumnSpec("clients", marked("Clients"), "texts", width="medium"),
        ColumnSpec("began_at", marked("Signed in"), "time", marked("UTC")),
        ColumnSpec("active_at", marked("Last activity"), "time", marked("UTC")),
        ColumnSpec("page", marked("Last page"), "word"),
        ColumnSpec("tabs", marked("Open tabs"), "whole"),
        ColumnSpec("meeting", marked("In a meeting with")),
        ColumnSpec("looks_as", marked("Viewing as")),
    ),
)

_ASKED = "session to end"
"""Under this key of the browser tab's session stands the key of the one that was clicked."""


@dataclass(frozen=True)
class OpenSession:
    """One session that somebody could go on with. Moments are in seconds since 1970, None where nobody signs in."""

    key: str
    person: Person
    began_at: float | None
    active_at: float
    page: str
    tabs: int
    meeting: str | None
    """The client, by id."""


def open_sessions() -> list[OpenSession]:
    """The sessions that are not over, the one in which something was done last first."""
    settings, now, of_session = openid.settings(), time.time(), tabs.of_sessions()
    found = []
    for key, known in sessions.known().items():
        shown = of_session.get(key, [])
        # A tab knows the meeting around it, for which its session may last longer.
        who = shown[0].who if shown else admission.who(known.claims, settings, now)
        if isinstance(who, Person) and (shown or known.claims):
            met = shown[0].meeting if shown else None
            began_at = admission.began(known.claims) if known.claims else None
            found.append(
                OpenSession(key, who, began_at, known.active_at, known.page, len(shown), met.partner if met else None)
            )
    return sorted(found, key=lambda one: -one.active_at)


def answer(found: list[OpenSession]) -> str:
    """How many sessions and people there are."""
    if openid.settings() is None:
        return _("Sign-in is off: anyone at this machine is an executive.")
    people = len({one.person.id for one in found})
    count = ngettext("{count} session is open", "{count} sessions are open", len(found))
    of = ngettext("of {count} person", "of {count} people", people)
    count, of = count.format(count=formats.number(len(found))), of.format(count=formats.number(people))
    return _("{sessions}, {of_people}.").format(sessions=count, of_people=of)


def show(view: View, found: list[OpenSession]) -> None:
    """The sessions as a table; with sign-in, each row opens the question whether to end it."""
    spec, rows = listed(view, found)
    if openid.settings() is None:
        table(spec, rows)
        return
    table(spec, rows, opens=partial(_ask, list(rows.key)), opener=_("End"))
    key = st.session_state.pop(_ASKED, None)
    asked = next((one for one in found if one.key == key), None)
    if asked is not None:
        st.dialog(_("End this session?"))(_draw_question)(asked)


def listed(view: View, found: list[OpenSession]) -> tuple[TableSpec, pd.DataFrame]:
    """The sessions, and how they are shown: without what nobody has who did not sign in."""
    spec = SESSIONS_SPEC.hiding("clients", "began_at") if openid.settings() is None else SESSIONS_SPEC
    return spec, _rows(view, found)


def _ask(keys: list[str], row: int) -> None:
    st.session_state[_ASKED] = keys[row]


def _draw_question(asked: OpenSession) -> None:
    text = ngettext(
        "**{name}** is signed out at once, in {count} open tab. They may sign in again, unless the access file is "
        "changed.",
        "**{name}** is signed out at once, in {count} open tabs. They may sign in again, unless the access file is "
        "changed.",
        asked.tabs,
    )
    st.markdown(text.format(name=plain(asked.person.name), count=formats.number(asked.tabs)))
    if st.button(_("End the session"), type="primary", key="end_session"):
        _end(asked)
        st.rerun()


def _end(asked: OpenSession) -> None:
    """End a session in all its tabs, and say in the audit trail who did it."""
    known = sessions.known().get(asked.key)
    if known is not None:
        me = signin.person()
        admission.end(known.claims, "ended")
        whom = str(people.of_person(asked.person))
        audit.record(What.SESSION_ENDED, people.of_person(me), role=me.viewer.role, name=whom)
        tabs.look()


def _rows(view: View, found: list[OpenSession]) -> pd.DataFrame:
    clients = named_clients(view)
    rows = [
        {
            "key": one.key,
            "person": _called(one),
            # Whoever looks as somebody else is an executive.
            "role": ROLES["executive" if one.person.looks_as else one.person.viewer.role],
            "clients": reach(None if one.person.looks_as else one.person.viewer.scope.partners, clients),
            "began_at": _moment(one.began_at),
            "active_at": _moment(one.active_at),
            "page": _title(one),
            "tabs": one.tabs,
            "meeting": clients(one.meeting) if one.meeting else None,
            "looks_as": one.person.looks_as or None,
        }
        for one in found
    ]
    return pd.DataFrame(rows, columns=SESSIONS_SPEC.names, dtype=object)


def _called(one: OpenSession) -> str:
    if one.person.id == LOCAL.id:
        return _("this machine")
    return _("{name} (this session)").format(name=one.person.name) if one.key == signin.key() else one.person.name


def named_clients(view: View) -> Callable[[str], str]:
    """What a client is called, by id; one that the data do not know by the id itself."""
    names = {id_: name for name, id_ in frames.labels(view, "partners", "partner_id").items()}
    return lambda id_: names.get(id_, id_)


def reach(partners: Collection[str] | None, called: Callable[[str], str]) -> tuple[str, ...]:
    """Whose rows somebody sees, in words; None are everyone's."""
    return (_("all"),) if partners is None else tuple(called(one) for one in sorted(partners))


def _moment(at: float | None) -> datetime | None:
    return datetime.fromtimestamp(int(at), UTC).replace(tzinfo=None) if at is not None else None


def _title(one: OpenSession) -> str | None:
    """The page that was opened last; the first of the role stands at the root."""
    page = sitemap.page_at(one.person.viewer.role, one.page)
    return page.title if page else None
