"""Text from the data in HTML of ours: escaped, with the few marks that the style sheet knows."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dualsite.i18n import _

Mark = Literal["good", "watch", "bad"]

MOST_RESERVED = 9
"""Parts for which a place is kept free; what is below them is below the fold."""

SIGNS: dict[Mark, str] = {"good": "✓", "watch": "▲", "bad": "✗"}


def block(html_of_ours: str, key: str, count: int) -> None:
    """One block of HTML of so many parts, every text in it escaped.

    Streamlit fetches what draws it when the first one comes; until then the style sheet keeps its place free, by what
    `key` begins with and by the count.
    """
    with st.container(key=kept(key, count)):
        st.html(html_of_ours)


def kept(key: str, count: int) -> str:
    """The key of a container of so many parts, by which the style sheet keeps their place free until they are there."""
    return f"{key}_of{min(count, MOST_RESERVED)}"


def signed(mark: Mark, text: str) -> str:
    """The text in the colour of its mark, the sign before it."""
    return f'<span class="{mark}">{f"{SIGNS[mark]} {html.escape(text)}".strip()}</span>'


def iconed(mark: str, icon: str, text: str, why: str) -> str:
    """The text in the colour of its mark behind an icon of the style sheet, with what it rests on as its tooltip."""
    return (
        f'<span class="{mark}" title="{html.escape(why)}"><span class="signal-icon {icon}"></span>'
        f"{html.escape(text)}</span>"
    )


def grey(text: str) -> str:
    """What is said beside the point."""
    return f'<span class="grey">{html.escape(text)}</span>'


def badge() -> str:
    """That the numbers beside it rest on made-up rows."""
    return f' <span class="badge">{html.escape(_("illustrative"))}</span>'


def marked_made_up(are_made_up: Sequence[bool]) -> tuple[list[str], str]:
    """How a list says which of its parts rest on made-up rows: what stands on each, and what is said of all once.

    Where all do, nothing stands on any; where some do, a ring on each of them, and once what it means.
    """
    if not any(are_made_up):
        return [""] * len(are_made_up), ""
    if all(are_made_up):
        return [""] * len(are_made_up), badge()
    word = html.escape(_("illustrative"))
    ring = f' <span class="made-up" role="img" aria-label="{word}" title="{word}">◌</span>'
    return [ring if is_made_up else "" for is_made_up in are_made_up], f' <span class="badge">◌ {word}</span>'
