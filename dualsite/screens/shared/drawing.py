"""A figure on the page: drawn by a component of ours (`static/figures/figure.js`), without a frame of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.encoding import encoded

COMPONENT = "dualsite_figure"
"""Its name; `web` tells the browser where its script lies."""

_CONFIG: dict[str, Any] = {"displayModeBar": False}

_figure = st.components.v2.component(COMPONENT, isolate_styles=False)


def draw(
    drawn: Drawing,
    *,
    key: str,
    alt: str,
    config: Mapping[str, Any] | None = None,
    selects: bool | Callable[[Any], None] = False,
) -> list[Any]:
    """Draw it at its height. Gives the `customdata` of the marks that are selected, with `selects`; else none.

    A function as `selects` is called with the `customdata` of a mark that was clicked, before the page runs.
    """
    how = "clicks" if callable(selects) else "marks" if selects else ""
    told, digest = encoded(drawn, alt, how, {**_CONFIG, **(config or {})})
    on: dict[str, Any] = {}
    if callable(selects):
        on["on_clicked_change"] = lambda: selects(st.session_state[key]["clicked"])
    elif selects:
        on["on_selected_change"] = lambda: None
    found: Any = _figure(key=key, data=told, height=drawn.layout["height"], **on)
    selected = found.get("selected") if selects else None
    # What was selected on another figure is not meant on this one.
    return list(selected["points"]) if selected and selected["of"] == digest else []
