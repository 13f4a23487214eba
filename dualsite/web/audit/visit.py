"""What this session tells the audit trail: the page that was opened, and what was taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dualsite.access import Role, View
from dualsite.screens.shared.visit import VISIT
from dualsite.web.audit import trail
from dualsite.web.signin.admission import Person


@dataclass(frozen=True)
class Visit:
    """Who looks at which page, at whose rows and as of when."""

    who: str
    role: Role
    page: str
    partners: frozenset[str] | None
    as_of: date
    looks_as: str = ""
    """As whom an executive looks; empty for as themselves."""

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be exported."""
        return bool(self.looks_as)

    def note(self, what: trail.What, name: str = "") -> None:
        """Write it into the audit trail."""
        at = {"page": self.page, "name": name or (f"as {self.looks_as}" if self.looks_as else "")}
        trail.note(self.who, self.role, what, **at, partners=self.partners, as_of=self.as_of)


def arrive(who: Person, path: str, view: View) -> None:
    """Somebody's run of the page at this place in the URL begins, with this view."""
    st.session_state[VISIT] = Visit(
        who.name, who.viewer.role, f"/{path}", view.scope.partners, view.as_of, who.looks_as
    )


def visit() -> Visit:
    """The visit of this run."""
    found: Visit = st.session_state[VISIT]
    return found
