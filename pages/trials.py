"""Trials and markets: where the trials are, where it is approved, and which site may supply where."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.markets import markets
from dualsite.screens import shared as ui
from dualsite.screens.trials.parts import choice, country_card, overview, tabs

view = ui.begin(_("Trials and markets"))
head = st.container()
chosen = choice.choose(view)
with head:
    ui.answer(markets.answer(view, chosen.product))

left, right = st.columns([3, 2])
with left:
    selected = overview.draw_map(view, chosen)
with right:
    overview.draw_approvals(view, chosen.product)
overview.show_countries(view, chosen.product)
overview.draw_trials(view, chosen.product)
overview.draw_supply(view, chosen.product)
overview.show_tiles(view)
tabs.show_tabs(view, chosen.product)
country_card.show_country(view, selected or chosen.country, chosen.product)
