"""Network: what the sites hold, and when the next one is real."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.network import sites as network
from dualsite.screens import shared as ui
from dualsite.screens.network import parts

view = ui.begin(_("Network"))
ui.answer(network.answer(view))
left, right = st.columns([3, 2])
with left:
    chosen = parts.draw_map(view)
with right:
    ui.below(_("Installed volume"), parts.draw_volume, view, key="volume")
ui.below(_("Capacity by site"), parts.show_sites, view, key="sites")

left, right = st.columns([3, 2])
with left:
    ui.below(_("Milestones"), parts.draw_milestones, view, key="milestones")
with right:
    ui.below(_("Stated targets"), parts.draw_slips, view, key="slips")
ui.below(_("Underlying rows"), parts.show_tables, view, chosen, key="rows", asked_by=["tab"])
