"""What lies below the first screen of a phone, or is detail on any: computed and sent once somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext

import streamlit as st

from dualsite.screens.shared.text import plain


def below(title: str, draw: Callable[..., object], *of: object, key: str, asked_by: Collection[str] = ()) -> None:
    """A part of the page, which `draw` draws of what it is `of`: at once, or on a phone in a closed card of that title.

    A link opens the card that holds what it asks for: `asked_by` are the parameters of the URL that do so.
    """
    if not is_phone():
        draw(*of)
        return
    folded(title, draw, *of, key=key, is_asked=any(name in st.query_params for name in asked_by))


def folded(title: str, draw: Callable[..., object], *of: object, key: str, is_asked: bool = False) -> None:
    """A part of the page in a closed card of that title, on every screen; an open one when it `is_asked` for."""
    card = st.expander(plain(title), expanded=is_asked, key=f"below_{key}", on_change="rerun")
    if card.open:
        with card:
            draw(*of)


def folded_filters(title: str, chosen: Sequence[str], *, key: str) -> AbstractContextManager[object]:
    """Where filters lie: on a phone in a closed card that says what is `chosen`, for the answer comes first."""
    return st.expander(plain(" · ".join((title, *chosen))), key=key) if is_phone() else nullcontext()


def is_phone() -> bool:
    """Whether the browser says that it runs on a phone, as all that do say: "Mobi"."""
    return "Mobi" in st.context.headers.get("User-Agent", "")
