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
    ui.below(_("Approvals timeline"), overview.draw_approvals, view, chosen.product, key="approvals")
ui.below(_("Countries"), overview.show_countries, view, chosen.product, key="countries")
ui.below(_("Trials timeline"), overview.draw_trials, view, chosen.product, key="trials")
ui.below(_("Licensed supply"), overview.draw_supply, view, chosen.product, key="supply")
ui.below(_("Trials and markets in numbers"), overview.show_tiles, view, key="tiles", asked_by=["card"])
ui.below(_("Underlying rows"), tabs.show_tabs, view, chosen.product, key="rows", asked_by=["tab"])
country_card.show_country(view, selected or chosen.country, chosen.product)
