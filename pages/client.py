"""Client room: where one client's lots are, what is next, and who owes what. Their rows alone."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.clients import room
from dualsite.screens import shared as ui
from dualsite.screens.client.parts import ahead, lots, presenter, tabs, whose

view = whose.room_of(ui.begin(_("Client room")))
whose.print_margins(view)
presenter.show_where_asked(view)
with st.container(key="room"):
    ui.answer(room.answer(view))
    whose.show_what_is_missing(view)

    lots.show_strip(view)
    left, right = st.columns(2, gap="medium")
    with left:
        ahead.show_bookings(view)
    with right:
        ahead.show_next_gate(view)
        ahead.show_actions(view)
    tabs.show_tabs(view)
