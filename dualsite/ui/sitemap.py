"""The pages, in the order of the navigation. A new page is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dualsite.access import Role, Viewer

ALL: frozenset[Role] = frozenset({"executive", "account_manager", "partner"})
STAFF: frozenset[Role] = ALL - {"partner"}

PAGES = Path(__file__).parents[2] / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: its file, title, and what it answers."""

    file: str
    title: str
    question: str
    path: str | None = None
    """Its place in the URL; None is the first page."""
    roles: frozenset[Role] = STAFF
    """Who has this page. For everyone else it does not exist."""


ENTRIES = (
    Entry("today.py", "Today", "What needs me, what changed?"),
    Entry("network.py", "Network", "What do the sites hold, and when is the next one real?", "network"),
    Entry("capacity.py", "Capacity", "Where are we full, where is room, what binds?", "capacity"),
    Entry("slots.py", "Slot finder", "Can we make this, where, by when, for which market?", "slots"),
    Entry("contracts.py", "Contracts", "What is contracted, what is at risk, what ends?", "contracts"),
    Entry(
        "trials.py", "Trials and markets", "Where are the trials, where is it approved, who may supply?", "trials", ALL
    ),
    Entry("client.py", "Client room", "Where are their lots, what is next, who moves?", "client", ALL),
    Entry("data.py", "Data and definitions", "Can I trust this number?", "data"),
)


def pages(viewer: Viewer) -> list[Any]:
    """The viewer's pages as Streamlit knows them; it runs no others. Must be called in a run of the app."""
    entries = [entry for entry in ENTRIES if viewer.role in entry.roles]
    made = [
        st.Page(PAGES / entry.file, title=entry.title, url_path=entry.path, default=entry.path is None)
        for entry in entries
    ]
    if entries and entries[0].path is not None:
        # Whoever has no first page of their own is led from the bare address to the first page they have.
        first, title = made[0], entries[0].title
        made.append(st.Page(lambda: st.switch_page(first), title=title, default=True, visibility="hidden"))
    return made


def instead(page: Callable[[], None], title: str) -> list[Any]:
    """One page of our own at the address of every page."""
    return [
        st.Page(page, title=title, url_path=entry.path, default=entry.path is None, visibility="hidden")
        for entry in ENTRIES
    ]


def file_of(path: str) -> str | None:
    """The file of the page at a place in the URL, for links between pages; None when there is no such page."""
    return next((str(PAGES / entry.file) for entry in ENTRIES if entry.path == path), None)


DATA_PAGE = str(PAGES / "data.py")
"""The page that shows every table's rows: what explains a number when nothing closer does."""
