"""Network: what the sites hold, and when the next one is real."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.network import sites as network
from dualsite.insights.programmes import milestones
from dualsite.schema.vocabulary import countries
from dualsite.screens import shared as ui
from dualsite.screens.network import figures as timelines
from dualsite.screens.network import parts
from dualsite.screens.shared.figures import maps

view = ui.begin(_("Network"))
ui.answer(network.answer(view))

sites = network.sites(view)
steps = network.capacity_steps(view)
left, right = st.columns([3, 2])
with left:
    chosen = ui.chart(
        _("Where the sites are"),
        maps.network(sites, list(countries())),
        measures=_("Status and bioreactor volume per site. Select a site to see its suites below."),
        rows=[sites],
        key="map",
        alt=network.map_in_words(view),
        config=maps.CONFIG,
        selects=True,
    )
with right:
    ui.chart(
        network.capacity_title(view),
        timelines.capacity_steps(steps, view.as_of, height=360),
        measures=_("Installed bioreactor volume in litres, planned part dashed. Sources on the points."),
        rows=[steps],
        key="capacity",
        alt=network.capacity_in_words(view),
    )

parts.site_cards(view, sites)

listed = milestones.of_sites(view)
statements = milestones.statements(view)
left, right = st.columns([3, 2])
with left:
    if view.has("milestones"):
        ui.chart(
            milestones.title(view),
            timelines.milestones(listed, view.as_of),
            measures=_("Filled: reached. Outlined: expected. Triangle: due and unconfirmed. Bar: first commitment."),
            rows=[listed],
            key="milestones",
            alt=milestones.in_words(view),
        )
    else:
        ui.empty("milestones", _("the milestones of the sites"))
with right:
    if view.has("milestone_statements"):
        ui.chart(
            milestones.slip_sentence(view),
            timelines.slips(statements, view.as_of, milestones.moved_most(view), timelines.milestones_height(listed)),
            measures=_("Target day against the day it was stated. Level: it held. Rising: it slipped."),
            rows=[statements],
            key="slips",
            alt=milestones.slip_sentence(view),
        )
    else:
        ui.empty("milestone_statements", _("how far stated targets have moved"))

suites = network.suites(view)
if chosen:
    suites = suites[suites.site_id == chosen[0][0]]
in_tabs = st.tabs([_("Sites"), _("Suites"), _("Milestones"), _("Stated targets"), _("Inspections")])
source = {"note": _("Note"), "source": _("Source"), "url": _("Link")}
with in_tabs[0]:
    ui.rows_table(
        "sites",
        sites,
        {
            "name": _("Site"),
            "city": _("City"),
            "country": _("Country"),
            "status": _("Status"),
            "operating_from": _("Operating from"),
            "capacity_l": _("Installed, L"),
            "planned_capacity_l": _("Planned, L"),
            **source,
        },
        links=["url"],
    )
with in_tabs[1]:
    ui.rows_table(
        "suites",
        suites,
        {
            "site": _("Site"),
            "stage": _("Stage"),
            "name": _("Suite"),
            "technology": _("Technology"),
            "units": _("Units"),
            "unit_volume_l": _("Volume of one, L"),
            "containment": _("Containment"),
            "light_protected": _("Light-protected"),
            "gmp_ready_on": _("GMP-ready"),
            "is_ready": _("Ready at as-of"),
            **source,
        },
        links=["url"],
    )
with in_tabs[2]:
    ui.rows_table(
        "milestones",
        listed,
        {
            "site": _("Site"),
            "name": _("Milestone"),
            "state": _("State"),
            "baseline_on": _("First committed"),
            "agreed_on": _("Latest agreed"),
            "forecast_on": _("Forecast"),
            "reached_on": _("Reached"),
            "slip_d": _("Slip, d"),
            "owner": _("Owner"),
            **source,
        },
        links=["url"],
    )
with in_tabs[3]:
    ui.rows_table(
        "milestone_statements",
        statements,
        {
            "site": _("Site"),
            "name": _("Milestone"),
            "stated_on": _("Stated on"),
            "target_text": _("As stated"),
            "target_on": _("Target"),
            "precision": _("Precision"),
            **source,
        },
        links=["url"],
    )
with in_tabs[4]:
    ui.rows_table(
        "inspections",
        network.inspections(view),
        {
            "site": _("Site"),
            "authority": _("Authority"),
            "kind": _("Kind"),
            "ended_on": _("Ended"),
            "classification": _("Outcome"),
            "observations": _("Observations"),
            **source,
        },
        links=["url"],
    )
