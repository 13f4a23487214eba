"""Parts of the quality page above its tabs: the control charts, and what comes back."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.frames import small
from dualsite.insights.quality import charts, recurrence
from dualsite.palette import site_colours
from dualsite.screens import shared as ui
from dualsite.screens.quality.figures import pareto
from dualsite.screens.quality.figures.control_charts import ChartTitle, control_charts
from dualsite.screens.quality.parts import cards
from dualsite.screens.shared import markup
from dualsite.screens.shared.figures.drawing import Drawing


def show_what_is_missing(view: View) -> None:
    """The tables that most of the page rests on and that the data lack; without any of them it ends there."""
    shows = {
        "quality_events": _("recurring deviations, open events and closure times"),
        "batches": _("right first time, lots awaiting disposition and next actions"),
    }
    missing = [table for table in shows if not view.has(table)]
    for table in missing:
        ui.empty(table, shows[table])
    if len(missing) == len(shows):
        ui.end()


def draw_charts(view: View) -> None:
    """The charts of all KPIs and sites, those side by side that are of one KPI."""
    rows = charts.points(view)
    ui.figure(
        charts.title(view),
        charts_figure(view),
        measures=wording.sentences(
            _(
                "By month; band: control limits, thin line: mean, dotted: target. ◆ better, ▲ worse, ■ "
                "higher or lower than normal variation, ○ excluded. Select a month for its rows."
            ),
            charts.chance_in_words(),
            charts.without_months(view),
        ),
        rows=rows,
        key="control_charts",
        alt=charts.in_words(view),
        selects=cards.month_from_mark,
    )


def charts_figure(view: View) -> Drawing:
    """The figure of the control charts."""
    names = charts.site_names(view)
    colours = site_colours(small(view.unfiltered, "sites").site_id)
    titles = [
        ChartTitle(one.kpi.id, charts.site_of(one), charts.headed(one), charts.standing(one), charts.is_signal(one))
        for one in charts.charted(view)
        if charts.site_of(one) in names
    ]
    return control_charts(charts.points(view), titles, {site: (name, colours[site]) for site, name in names.items()})


def draw_recurring(view: View) -> None:
    """The Pareto of what comes back, each line with its chain one click away."""
    if not view.has("quality_events"):
        st.caption(ui.plain(recurrence.in_words(view)))
        return
    rows = recurrence.groups(view)
    ui.heading(recurrence.title(view), rows)
    if len(rows):
        markup.block(pareto.listed(rows), "recurs", min(len(rows), recurrence.DRAWN))
    st.caption(ui.plain(_(recurrence.MEASURES)))
