"""Capacity: where we are full, where there is room, and what binds."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.capacity import load as capacity
from dualsite.screens import shared as ui
from dualsite.screens.capacity import parts

view = ui.begin(_("Capacity"))
ui.answer(capacity.answer(view))
parts.show_what_is_missing(view)
ui.tiles(view, capacity.TILES)
chosen = parts.choose(view)

parts.draw_calendars(view, chosen)
left, right = st.columns([3, 2])
with left:
    parts.draw_occupancy(view, chosen)
with right:
    parts.draw_ladder(view, chosen)
parts.show_litres_warning(view)
parts.show_tables(view, chosen)
