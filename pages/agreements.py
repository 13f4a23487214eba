"""Contracts of one client: what is agreed, where it stands, and on which terms."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.contracts import card as cards
from dualsite.screens import shared as ui
from dualsite.screens.shared import contract_card

view = ui.begin(_("Contract card"))
found = cards.titles(view)
if not found:
    ui.answer(_("No contracts on record."))
    ui.end()
ui.answer(cards.answer(view))
chosen = st.selectbox(_("Contract"), list(found), key="contract", bind="query-params", width=420)
card = cards.card(view, found[chosen])
if card is not None:
    contract_card.draw_card(view, card)
