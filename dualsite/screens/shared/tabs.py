"""Tabs whose contents are computed when they are open, or at once where paper shows them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dualsite.screens.shared import choices
from dualsite.screens.shared.below import is_phone

Tab = tuple[str, Callable[[], None]]
"""What a tab is called, and what draws it."""


def tabs(parts: Mapping[str, Tab], *, key: str, are_printed: bool = False) -> None:
    """One tab per id, drawn by its function when it is open; the id of that one stands in the URL under `key`.

    Where they `are_printed`, those that are closed are drawn too, but on a phone: the browser prints what it has.
    """
    is_whole = are_printed and not is_phone()
    for id_, tab in choices.tabs(key, {id_: name for id_, (name, _draw) in parts.items()}).items():
        if tab.open or is_whole:
            with tab:
                parts[id_][1]()
