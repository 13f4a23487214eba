"""Slot finder: can we make this, where, by when, for which market?"""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.capacity import slots
from dualsite.screens import shared as ui
from dualsite.screens.slots.parts.form import slot_question
from dualsite.screens.slots.parts.options import slot_option

view = ui.begin(_("Slot finder"))
if not view.has(*slots.NEEDS):
    ui.answer(_("Without products, routes and suites nothing can be planned."))
for table in slots.NEEDS:
    if not view.has(table):
        ui.empty(table, _("when batches of a product could be made, and what stands in the way"))
if not view.has(*slots.NEEDS):
    ui.end()

answer = st.container(key="answer_ahead")
question = slot_question(view)
if question is None:
    with answer:
        ui.answer(_("No product of this filter has a route, so nothing can be planned."))
    ui.end()
found = slots.find(view, question)
with answer:
    ui.answer(slots.answer(view, question, found))
for option in found.options:
    slot_option(view, question, option)
