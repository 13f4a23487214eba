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

ui.below(_("Suite calendars"), parts.draw_calendars, view, chosen, key="calendars")
left, right = st.columns([3, 2])
with left:
    ui.below(_("Occupancy by month"), parts.draw_occupancy, view, chosen, key="occupancy")
with right:
    ui.below(_("Capacity by quarter"), parts.draw_ladder, view, chosen, key="ladder")
parts.show_litres_warning(view)
ui.below(_("Underlying rows"), parts.show_tables, view, chosen, key="rows", asked_by=["tab"])
