"""What this session tells the audit trail: the page that was opened, what was chosen on it, and what was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dualsite import audit, sitemap
from dualsite.access import Role, View
from dualsite.audit import What, Who
from dualsite.screens.shared.visit import VISIT
from dualsite.sitemap import PageId
from dualsite.web.audit import people
from dualsite.web.signin.admission import Person


@dataclass(frozen=True)
class Visit:
    """Who looks at which page, at whose rows and as of when."""

    who: Who
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

    def has_page(self, page: PageId) -> bool:
        """Whether they have that page at all."""
        return any(one.id is page for one in sitemap.pages(self.role))

    def note_page(self) -> None:
        """The page was opened."""
        self.note(What.PAGE)

    def note_choice(self, chosen: Mapping[str, str]) -> None:
        """This is what is chosen on it now."""
        self.note(What.CHOICE, details=chosen)

    def note_export(self, name: str, details: Mapping[str, str] | None = None) -> None:
        """Something of this name is about to be taken from it. Raises NotRecordedError when it must not be."""
        self.note(What.EXPORT, name, details, is_needed=True)

    def note(
        self, what: What, name: str = "", details: Mapping[str, str] | None = None, *, is_needed: bool = False
    ) -> None:
        """Write it into the audit trail."""
        looking = {"as": self.looks_as} if self.looks_as else {}
        audit.record(
            what,
            self.who,
            role=self.role,
            page=self.page,
            name=name,
            partners=self.partners,
            as_of=self.as_of,
            details={**looking, **(details or {})},
            is_needed=is_needed,
        )


def arrive(who: Person, path: str, view: View) -> None:
    """Somebody's run of the page at this place in the URL begins, with this view."""
    at = (f"/{path}", view.scope.partners, view.as_of, who.looks_as)
    st.session_state[VISIT] = Visit(people.of_person(who), who.viewer.role, *at)


def visit() -> Visit:
    """The visit of this run."""
    found: Visit = st.session_state[VISIT]
    return found
