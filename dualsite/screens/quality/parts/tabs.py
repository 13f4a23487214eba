"""The tabs of the quality page: what is open, release, what comes back, inspections, and the months of the charts."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.batches import waits
from dualsite.insights.network import sites
from dualsite.insights.quality import ageing, charts, inspections, recurrence, release
from dualsite.screens import shared as ui
from dualsite.screens.quality.figures.open_events import open_events
from dualsite.screens.quality.figures.open_lots import open_lots
from dualsite.screens.quality.parts import cards
from dualsite.screens.shared.figures import waits as drawn_waits
from dualsite.screens.shared.figures.drawing import Drawing


def show_tabs(view: View) -> None:
    """One tab for each; the open one stands in the URL."""
    ui.tabs(
        {
            "open": (_("Open events"), lambda: _show_open(view)),
            "release": (_("Release and waiting time"), lambda: _show_release(view)),
            "recurring": (_("Recurring deviations"), lambda: _show_recurring(view)),
            "inspections": (_("Inspections"), lambda: _show_inspections(view)),
            "months": (_("Months"), lambda: ui.table(charts.POINTS_SPEC, charts.points(view))),
        },
        key="show",
    )


def _show_open(view: View) -> None:
    if not view.has("quality_events"):
        st.caption(ui.plain(recurrence.in_words(view)))
        return
    rows = ageing.events(view)
    ui.figure(
        ageing.title(view),
        open_figure(view),
        measures=_(
            "Each mark is an open event at its due date; filled: overdue. ◆ extended, with a line from the "
            "original due date."
        ),
        rows=rows,
        key="open_events",
        alt=ageing.in_words(view),
    )
    total = sum(one.open for one in ageing.ageing(view))
    ui.table(ageing.EVENTS_SPEC.hiding_unknown(rows), rows, count=total, everything=lambda: ageing.events(view, None))


def open_figure(view: View) -> Drawing:
    """The figure of the open events."""
    return open_events(ageing.events(view), view.as_of)


def _show_release(view: View) -> None:
    if not view.has("batches"):
        st.caption(ui.plain(waits.in_words(view)))
        return
    lots, waited, parties = release.open_lots(view), waits.waited(view), waits.party_names(view)
    left, right = st.columns(2)
    with left:
        ui.figure(
            release.title(view),
            open_lots(lots, parties),
            measures=_(
                "Days since manufacture of lots awaiting disposition, by the party waited for. Line: class "
                "limit, within which nine in ten lots of the stage were dispositioned in the last 12 "
                "months."
            ),
            rows=lots,
            key="open_lots",
            alt=release.open_in_words(view),
        )
    with right:
        if len(waited):
            ui.figure(
                waits.title(view),
                drawn_waits.waited(waited, parties),
                measures=waits.in_words(view),
                rows=waited,
                key="waited",
                alt=waits.in_words(view),
                spec=waits.WAITED_SPEC,
            )
        else:
            st.caption(ui.plain(waits.in_words(view)))
    if len(lots):
        ui.table(release.OPEN_LOTS_SPEC.hiding_unknown(lots), lots)


def _show_recurring(view: View) -> None:
    rows = recurrence.groups(view)
    if not len(rows):
        st.caption(ui.plain(recurrence.in_words(view)))
        return
    ui.table(recurrence.GROUPS_SPEC, rows, opens=cards.chain_from_rows(rows), opener=_("How"))


def _show_inspections(view: View) -> None:
    if not view.has("inspections"):
        ui.empty("inspections", _("what authorities and clients found, and how long ago"))
        return
    rows = inspections.authorities(view)
    ui.heading(inspections.title(view), inspections.official(rows))
    if len(rows):
        ui.table(inspections.AUTHORITIES_SPEC, rows, is_printed=True, has_download=False)
        every = sites.inspections(view)
        ui.table(sites.INSPECTIONS_SPEC.hiding_unknown(every), every)
