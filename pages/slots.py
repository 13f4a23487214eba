"""Slot finder: can we make this, where, by when, for which market?"""

from gettext import gettext as _

import streamlit as st

from dualsite import ui
from dualsite.answers import slots

view = ui.begin(_("Slot finder"))
if not view.has(*slots.NEEDS):
    ui.answer(_("Without products, routes and suites nothing can be planned."))
for table in slots.NEEDS:
    if not view.has(table):
        ui.empty(table, _("when batches of a product could be made, and what stands in the way"))
if not view.has(*slots.NEEDS):
    ui.end()

answer = st.container(key="answer_ahead")
question = ui.slot_question(view)
if question is None:
    with answer:
        ui.answer(_("No product of this filter has a route, so nothing can be planned."))
    ui.end()
found = slots.find(view, question)
with answer:
    ui.answer(slots.answer(view, question, found))
for option in found.options:
    ui.slot_option(view, question, option)
