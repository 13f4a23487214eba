"""Quality: are we in control, and is it recurring?"""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.quality import answer
from dualsite.screens import shared as ui
from dualsite.screens.quality.parts import cards, overview, tabs

view = ui.begin(_("Quality"))
ui.answer(answer.answer(view))
overview.show_what_is_missing(view)
ui.tiles(view, answer.TILES)

left, right = st.columns([9, 5])
with left:
    ui.below(_("Control charts"), overview.draw_charts, view, key="charts")
with right:
    ui.below(_("Recurring deviations"), overview.draw_recurring, view, key="comes_back", asked_by=["chain"])
ui.below(_("More on quality"), tabs.show_tabs, view, key="tabs", asked_by=["show"])
cards.show_asked(view)
