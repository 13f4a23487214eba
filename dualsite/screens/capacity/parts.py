"""Parts of the capacity page: what is looked at, and its three figures."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.capacity import calendars, free_time, occupancy
from dualsite.insights.capacity import load as capacity
from dualsite.insights.capacity.choice import USUAL_ZOOM, CapacityChoice, Zoom
from dualsite.insights.network import sites as network
from dualsite.insights.scenarios import asking
from dualsite.schema.vocabulary import STAGES
from dualsite.screens import shared as ui
from dualsite.screens.capacity import figures
from dualsite.screens.shared import choices, what_if
from dualsite.screens.shared.figures.drawing import Drawing


def choose(view: View) -> CapacityChoice:
    """How far the calendars reach, and which stages are shown; both stand in the URL."""
    zooms: dict[Zoom, str] = {"quarter": _("Quarter"), "year": _("Year"), "all": _("All")}
    stages = _stage_names()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="choices"):
        zoom = st.segmented_control(
            _("Zoom"),
            list(zooms),
            format_func=zooms.__getitem__,
            required=True,
            **choices.one_of("zoom", zooms, USUAL_ZOOM),
        )
        picked = st.pills(
            _("Stages"),
            list(stages),
            format_func=stages.__getitem__,
            selection_mode="multi",
            **choices.any_of("stages", stages),
        )
    return CapacityChoice(view.as_of, zoom, tuple(stage for stage in stages if stage in picked))


def _stage_names() -> dict[str, str]:
    return {stage: capacity.stage_in_words(stage) for stage in STAGES}


def show_what_is_missing(view: View) -> None:
    """The tables without which the page has nothing to show; it ends there."""
    for table in capacity.NEEDS:
        if not view.has(table):
            ui.empty(table, _("suite calendars, occupancy and open capacity"))
    if not view.has(*capacity.NEEDS):
        ui.end()


def draw_calendars(view: View, chosen: CapacityChoice) -> None:
    """The calendars of the suites, one below the other."""
    suites, bookings = calendars.suites(view, chosen.stages), _bookings(view, chosen)
    ui.figure(
        _("Suite calendars"),
        calendars_figure(view, chosen),
        measures=_(
            "Solid: firm. Grey: internal. Hatched outline: option. Crossed: blocked. Thin: changeover. Shaded: not "
            "ready."
        ),
        rows=suites,
        beside=[bookings],
        key="gantt",
        alt=capacity.answer(view),
    )


def calendars_figure(view: View, chosen: CapacityChoice) -> Drawing:
    """The figure of the calendars."""
    return figures.gantt(calendars.suites(view, chosen.stages), _bookings(view, chosen), view.as_of, *chosen.calendar)


def draw_occupancy(view: View, chosen: CapacityChoice) -> None:
    """Stages against months, the stage that binds at each site outlined."""
    rows = _occupancy(view, chosen)
    ui.figure(
        _("Occupancy by stage and month"),
        occupancy_figure(view, chosen),
        measures=_(
            "Per cent of available unit-days, firm and internal. Italic: booked ahead. Outlined: the bottleneck."
        ),
        rows=rows,
        key="heat",
        alt=capacity.answer(view),
    )


def occupancy_figure(view: View, chosen: CapacityChoice) -> Drawing:
    """The figure of how full the stages are."""
    rows = _occupancy(view, chosen)
    binding = {
        site_id: one.stage for one in capacity.bindings(view) for site_id in set(rows[rows.site == one.site].site_id)
    }
    return figures.heat(rows, binding, view.as_of, _stage_names())


def draw_ladder(view: View, chosen: CapacityChoice) -> None:
    """The calendar split into what it is booked as, quarter by quarter."""
    rows = _ladder(view, chosen)
    ui.figure(
        _("Booked and open capacity by quarter"),
        ladder_figure(view, chosen),
        measures=_("Per cent of calendar unit-days; each quarter sums to 100. Dotted: as of now."),
        rows=rows,
        key="ladder",
        alt=capacity.answer(view),
    )


def ladder_figure(view: View, chosen: CapacityChoice) -> Drawing:
    """The figure of the calendar by quarter."""
    return figures.ladder(_ladder(view, chosen), view.as_of)


def _bookings(view: View, chosen: CapacityChoice) -> pd.DataFrame:
    return calendars.bookings(view, *chosen.calendar, chosen.stages)


def _occupancy(view: View, chosen: CapacityChoice) -> pd.DataFrame:
    return occupancy.occupancy(view, *chosen.months, chosen.stages)


def _ladder(view: View, chosen: CapacityChoice) -> pd.DataFrame:
    return occupancy.ladder(view, *chosen.quarters)


def show_litres_warning(view: View) -> None:
    """That litres do not say what can be made, where that is so."""
    warning = capacity.litres_warning(view)
    if warning:
        st.markdown(f":orange[▲] {ui.plain(warning)}")


def show_tables(view: View, chosen: CapacityChoice) -> None:
    """What is open, and the rows behind the figures."""
    ui.tabs(
        {
            "open": (_("Open in the next 12 months"), lambda: ui.table(free_time.ROOM_SPEC, free_time.room(view))),
            "bookings": (_("Bookings"), lambda: _show_bookings(view, chosen)),
            "suites": (_("Suites"), lambda: _show_suites(view, chosen)),
            "occupancy": (_("Occupancy"), lambda: ui.table(occupancy.OCCUPANCY_SPEC, _occupancy(view, chosen))),
            "ladder": (_("Capacity load"), lambda: ui.table(occupancy.LADDER_SPEC, _ladder(view, chosen))),
        },
        key="tab",
    )


def _show_bookings(view: View, chosen: CapacityChoice) -> None:
    rows = _bookings(view, chosen)
    ask = what_if.of_rows(view, asking.without(rows.booking_id))
    ui.table(calendars.BOOKINGS_SPEC, rows, opens=ask, opener=_("What if removed?"))


def _show_suites(view: View, chosen: CapacityChoice) -> None:
    rows = network.suites(view)
    rows = rows[rows.stage.isin(chosen.stages)] if chosen.stages else rows
    ask = what_if.of_rows(view, asking.readying(view, rows))
    ui.table(network.SUITES_SPEC, rows, opens=ask, opener=_("What if ready on …"))
