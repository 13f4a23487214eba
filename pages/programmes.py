"""Programmes: which will miss what was agreed, what is next, and whose move it is."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.programmes import board
from dualsite.screens import shared as ui
from dualsite.screens.programmes.parts import card, overview, tabs

view = ui.begin(_("Programmes"))
ui.answer(board.answer(view))
overview.show_what_is_missing(view)
ui.tiles(view, board.TILES)
overview.show_board(view)

left, right = st.columns([5, 7])
with left:
    ui.below(_("Forecast track record"), overview.draw_record, view, key="record")
with right:
    ui.below(_("Waiting time by party"), overview.draw_clock, view, key="clock")
ui.below(_("More on programmes"), tabs.show_tabs, view, key="tabs", asked_by=["show"])
card.show_asked(view)
