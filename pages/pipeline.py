"""Pipeline: if we win what we bid, can we make it?"""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.pipeline import oversell
from dualsite.screens import shared as ui
from dualsite.screens.pipeline.parts import overview, tabs

view = ui.begin(_("Pipeline"))
overview.show_what_is_missing(view)
answer = st.container(key="answer_ahead")
ui.tiles(view, oversell.TILES)
chosen = overview.choose(view)
with answer:
    ui.answer(oversell.answer(view, chosen.quarters, chosen.ignores_options))

left, right = st.columns([9, 5])
with left:
    ui.below(_("Stages by quarter"), overview.draw_quarters, view, chosen, key="quarters")
with right:
    ui.below(_("Bids behind it"), overview.draw_breakers, view, chosen, key="breaks", asked_by=["cell"])
ui.below(_("More on the pipeline"), tabs.show_tabs, view, chosen, key="tabs", asked_by=["show"])
