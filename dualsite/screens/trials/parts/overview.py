"""Parts of the page of trials and markets above its tabs: the map, the figures, and the countries."""

from __future__ import annotations

import streamlit as st

from dualsite import palette
from dualsite.access import View, ids
from dualsite.i18n import _
from dualsite.insights.markets import licences, markets, supply
from dualsite.insights.network import sites
from dualsite.insights.trials import places, stretches, trials
from dualsite.screens import shared as ui
from dualsite.screens.shared.figures import maps, trial_map
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.regions import Region
from dualsite.screens.trials import figures
from dualsite.screens.trials.parts import country_card
from dualsite.screens.trials.parts.choice import TrialsChoice

_MAPPED = ("trial_countries", "trial_sites", "approvals", "site_licences")
"""The tables of which any one is enough for a map."""


def draw_map(view: View, chosen: TrialsChoice) -> str | None:
    """The map of the countries. Gives the code of the one selected on it, None without one."""
    if not any(view.has(table) for table in _MAPPED):
        ui.empty("trial_countries", _("the countries of the trials on a map"))
        return None
    product = chosen.product
    found = markets.markets(view, product)
    selected = ui.figure(
        markets.map_title(view, product),
        map_figure(view, product, chosen.region),
        measures=_(
            "Most advanced status per country by colour and symbol; sites sized by count. Select a country "
            "for its card."
        ),
        rows=found,
        key=country_card.map_key(),
        alt=markets.map_in_words(view, product),
        config=maps.CONFIG,
        selects=True,
    )
    return selected[0][0] if selected and selected[0] else None


def map_figure(view: View, product: str | None, region: Region) -> Drawing:
    """The map of a part of the world."""
    return trial_map.trials(
        markets.markets(view, product),
        places.points(view, product, region.box),
        sites.sites(view),
        supply.lanes(view, product),
        region,
        palette.site_colours(ids(view, "sites", "site_id")),
    )


def draw_approvals(view: View, product: str | None) -> None:
    """Filings, designations and approvals along time."""
    events = trials.approvals(view, product)
    if len(events):
        ui.figure(
            trials.approvals_title(view, product),
            approvals_figure(view, product),
            measures=_(trials.APPROVALS_MEASURES),
            rows=events,
            key="approvals",
            alt=trials.approvals_in_words(view, product),
        )
    elif view.has("approvals"):
        ui.heading(trials.approvals_title(view, product))
    else:
        ui.empty("approvals", _("filings, designations and approvals by country"))


def approvals_figure(view: View, product: str | None) -> Drawing:
    """The figure of filings, designations and approvals."""
    return figures.along_time(trials.approvals(view, product), view.as_of)


def show_countries(view: View, product: str | None) -> None:
    """The countries as a table, each with its card."""
    found = markets.markets(view, product)
    ui.table(markets.shown_spec(found), found, opens=country_card.opener(list(found.country)))


def draw_trials(view: View, product: str | None) -> None:
    """The trials along time."""
    listed = trials.trials(view, product)
    if len(listed):
        ui.figure(
            trials.trials_title(view, product),
            trials_figure(view, product),
            measures=stretches.measures(listed),
            rows=listed,
            key="trial_timeline",
            alt=trials.trials_in_words(view, product),
        )
    elif view.has("trials"):
        ui.heading(trials.trials_title(view, product))
    else:
        ui.empty("trials", _("the trial timeline"))


def trials_figure(view: View, product: str | None) -> Drawing:
    """The figure of the trials along time."""
    return figures.timeline(trials.trials(view, product), view.as_of)


def draw_supply(view: View, product: str | None) -> None:
    """Which site is licensed for which step of which market."""
    granted = licences.licences(view, product)
    if len(granted):
        ui.figure(
            supply.supply_title(view, product),
            supply_figure(view, product),
            measures=_(supply.MEASURES),
            rows=granted,
            key="licences",
            alt=supply.supply_in_words(view, product),
        )
    elif view.has("site_licences"):
        ui.heading(supply.supply_title(view, product))
    for table in supply.TABLES:
        if not view.has(table):
            ui.empty(table, _("licensed supply by site and market"))


def supply_figure(view: View, product: str | None) -> Drawing:
    """The figure of the licences."""
    return figures.matrix(
        licences.licences(view, product),
        supply.supply(view, product),
        palette.site_colours(ids(view, "sites", "site_id")),
    )


def show_tiles(view: View) -> None:
    """The KPIs of trials and markets, which are of all products together."""
    st.markdown(_("**All products**"))
    ui.tiles(view, trials.TILES)
