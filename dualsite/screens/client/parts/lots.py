"""Where the client's lots are: the strip of stops, and the lots one by one."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.batches import lots
from dualsite.insights.batches.lots import Stop
from dualsite.screens import shared as ui


def show_lots(view: View) -> None:
    """The way of the lots as a strip, and those on it as a table."""
    with st.container(key="room_lots"):
        if not view.has("batches"):
            ui.empty("batches", _("where each lot is and what it waits for"))
            return
        ui.heading(_("Lots on their way"), lots.drawn_from(view))
        _draw_strip(lots.strip(view))
        found = lots.lots(view)
        if len(found):
            ui.table(lots.LOTS_SPEC, found, is_printed=True)


def _draw_strip(stops: Sequence[Stop]) -> None:
    """The way of the lots as one line of stops, each with its count and what waits there."""
    drawn = "".join(
        f'<li class="stop{" held" if stop.is_held else ""}{"" if stop.count else " none"}">'
        f'<span class="count">{"▲ " if stop.is_held else ""}{formats.number(stop.count)}</span>'
        f'<span class="name">{html.escape(stop.name)}</span>'
        f'<span class="detail">{html.escape(stop.detail) or "&nbsp;"}</span></li>'
        for stop in stops
    )
    words = "; ".join(f"{stop.name}: {formats.number(stop.count)} {stop.detail}".strip() for stop in stops)
    label = html.escape(_("Lots by where they are: {words}").format(words=words))
    st.html(f'<ol class="strip" aria-label="{label}">{drawn}</ol>')
