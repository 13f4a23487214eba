"""Whose room it is, what stands on every printed page, and a room with nothing in it."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import frames, parties
from dualsite.insights.clients import room
from dualsite.screens import shared as ui
from dualsite.screens.shared import markup, presenting, visit

KEY = "client"


def room_of(view: View) -> View:
    """The view of the one client whose room it is, under the client's name; without any client the page ends here.

    A viewer of several clients picks one, which stays in the URL; a session of one client, or one under the partner
    filter, has no picker. Everything below is asked of the narrowed view alone.
    """
    clients = room.clients(view)
    if not clients:
        ui.answer(_(room.NO_CLIENT))
        ui.empty("partners", _("the clients and their rooms"))
        ui.end()
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute", key="room_head"):
        heading = st.container(key="room_name")
        chosen = view.partner or (_picked(view, clients) if len(clients) > 1 else clients[0])
    narrowed = view.narrowed(chosen)
    if presenting.asked() is None:
        with heading:
            st.html(_name(narrowed))
    return narrowed


def _name(view: View) -> str:
    """Whose room it is, as of when, and the way into the presenter view."""
    as_of = _("as of {day}").format(day=formats.day(view.as_of))
    present = presenting.link(presenting.FIRST, _("Presenter view"), kind="present")
    return f"<p><strong>{html.escape(parties.client(view))}</strong> {markup.grey(as_of)}{present}</p>"


def _picked(view: View, clients: Sequence[str]) -> str:
    """The client chosen, by the name that stands in the URL; at first the one with most lots on their way."""
    named = frames.labels(view, "partners", "partner_id")
    first = list(named.values()).index(clients[0])
    with st.container(key="room_picker", width=280):
        name = st.selectbox(_("Client"), list(named), first, key=KEY, bind="query-params")
    visit.note_choice(KEY, named[name], clients[0])
    return named[name]


def print_margins(view: View) -> None:
    """What stands on every printed page: whose it is, as of when, at which site, in which currency, and that it is
    confidential.

    In the margins of an A4 page laid across; on screen nothing.
    """
    client = parties.client(view)
    confidential = _("Confidential — prepared for {client}").format(client=client)
    as_of = formats.listed([_("As of {day}").format(day=formats.day(view.as_of)), *_chosen(view)])
    page = _("Page")
    st.html(
        "<style>@media print { @page { size: A4 landscape; margin: 15mm 10mm 13mm 10mm;"
        f" @top-left {{ content: {_quoted(client)}; {_SMALL} font-weight: 600; }}"
        f" @top-right {{ content: {_quoted(as_of)}; {_SMALL} }}"
        f" @bottom-left {{ content: {_quoted(confidential)}; {_SMALL} }}"
        f' @bottom-right {{ content: {_quoted(page)} " " counter(page) " / " counter(pages); {_SMALL} }}'
        " } }</style>"
    )


def _chosen(view: View) -> list[str]:
    """The site, where one is chosen, and the currency."""
    named = frames.names_of(view, "sites", "site_id")
    return [*([named.get(view.site, view.site)] if view.site else []), view.currency]


_SMALL = "font: 9pt Inter, system-ui, sans-serif; color: #444;"


def _quoted(text: str) -> str:
    """The text as a string of CSS: whatever is no plain letter is written by its number, so nothing can end it."""
    return '"' + "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):x} " for one in text) + '"'


def show_what_is_missing(view: View) -> None:
    """What would fill a room that has nothing in it; the page ends there."""
    if room.is_empty(view):
        st.markdown(_(room.FILLS).format(tables=formats.joined([f"`{table}`" for table in room.NEEDS])))
        ui.end()
