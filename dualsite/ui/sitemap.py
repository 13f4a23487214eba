"""The pages, in the order of the navigation. A new page is one file and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

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
    Entry("data.py", "Data and definitions", "Can I trust this number?", "data"),
)


def pages() -> list[Any]:
    """The pages as Streamlit knows them. Must be called in a run of the app."""
    return [
        st.Page(PAGES / entry.file, title=entry.title, url_path=entry.path, default=entry.path is None)
        for entry in ENTRIES
    ]


def file_of(path: str) -> str | None:
    """The file of the page at a place in the URL, for links between pages; None when there is no such page."""
    return next((str(PAGES / entry.file) for entry in ENTRIES if entry.path == path), None)


DATA_PAGE = str(PAGES / "data.py")
"""The page that shows every table's rows: what explains a number when nothing closer does."""
