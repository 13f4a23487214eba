"""What this session tells the audit trail: the page that was opened, and what was taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dualsite import audit
from dualsite.access import Role, View
from dualsite.ui.admission import Person

_VISIT, _OPENED = "visit of this run", "page noted in the audit trail"


@dataclass(frozen=True)
class Visit:
    """Who looks at which page, at whose rows and as of when."""

    who: str
    role: Role
    page: str
    partners: frozenset[str] | None
    as_of: date

    def note(self, what: audit.What, name: str = "") -> None:
        """Write it into the audit trail."""
        at = {"page": self.page, "name": name}
        audit.note(self.who, self.role, what, **at, partners=self.partners, as_of=self.as_of)


def arrive(who: Person, path: str, view: View) -> None:
    """Somebody's run of the page at this place in the URL begins, with this view."""
    st.session_state[_VISIT] = Visit(who.name, who.viewer.role, f"/{path}", view.scope.partners, view.as_of)


def visit() -> Visit:
    """Who looks at what in this run."""
    found: Visit = st.session_state[_VISIT]
    return found


def note_page() -> None:
    """Write down that the page was opened, once until another one is."""
    if st.session_state.get(_OPENED) != visit().page:
        st.session_state[_OPENED] = visit().page
        visit().note("page")
