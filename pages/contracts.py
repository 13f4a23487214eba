"""Contracts: what is contracted, what is at risk, what ends."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.contracts import standing
from dualsite.screens import shared as ui
from dualsite.screens.contracts.parts import filters, overview, tabs
from dualsite.screens.shared import contract_card

view = ui.begin(_("Contracts"))
ui.answer(standing.answer(view))
overview.show_what_is_missing(view)
ui.tiles(view, standing.TILES)
chosen = filters.choose(view)

left, right = st.columns([9, 5])
with left:
    ui.below(_("Contract timeline"), overview.draw_timeline, view, chosen, key="timeline")
with right:
    ui.below(_("Backlog by year"), overview.draw_backlog, view, chosen, key="backlog")
    ui.below(_("Revenue by client"), overview.draw_client_shares, view, chosen, key="shares")
ui.below(_("More on contracts"), tabs.show_tabs, view, chosen, key="tabs", asked_by=["show", "card"])
contract_card.show_asked(view)
