"""Parts of the network page: the sites on the map and side by side, what is being built, and the rows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.network import sites as network
from dualsite.insights.network import volume
from dualsite.insights.programmes import milestones
from dualsite.schema.vocabulary import countries
from dualsite.screens import shared as ui
from dualsite.screens.network import figures
from dualsite.screens.shared import choices
from dualsite.screens.shared.figures import maps

PER_ROW = 3


def draw_map(view: View) -> str | None:
    """The sites on the map; gives the `site_id` of the one that is selected."""
    sites = network.sites(view)
    chosen = ui.figure(
        _("Where the sites are"),
        maps.network(sites, list(countries())),
        measures=_("Status and bioreactor volume per site. Select a site to see its suites below."),
        rows=sites,
        key="map",
        alt=network.map_in_words(view),
        config=maps.CONFIG,
        selects=True,
    )
    return str(chosen[0][0]) if chosen else None


def draw_volume(view: View) -> None:
    """How installed bioreactor volume grows."""
    steps = volume.capacity_steps(view)
    ui.figure(
        volume.capacity_title(view),
        figures.capacity_steps(steps, view.as_of, height=360),
        measures=_("Installed bioreactor volume in litres, planned part dashed. Sources on the points."),
        rows=steps,
        key="capacity",
        alt=volume.capacity_in_words(view),
        spec=volume.CAPACITY_STEPS_SPEC,
    )


def show_sites(view: View) -> None:
    """One card per site with its status, its volume and its suites by stage; the source of each line on hover."""
    rows = list(network.sites(view).itertuples())
    for start in range(0, len(rows), PER_ROW):
        shown = rows[start : start + PER_ROW]
        for column, site in zip(st.columns(len(shown), gap="small"), shown, strict=True):
            with column, st.container(border=True, key=f"site_{site.site_id}", gap=None):
                status = wording.title(wording.status(site.status))
                stands = (
                    _("{status} since {day}").format(status=status, day=formats.day(site.operating_from))
                    if site.is_operating
                    else status
                )
                litres = (
                    _("{litres} installed").format(litres=formats.litres(site.capacity_l))
                    if site.is_operating
                    else _("{litres} planned").format(litres=formats.litres(site.planned_capacity_l))
                )
                st.markdown(
                    f"**{ui.plain(site.name)}** · {ui.plain(site.city)}, {site.country} · "
                    f"{ui.plain(stands)} · {ui.plain(litres)}",
                    help=ui.plain(site.source) if site.source else None,
                )
                for holding in network.holdings(view, site.site_id):
                    badge = f" :gray-badge[{_('illustrative')}]" if holding.is_illustrative else ""
                    st.markdown(
                        f":gray[{ui.plain(wording.title(wording.stage(holding.stage)))}] "
                        f"{ui.plain(holding.words)}{badge}",
                        help=ui.plain(holding.source) if holding.source else None,
                    )


def draw_milestones(view: View) -> None:
    """The milestones of the sites along time."""
    if not view.has("milestones"):
        ui.empty("milestones", _("the milestones of the sites"))
        return
    rows = milestones.of_sites(view)
    ui.figure(
        milestones.title(view),
        figures.milestones(rows, view.as_of),
        measures=_("Filled: reached. Outlined: expected. Triangle: due and unconfirmed. Bar: first commitment."),
        rows=rows,
        key="milestones",
        alt=milestones.in_words(view),
    )


def draw_slips(view: View) -> None:
    """How far stated targets have moved, as high as the milestones beside it."""
    if not view.has("milestone_statements"):
        ui.empty("milestone_statements", _("how far stated targets have moved"))
        return
    height = figures.milestones_height(milestones.of_sites(view))
    rows = milestones.statements(view)
    ui.figure(
        milestones.slip_sentence(view),
        figures.slips(rows, view.as_of, milestones.moved_most(view), height),
        measures=_("Target day against the day it was stated. Level: it held. Rising: it slipped."),
        rows=rows,
        key="slips",
        alt=milestones.slip_sentence(view),
    )


def show_tables(view: View, site_id: str | None) -> None:
    """The rows behind the page, each with its source; the suites of one site when it is named."""
    names = {
        "sites": _("Sites"),
        "suites": _("Suites"),
        "milestones": _("Milestones"),
        "statements": _("Stated targets"),
        "inspections": _("Inspections"),
    }
    opened = names[choices.asked("tab", names) or "sites"]
    sites, suites, stones, targets, inspections = st.tabs(list(names.values()), default=opened)
    with sites:
        ui.table(network.SITES_SPEC, network.sites(view))
    with suites:
        ui.table(network.SUITES_SPEC, _of_site(network.suites(view), site_id))
    with stones:
        ui.table(milestones.OF_SITES_SPEC, milestones.of_sites(view))
    with targets:
        ui.table(milestones.STATEMENTS_SPEC, milestones.statements(view))
    with inspections:
        ui.table(network.INSPECTIONS_SPEC, network.inspections(view))


def _of_site(rows: pd.DataFrame, site_id: str | None) -> pd.DataFrame:
    return rows[rows.site_id == site_id] if site_id else rows
