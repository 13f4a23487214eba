"""Who looks at the page of this run, as far as a page has to know: somebody of whom the audit trail is told."""

from __future__ import annotations

from typing import Literal, Protocol

import streamlit as st

VISIT = "visit of this run"
"""Under this key of the session stands the visit: put there by the frame, before the page runs."""
_OPENED = "page noted in the audit trail"


class AuditedVisit(Protocol):
    """One person's look at one page."""

    @property
    def page(self) -> str:
        """The place of the page in the URL."""

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be exported."""

    def note(self, what: Literal["page", "export"], name: str = "") -> None:
        """Tell the audit trail that the page was opened, or that something of this name was taken from it."""


def visit() -> AuditedVisit:
    """The visit of this run."""
    found: AuditedVisit = st.session_state[VISIT]
    return found


def note_page() -> None:
    """Write down that the page was opened, once until another one is."""
    if st.session_state.get(_OPENED) != visit().page:
        st.session_state[_OPENED] = visit().page
        visit().note("page")
