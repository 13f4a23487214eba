"""Continuity: if a site stops, who runs out when?"""

import streamlit as st

from dualsite.i18n import _
from dualsite.screens import shared as ui
from dualsite.screens.continuity.parts import cards, form, overview, tabs
from dualsite.web.what_if import as_if

view = ui.begin(_("Continuity"))
form.show_what_is_missing(view)
answer = st.container(key="answer_ahead")
with form.row():
    question = form.ask(view)
    as_if.offer(view, question)
with answer:
    ui.answer(overview.answer(view, question))

left, right = st.columns([9, 5])
with left:
    ui.below(_("Who runs out when"), overview.draw, view, question, key="outlooks", asked_by=["what"])
with right:
    ui.below(_("How to close the gaps"), overview.draw_beside, view, question, key="closers")
ui.below(_("More of continuity"), tabs.show_tabs, view, question, key="tabs", asked_by=["show"])
cards.show_asked(view, question)
