"""A page as its script sees it: it begins with its view, and may end early."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from dualsite.access import View
from dualsite.screens.shared import visit

VIEW = "view of this run"
"""Under this key of the session stands what the page may show: put there by the frame, before the page runs."""

HEAD = "head of this run"
"""Under this one the line of the title, in which the frame has room for what is done with the whole page."""


class EndOfPage(Exception):  # noqa: N818 - nothing went wrong
    """The page has said all it can; the frame goes on to the footer, which `st.stop` would leave out."""


def begin(title: str) -> View:
    """The view of this run under the page's title. Every page starts with it: nothing shows rows without a view.

    Stops the run when there is nothing that may be shown.
    """
    if VIEW not in st.session_state:
        st.stop()
    view: View = st.session_state[VIEW]
    visit.note_page()
    head = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="title")
    head.caption(title, width="content")
    st.session_state[HEAD] = head
    return view


def end() -> NoReturn:
    """Leave the page here, for want of something to show."""
    raise EndOfPage
