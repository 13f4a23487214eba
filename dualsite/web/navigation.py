"""The pages of the sitemap as Streamlit has them: the navigation, and the page that this run of the app is of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from dualsite import sitemap
from dualsite.access import Viewer
from dualsite.i18n import _
from dualsite.screens.shared.elements import answer
from dualsite.screens.shared.links import FOLDER
from dualsite.screens.shared.page import begin


def chosen(viewer: Viewer, has_code_names: bool = False) -> Any:
    """The page that this run of the app is of, among those of the viewer; draws the navigation.

    The first page stands at the root, and also where others have it, so that a link to it opens for everyone.
    """
    first, *others = sitemap.pages(viewer.role, has_code_names)

    def navigation(listed_at: str) -> Any:
        # Streamlit keeps a name for what stands at the root as well; this one is nobody's.
        places = {"": "root", first.path: first.path or "root"}
        firsts = [
            st.Page(
                FOLDER / first.file,
                title=_(first.title),
                url_path=name,
                default=place == "",
                visibility="visible" if place == listed_at else "hidden",
            )
            for place, name in places.items()
        ]
        rest = [st.Page(FOLDER / page.file, title=_(page.title), url_path=page.path) for page in others]
        closed = [
            st.Page(partial(_say_closed, page.title), title=_(page.title), url_path=page.path, visibility="hidden")
            for page in sitemap.pages(viewer.role)
            if page not in (first, *others)
        ]
        return st.navigation([*firsts, *rest, *closed], position="top")

    found = navigation("")
    return navigation(first.path) if first.path and found.url_path == first.path else found


def _say_closed(title: str) -> None:
    """What stands in the place of a page that says clients by name, while code names are on."""
    begin(_(title))
    answer(_("This page names clients, so it is closed while code names are on. Switch them off to open it."))


def instead(page: Callable[[], None], title: str) -> Any:
    """One page of our own at the address of every page, also of one that was open before."""
    places = [
        st.Page(page, title=title, url_path=one.path or None, default=not one.path, visibility="hidden")
        for one in sitemap.PAGES.values()
    ]
    return st.navigation(places, position="hidden")
