"""Parts of the client room: whose room it is, the strip of lots, and what stands on every printed page."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.batches import lots as room_lots
from dualsite.insights.batches.lots import Stop
from dualsite.insights.clients import room
from dualsite.screens.shared import filters
from dualsite.screens.shared.text import plain

KEY = "client"


def room_of(view: View) -> View | None:
    """The view of the one client whose room it is, under the client's name; None when there is no client to show.

    A viewer of several clients picks one, which stays in the URL; a session of one client, or one under the partner
    filter, has no picker. Everything below is asked of the narrowed view alone.
    """
    clients = room.clients(view)
    if not clients:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute", key="room_head"):
        heading = st.container(key="room_name")
        chosen = view.partner or (_picked(view, clients) if len(clients) > 1 else clients[0])
    narrowed = view.narrowed(chosen)
    with heading:
        st.markdown(
            _("**{client}** :gray[as of {day}]").format(
                client=plain(room_lots.client_name(narrowed)), day=plain(formats.day(view.as_of))
            )
        )
    return narrowed


def _picked(view: View, clients: Sequence[str]) -> str:
    """The client chosen, by the name that stands in the URL; at first the one with most lots on their way."""
    named = filters.labels(view, "partners", "partner_id")
    first = list(named.values()).index(clients[0])
    with st.container(key="room_picker", width=280):
        name = st.selectbox(_("Client"), list(named), first, key=KEY, bind="query-params")
    return named[name]


def strip(stops: Sequence[Stop]) -> None:
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


def heading(title: str, is_illustrative: bool = False) -> None:
    """The finding over a part that is no figure."""
    badge = f" :gray-badge[{_('illustrative')}]" if is_illustrative else ""
    st.markdown(f"**{plain(title)}**{badge}")


def printed(view: View) -> None:
    """What stands on every printed page: whose it is, as of when, and that it is confidential.

    In the margins of an A4 page laid across; on screen nothing.
    """
    client = room_lots.client_name(view)
    confidential = _("Confidential — prepared for {client}").format(client=client)
    as_of = _("As of {day}").format(day=formats.day(view.as_of))
    page = _("Page")
    st.html(
        "<style>@media print { @page { size: A4 landscape; margin: 15mm 10mm 13mm 10mm;"
        f" @top-left {{ content: {_quoted(client)}; {_SMALL} font-weight: 600; }}"
        f" @top-right {{ content: {_quoted(as_of)}; {_SMALL} }}"
        f" @bottom-left {{ content: {_quoted(confidential)}; {_SMALL} }}"
        f' @bottom-right {{ content: {_quoted(page)} " " counter(page) " / " counter(pages); {_SMALL} }}'
        " } }</style>"
    )


_SMALL = "font: 9pt Inter, system-ui, sans-serif; color: #444;"


def _quoted(text: str) -> str:
    """The text as a string of CSS: whatever is no plain letter is written by its number, so nothing can end it."""
    return '"' + "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):x} " for one in text) + '"'
