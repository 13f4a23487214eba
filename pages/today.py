"""Today: what needs me, and what changed."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.exceptions import changes
from dualsite.insights.exceptions import ranking as ranking
from dualsite.insights.kpis import today
from dualsite.kpi.windows import months_after
from dualsite.screens import shared as ui
from dualsite.screens.today import figures as comparison
from dualsite.web import session

view = ui.begin(_("Today"))
today.measure_all(view)
# What was refused, and why, is told in the words of the delivery, names and all.
exceptions = ranking.exceptions(view, None if view.code_key else session.store().refused)
ui.answer(ranking.answer(view, exceptions))
ui.ranked(view, exceptions)
ui.tiles(view, today.TILES)

left, right = st.columns([3, 2])
with left:
    since = st.date_input(
        _("What changed since"),
        months_after(view.as_of, -3),
        max_value=view.as_of,
        key="since",
        bind="query-params",
        format="YYYY-MM-DD",
        width=170,
    )
    events, moved = changes.events(view, since), changes.kpis(view, since)
    if len(events):
        ui.rows_table("events", events, {"on": _("Day"), "what": _("What"), "how": _("How")})
    else:
        st.markdown(_("No milestone was reached, no target stated and no contract signed in that time."))
    ui.rows_table(
        "kpis moved",
        moved,
        {
            "label": _("KPI"),
            "then": _("Then"),
            "now": _("Now"),
            "change": _("Change"),
            "direction": _("Better or worse"),
        },
    )
with right:
    rates = today.side_by_side(view)
    if len(rates):
        ui.chart(
            _("The sites side by side, on one scale"),
            comparison.rates(rates),
            measures=_("Rates over the trailing 12 months, per cent; n on the marks."),
            rows=[rates],
            key="side by side",
            alt=today.side_by_side_in_words(view),
        )
