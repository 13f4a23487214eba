"""From what stands on a page to the question what would be without it or with it otherwise: the form of an edit,
filled in on the page Scenarios, which leads back under the scenario it makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dualsite.access import View
from dualsite.screens.shared import filters, links
from dualsite.screens.shared.language import LANG
from dualsite.screens.shared.visit import visit
from dualsite.sitemap import PAGES, PageId

EDIT, BACK = "edit", "back"
"""The parameters of the page Scenarios: an edit as `scenarios.address` writes it, and the page to go back to."""

_ASKED = "edit to try"
"""Under this key of the session stands the edit whose row was clicked, until the page leads to it."""


def may_ask(view: View) -> bool:
    """Whether whoever looks may make scenarios: no client may, nobody who looks as somebody else, and nobody while code
    names are on."""
    looking = visit()
    return looking.has_page(PageId.SCENARIOS) and not looking.is_read_only and view.code_key is None


def link(view: View, edit: str, text: str) -> str:
    """A link to the edit, filled in, as HTML; nothing for who may make no scenarios."""
    return links.to_page(PageId.SCENARIOS, filters.query(view) | _asked(edit), text) if may_ask(view) else ""


def of_rows(view: View, edits: Sequence[str]) -> Callable[[int], None] | None:
    """What `ui.table` calls when the button of a row is clicked, each row with its edit; None for who may not.

    Called before the table is drawn, it leads to the edit of the row that was clicked before this run.
    """
    if not may_ask(view):
        return None
    if clicked := st.session_state.pop(_ASKED, None):
        st.switch_page(links.file_of(PageId.SCENARIOS), query_params=_asked(clicked))

    def ask(row: int) -> None:
        st.session_state[_ASKED] = edits[row]

    return ask


def _asked(edit: str) -> dict[str, str]:
    own = [
        (key, value)
        for key in st.query_params
        if key not in (*filters.KEYS, filters.SCENARIO, LANG)
        for value in st.query_params.get_all(key)
    ]
    place = visit().page.strip("/") or PageId.TODAY
    return {EDIT: edit, BACK: f"{place}?{urlencode(own)}" if own else place}


def way_back(text: str) -> tuple[PageId, list[tuple[str, str]]] | None:
    """The page that a parameter `BACK` names, and what of it was chosen; None where it names none."""
    place, _mark, query = text.partition("?")
    return (PageId(place), parse_qsl(query)) if place in PAGES else None
