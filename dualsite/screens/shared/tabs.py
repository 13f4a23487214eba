"""Tabs of which the open one alone is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st


def tabs(parts: Mapping[str, Callable[[], None]], *, key: str) -> None:
    """One tab per name, drawn by its function when it is open; which one that is stands in the URL under `key`."""
    names = list(parts)
    for name, tab in zip(names, st.tabs(names, key=key, bind="query-params", on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                parts[name]()
