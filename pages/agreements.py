"""Contracts of one client: what is agreed, where it stands, and on which terms."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.contracts import card as cards
from dualsite.screens import shared as ui
from dualsite.screens.shared import choices, contract_card

view = ui.begin(_("Contract card"))
called = cards.titles(view)
if not called:
    ui.answer(_("No contracts on record."))
    ui.end()
ui.answer(cards.answer(view))
ids = list(called)
one = st.selectbox(_("Contract"), ids, format_func=called.get, width=420, **choices.one_of("contract", ids, ids[0]))
card = cards.card(view, one)
if card is not None:
    contract_card.draw_card(view, card)
