"""Who looks at the page of this run, as far as a page has to know: somebody of whom the audit trail is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import streamlit as st

from dualsite.sitemap import PageId

VISIT = "visit of this run"
"""Under this key of the session stands the visit: put there by the frame, before the page runs."""
_OPENED = "page noted in the audit trail"
_NOW, _CHOSEN = "choices on the page", "choices noted in the audit trail"


class AuditedVisit(Protocol):
    """One person's look at one page."""

    @property
    def page(self) -> str:
        """The place of the page in the URL."""

    @property
    def is_read_only(self) -> bool:
        """Whether nothing may be exported."""

    def has_page(self, page: PageId) -> bool:
        """Whether they have that page at all."""

    def note_page(self) -> None:
        """Tell the audit trail that the page was opened."""

    def note_choice(self, chosen: Mapping[str, str]) -> None:
        """Tell the audit trail what is chosen on it now."""

    def note_export(self, name: str, details: Mapping[str, str] | None = None) -> None:
        """Tell the audit trail that something of this name is about to be taken. Raises DualsiteError when it cannot
        be told: then it must not be."""


def visit() -> AuditedVisit:
    """The visit of this run."""
    found: AuditedVisit = st.session_state[VISIT]
    return found


def note_page() -> None:
    """Write down that the page was opened, once until another one is."""
    if st.session_state.get(_OPENED) != visit().page:
        st.session_state[_OPENED] = visit().page
        visit().note_page()


def begin_choices() -> None:
    """A run of a page begins, in which it will be said what is chosen."""
    st.session_state[_NOW] = {}


def note_choice(key: str, value: object, first: object = None) -> None:
    """This is chosen now, and `first` would have been if nobody chose."""
    if value not in (None, False, "", [], first):
        st.session_state.setdefault(_NOW, {})[key] = _as_text(value)


def is_chosen(key: str) -> bool:
    """Whether something was chosen under the key in this run, so far."""
    return key in st.session_state.get(_NOW, {})


def note_choices() -> None:
    """Write down what was chosen by the end of a run, once until it changes."""
    page, chosen = visit().page, st.session_state.get(_NOW, {})
    page_before, before = st.session_state.get(_CHOSEN, ("", {}))
    st.session_state[_CHOSEN] = (page, chosen)
    if chosen != before if page == page_before else chosen:
        visit().note_choice(chosen)


def _as_text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
