"""Tabs whose contents are computed when they are open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dualsite.screens.shared import choices

Tab = tuple[str, Callable[[], None]]
"""What a tab is called, and what draws it."""


def tabs(parts: Mapping[str, Tab], *, key: str) -> None:
    """One tab per id, drawn by its function when it is open; the id of that one stands in the URL under `key`."""
    for id_, tab in choices.tabs(key, {id_: name for id_, (name, _draw) in parts.items()}).items():
        if tab.open:
            with tab:
                parts[id_][1]()
