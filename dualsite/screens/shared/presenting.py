"""Whether the client room is shown as in a meeting, one screen of it at a time: which one stands in the URL."""

from __future__ import annotations

import streamlit as st

from dualsite.screens.shared import links
from dualsite.screens.shared.language import LANG
from dualsite.sitemap import Page, PageId

PRESENT = "present"
"""The parameter of the URL, as in `?present=lots`."""

FIRST = "status"
"""The screen that opens first."""


def is_presented(page: Page | None) -> bool:
    """Whether this page is to be shown so: the client room alone can be."""
    return page is not None and page.id is PageId.CLIENT and asked() is not None


def asked() -> str | None:
    """The screen that the URL asks for; None where it asks for the whole room."""
    return st.query_params.get(PRESENT)


def link(screen: str | None, text: str, *, kind: str, title: str = "") -> str:
    """A link to a screen, or to the whole room, as HTML; it keeps of the URL what a widget of this run has taken."""
    kept = {
        name: value
        for name, value in st.query_params.to_dict().items()
        if name == LANG or str(st.session_state.get(name)) == value
    }
    return links.to_here(kept | ({PRESENT: screen} if screen else {}), text, title=title, kind=kind)
