"""Slot finder: can we make this, where, by when, for which market?"""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.capacity import slots
from dualsite.screens import shared as ui
from dualsite.screens.slots.parts import form, options
from dualsite.web.what_if import slot_questions

view = ui.begin(_("Slot finder"))
form.lead_back(view)
form.show_what_is_missing(view)
answer = st.container(key="answer_ahead")
question = form.ask(view)
found = slots.find(view, question)
with answer:
    ui.answer(slots.answer(view, question, found))
slot_questions.show(view, question)
for option in found.options:
    title = slots.option_in_words(view, option)
    ui.below(title, options.show_option, view, question, option, key=f"option{option.rank}")
