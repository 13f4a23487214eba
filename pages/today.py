"""Today: what needs me, and what changed."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.exceptions import measured, ranking
from dualsite.insights.kpis import signal_words, today
from dualsite.screens import shared as ui
from dualsite.screens.today import parts
from dualsite.web import session

view = ui.begin(_("Today"))
measured.measure_all(view)
# What was refused, and why, is told in the words of the data, names and all.
exceptions = ranking.exceptions(view, None if view.code_key else session.store().refused)
ui.answer(ranking.answer(view, exceptions))
parts.show_standings(view, exceptions)
ui.ranked(view, exceptions)
ui.tiles(view, today.TILES, signal_words.counted(view))

left, right = st.columns([3, 2])
with left:
    ui.below(_("What changed"), parts.show_changes, view, key="changes", asked_by=["since"])
with right:
    ui.below(_("Site comparison"), parts.draw_side_by_side, view, key="sites")
