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
    parts.draw_volume(view)
parts.show_sites(view)

left, right = st.columns([3, 2])
with left:
    parts.draw_milestones(view)
with right:
    parts.draw_slips(view)
parts.show_tables(view, chosen)
