"""The menu Export of a card, which lies over the page and its menu: the card alone as slides, PDF or workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dualsite.access import View

CARD_MENU = "menu of cards"
"""Under this key of the session stands what draws the menu: put there by the frame, before the page runs."""

Menu = Callable[[View, str, Mapping[str, str]], None]


def card_menu(view: View, title: str, **chosen: str) -> None:
    """The menu at the end of a card that these parameters of an address open; nothing where there is no frame."""
    menu: Menu | None = st.session_state.get(CARD_MENU)
    if menu is not None:
        menu(view, title, chosen)
