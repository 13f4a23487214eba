"""Capacity: where we are full, where there is room, and what binds."""

from datetime import date, timedelta

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.capacity import load as capacity
from dualsite.kpi.windows import months_after
from dualsite.schema.vocabulary import STAGES
from dualsite.screens import shared as ui
from dualsite.screens.capacity import figures as charts

view = ui.begin(_("Capacity"))
ui.answer(capacity.answer(view))
if not view.has(*capacity.NEEDS):
    for table in capacity.NEEDS:
        if not view.has(table):
            ui.empty(table, _("the suites’ calendars, their occupancy and what is open"))
    ui.end()
ui.tiles(view, ("suite_occupancy", "productive_utilisation", "changeover_burden", "schedule_adherence"))

QUARTER, YEAR, ALL = _("Quarter"), _("Year"), _("All")
names = {stage: capacity.stage_in_words(stage) for stage in STAGES}
with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="choices"):
    zoom = st.segmented_control(
        _("Zoom"), [QUARTER, YEAR, ALL], default=YEAR, key="zoom", bind="query-params", required=True
    )
    chosen = st.pills(_("Stages"), list(names.values()), selection_mode="multi", key="stages", bind="query-params")
stages = tuple(stage for stage, name in names.items() if name in chosen)
reach = {QUARTER: (-1, 3), YEAR: (-3, 12), ALL: (-36, 24)}[zoom]
first, last = (months_after(view.as_of, months) for months in reach)

suites = capacity.suites(view, stages)
bookings = capacity.bookings(view, first, last, stages)
ui.chart(
    _("What each suite is booked for"),
    charts.gantt(suites, bookings, view.as_of, first, last),
    measures=_(
        "Solid: firm. Grey: internal. Hatched outline: option. Crossed: blocked. Thin: changeover. Shaded: not ready."
    ),
    rows=[suites, bookings],
    key="gantt",
    alt=capacity.answer(view),
)

month = view.as_of.replace(day=1)
occupancy = capacity.occupancy(view, months_after(month, -12), months_after(month, 13) - timedelta(days=1), stages)
binding = {
    site_id: one.stage
    for one in capacity.bindings(view)
    for site_id in set(occupancy[occupancy.site == one.site].site_id)
}
left, right = st.columns([3, 2])
with left:
    ui.chart(
        _("How full each stage is, month by month"),
        charts.heat(occupancy, binding, view.as_of, names),
        measures=_("Per cent of available unit-days, firm and internal. Italic: booked ahead. Outlined: what binds."),
        rows=[occupancy],
        key="heat",
        alt=capacity.answer(view),
    )
with right:
    quarter = date(view.as_of.year, 3 * ((view.as_of.month - 1) // 3) + 1, 1)
    ladder = capacity.ladder(view, months_after(quarter, -12), months_after(quarter, 18) - timedelta(days=1))
    ui.chart(
        _("The calendar by quarter, booked and open"),
        charts.ladder(ladder, view.as_of),
        measures=_("Per cent of calendar unit-days; the parts of a quarter sum to 100. Dotted: as of now."),
        rows=[ladder],
        key="ladder",
        alt=capacity.answer(view),
    )
warning = capacity.litres_warning(view)
if warning:
    st.markdown(f":orange[▲] {ui.plain(warning)}")

tabs = st.tabs([_("Open in the next 12 months"), _("Bookings"), _("Occupancy"), _("Ladder")])
with tabs[0]:
    ui.rows_table(
        "open suite-days",
        capacity.room(view),
        {
            "site": _("Site"),
            "stage": _("Stage"),
            "open_d": _("Open, unit-days"),
            "calendar_d": _("Calendar, unit-days"),
            "windows": _("Longest free windows"),
        },
    )
with tabs[1]:
    ui.rows_table(
        "bookings",
        bookings,
        {
            "suite_id": _("Suite"),
            "start_on": _("From"),
            "end_on": _("Up to"),
            "shown_as": _("Shown as"),
            "kind": _("Kind"),
            "product": _("Product"),
            "partner": _("Partner"),
            "campaign_id": _("Campaign"),
            "option_expires_on": _("Option until"),
        },
    )
with tabs[2]:
    ui.rows_table(
        "occupancy",
        occupancy,
        {
            "site": _("Site"),
            "stage": _("Stage"),
            "month": _("Month"),
            "taken_d": _("Taken, unit-days"),
            "available_d": _("Available, unit-days"),
            "share": _("Occupancy"),
        },
    )
with tabs[3]:
    ui.rows_table(
        "ladder",
        ladder,
        {
            "quarter": _("Quarter"),
            "part": _("Part"),
            "part_d": _("Unit-days"),
            "calendar_d": _("Of calendar unit-days"),
            "share": _("Share"),
        },
    )
