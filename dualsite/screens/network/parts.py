"""Parts of the network page: the sites on the map and side by side, what is being built, and the rows."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.network import sites as network
from dualsite.insights.network import volume
from dualsite.insights.programmes import milestones
from dualsite.insights.scenarios import asking
from dualsite.schema.vocabulary import countries
from dualsite.screens import shared as ui
from dualsite.screens.network import figures
from dualsite.screens.shared import markup, what_if
from dualsite.screens.shared.figures import maps
from dualsite.screens.shared.figures.drawing import Drawing


def draw_map(view: View) -> str | None:
    """The sites on the map; gives the `site_id` of the one that is selected."""
    sites = network.sites(view)
    chosen = ui.figure(
        _("Where the sites are"),
        map_figure(view),
        measures=_("Status and bioreactor volume per site. Select a site to see its suites below."),
        rows=sites,
        key="map",
        alt=network.map_in_words(view),
        config=maps.CONFIG,
        selects=True,
    )
    return str(chosen[0][0]) if chosen else None


def map_figure(view: View) -> Drawing:
    """The map of the sites."""
    return maps.network(network.sites(view), list(countries()))


def draw_volume(view: View) -> None:
    """How installed bioreactor volume grows."""
    steps = volume.capacity_steps(view)
    ui.figure(
        volume.capacity_title(view),
        volume_figure(view),
        measures=_("Installed bioreactor volume in litres, planned part dashed. Sources on the points."),
        rows=steps,
        key="capacity",
        alt=volume.capacity_in_words(view),
        spec=volume.CAPACITY_STEPS_SPEC,
    )


def volume_figure(view: View) -> Drawing:
    """The figure of installed volume."""
    return figures.capacity_steps(volume.capacity_steps(view), view.as_of, height=360)


def show_sites(view: View) -> None:
    """One card per site with its status, its volume and its suites by stage; the source of each line on hover."""
    sites = list(network.sites(view).itertuples())
    cards = "".join(
        f"<li>{_site(site)}{_holdings(view, site.site_id)}{_if_it_stops(view, site.site_id)}</li>" for site in sites
    )
    if sites:
        markup.block(f'<ul class="sites">{cards}</ul>', "sites", len(sites))


def _site(site: Any) -> str:
    """Its name, where it is, whether it operates and how large it is."""
    said = html.escape(network.in_words(site))
    return f"<p{_sourced(site.source)}><strong>{html.escape(site.name)}</strong> · {said}</p>"


def _holdings(view: View, site_id: str) -> str:
    return "".join(
        f"<p{_sourced(one.source)}>{markup.grey(wording.title(wording.stage(one.stage)))} {html.escape(one.words)}"
        f"{markup.badge() if one.is_illustrative else ''}</p>"
        for one in network.holdings(view, site_id)
    )


def _if_it_stops(view: View, site_id: str) -> str:
    link = what_if.link(view, asking.stopping(view, site_id), _("What if it stops?"))
    return f"<p>{link}</p>" if link else ""


def _sourced(source: object) -> str:
    return f' title="{html.escape(str(source))}"' if source else ""


def draw_milestones(view: View) -> None:
    """The milestones of the sites along time."""
    if not view.has("milestones"):
        ui.empty("milestones", _("the milestones of the sites"))
        return
    rows = milestones.of_sites(view)
    ui.figure(
        milestones.title(view),
        milestones_figure(view),
        measures=_("Filled: reached. Outlined: expected. Triangle: due and unconfirmed. Bar: first commitment."),
        rows=rows,
        key="milestones",
        alt=milestones.in_words(view),
    )


def milestones_figure(view: View) -> Drawing:
    """The figure of the milestones."""
    return figures.milestones(milestones.of_sites(view), view.as_of)


def draw_slips(view: View) -> None:
    """How far stated targets have moved, as high as the milestones beside it."""
    if not view.has("milestone_statements"):
        ui.empty("milestone_statements", _("slip of stated targets"))
        return
    rows = milestones.statements(view)
    ui.figure(
        milestones.slip_sentence(view),
        slips_figure(view),
        measures=_("Target date against the date it was stated. Level: held. Rising: slipped."),
        rows=rows,
        key="slips",
        alt=milestones.slip_sentence(view),
    )


def slips_figure(view: View) -> Drawing:
    """The figure of stated targets."""
    height = figures.milestones_height(milestones.of_sites(view))
    return figures.slips(milestones.statements(view), view.as_of, milestones.moved_most(view), height)


def show_tables(view: View, site_id: str | None) -> None:
    """The rows behind the page, each with its source; the suites of one site when it is named."""
    ui.tabs(
        {
            "sites": (_("Sites"), lambda: ui.table(network.SITES_SPEC, network.sites(view))),
            "suites": (_("Suites"), lambda: _show_suites(view, site_id)),
            "milestones": (_("Milestones"), lambda: _show_milestones(view)),
            "statements": (
                _("Stated targets"),
                lambda: ui.table(milestones.STATEMENTS_SPEC, milestones.statements(view)),
            ),
            "inspections": (
                _("Inspections"),
                lambda: ui.table(network.INSPECTIONS_SPEC, network.inspections(view)),
            ),
        },
        key="tab",
    )


def _show_suites(view: View, site_id: str | None) -> None:
    rows = _of_site(network.suites(view), site_id)
    ask = what_if.of_rows(view, asking.readying(view, rows))
    ui.table(network.SUITES_SPEC, rows, opens=ask, opener=_("What if ready on …"))


def _show_milestones(view: View) -> None:
    rows = milestones.of_sites(view)
    ask = what_if.of_rows(view, asking.moving(view, rows)) if view.has("suites") else None
    ui.table(milestones.OF_SITES_SPEC, rows, opens=ask, opener=_("What if ready on …"))


def _of_site(rows: pd.DataFrame, site_id: str | None) -> pd.DataFrame:
    return rows[rows.site_id == site_id] if site_id else rows
