"""Where the client's lots are: the strip of stops, the lots one by one, and on whom they waited."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import parties
from dualsite.insights.batches import lots, waits
from dualsite.insights.batches.lots import Stop
from dualsite.screens import shared as ui
from dualsite.screens.shared import markup
from dualsite.screens.shared.figures import waits as drawn_waits
from dualsite.screens.shared.figures.drawing import Drawing


def show_strip(view: View) -> None:
    """The way of the lots as a strip."""
    with st.container(key="room_lots"):
        if not view.has("batches"):
            ui.empty("batches", _("the status of each lot and what it awaits"))
            return
        ui.heading(_(lots.TITLE), lots.drawn_from(view))
        _draw_strip(lots.strip(view))


def show_lots(view: View) -> None:
    """The lots on their way, one by one."""
    if not view.has("batches"):
        return
    found = lots.lots(view)
    if len(found):
        ui.table(lots.LOTS_SPEC, found, is_printed=True)
    else:
        ui.heading(_(lots.NONE))


def show_waits(view: View) -> None:
    """On whom the lots decided in the last 12 months waited, by stage, and lot by lot with those that are open."""
    if not view.has("batches"):
        return  # The strip says so.
    if not view.has("batch_events"):
        ui.empty("batch_events", _("who the lots waited for"))
        return
    waited, client = waits.waited(view), parties.client(view)
    with st.container(key="room_waits"):
        if len(waited):
            ui.figure(
                waits.title(view, client),
                waits_figure(view),
                measures=waits.in_words(view, client),
                rows=waited,
                key="room_waited",
                alt=waits.in_words(view, client),
                spec=waits.WAITED_SPEC,
            )
        else:
            st.caption(ui.plain(waits.in_words(view, client)))
    found = waits.per_lot(view)
    if len(found):
        ui.table(waits.PER_LOT_SPEC, found, is_printed=True)


def waits_figure(view: View) -> Drawing:
    """The figure of on whom the lots waited."""
    return drawn_waits.waited(waits.waited(view), waits.party_names(view, parties.client(view)))


def _draw_strip(stops: Sequence[Stop]) -> None:
    """The way of the lots as one line of stops, each with its count and what waits there."""
    drawn = "".join(
        f'<li class="stop{" held" if stop.is_held else ""}{"" if stop.count else " none"}">'
        f'<span class="count">{"▲ " if stop.is_held else ""}{formats.number(stop.count)}</span>'
        f'<span class="name">{html.escape(stop.name)}</span>'
        f'<span class="detail">{html.escape(stop.detail) or "&nbsp;"}</span></li>'
        for stop in stops
    )
    words = formats.parts(map(lots.stop_in_words, stops))
    label = html.escape(_("Lots by status: {words}").format(words=words))
    markup.block(f'<ol class="strip" aria-label="{label}">{drawn}</ol>', "strip", len(stops))
