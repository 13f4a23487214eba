"""The pages, in the order of the navigation. A new page is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dualsite.access import Viewer

PAGES = Path(__file__).parents[2] / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: its file, title, and what it answers."""

    file: str
    title: str
    question: str
    path: str | None = None
    """Its place in the URL; None is the first page."""


ENTRIES = (
    Entry("today.py", "Today", "What needs me, what changed?"),
    Entry("network.py", "Network", "What do the sites hold, and when is the next one real?", "network"),
    Entry("capacity.py", "Capacity", "Where are we full, where is room, what binds?", "capacity"),
    Entry("slots.py", "Slot finder", "Can we make this, where, by when, for which market?", "slots"),
    Entry("contracts.py", "Contracts", "What is contracted, what is at risk, what ends?", "contracts"),
    Entry("trials.py", "Trials and markets", "Where are the trials, where is it approved, who may supply?", "trials"),
    Entry("client.py", "Client room", "Where are their lots, what is next, who moves?", "client"),
    Entry("meeting.py", "Meeting", "With whom do I share this screen?", "meeting"),
    Entry("data.py", "Data and definitions", "Can I trust this number?", "data"),
)

CLIENT = (
    *(next(entry for entry in ENTRIES if entry.path == path) for path in ("client", "trials", "slots")),
    Entry("agreements.py", "Contract card", "What is agreed, and on which terms?", "agreements"),
)
"""All that one client has: signed in on their own, or in a meeting. The first one opens first."""

MANAGER = (*(entry for entry in ENTRIES if entry.path == "meeting"), *CLIENT)
"""All that an account manager has: pages that mean something over the rows of some clients."""


IN_CLEAR = frozenset(("client", "meeting", "data"))
"""Pages that speak in names, and that are not there while code names stand in their place."""


def entries(viewer: Viewer, has_code_names: bool = False) -> tuple[Entry, ...]:
    """The pages a viewer has. No other one can be run in their session."""
    listed = {"executive": ENTRIES, "account_manager": MANAGER, "partner": CLIENT}[viewer.role]
    return tuple(entry for entry in listed if not (has_code_names and entry.path in IN_CLEAR))


def chosen(viewer: Viewer, has_code_names: bool = False) -> Any:
    """The page that this run of the app is of, among those of the viewer; draws the navigation.

    The first page stands at the root, and also where others have it, so that a link to it opens for everyone.
    """
    first, *others = entries(viewer, has_code_names)

    def navigation(listed_at: str | None) -> Any:
        # Streamlit keeps a name for what stands at the root as well; this one is nobody's.
        places = {None: "root", first.path: first.path or "root"}
        firsts = [
            st.Page(
                PAGES / first.file,
                title=first.title,
                url_path=name,
                default=place is None,
                visibility="visible" if place == listed_at else "hidden",
            )
            for place, name in places.items()
        ]
        rest = [st.Page(PAGES / entry.file, title=entry.title, url_path=entry.path) for entry in others]
        return st.navigation([*firsts, *rest], position="top")

    found = navigation(None)
    return navigation(first.path) if first.path and found.url_path == first.path else found


def instead(page: Callable[[], None], title: str) -> list[Any]:
    """One page of our own at the address of every page."""
    return [
        st.Page(page, title=title, url_path=entry.path, default=entry.path is None, visibility="hidden")
        for entry in dict.fromkeys((*ENTRIES, *CLIENT))
    ]


def places(listed: tuple[Entry, ...]) -> frozenset[str]:
    """Where these pages stand in the URL: the first at the root."""
    return frozenset(("/", *(f"/{entry.path}" for entry in listed[1:])))


def file_of(path: str) -> str | None:
    """The file of the page at a place in the URL, for links between pages; None when there is no such page."""
    return next((str(PAGES / entry.file) for entry in ENTRIES if entry.path == path), None)


DATA_PAGE = str(PAGES / "data.py")
"""The page that shows every table's rows: what explains a number when nothing closer does."""
