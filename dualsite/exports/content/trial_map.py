"""The map of a product: what is true of it in each country, its trial sites, and which site may supply where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from dualsite import formats
from dualsite.access import View, ids
from dualsite.exports.content import blocks
from dualsite.exports.document import Block
from dualsite.exports.figures import MapBlock, MapLane, MapPlace, Style
from dualsite.i18n import _
from dualsite.insights.data import provenance
from dualsite.insights.markets import markets, supply
from dualsite.insights.network import sites
from dualsite.insights.trials import places
from dualsite.outlines import mainlands, place
from dualsite.palette import GOOD, INK, site_colours, tint

MAPPED = ("trial_countries", "trial_sites", "approvals", "site_licences")
"""The tables of which any one is enough for a map."""

_TRIAL_SITE = "#27303C"
_COLOURS = {
    "APPROVED": tint(GOOD, 0.8),
    "CONDITIONAL": tint(GOOD, 0.42),
    "FILED": tint(GOOD, 0.14),
    "ACTIVE": tint(INK, 0.62),
    "PLANNED": tint(INK, 0.24),
    "CLOSED": tint(INK, 0.36),
    "LISTED": tint(INK, 0.36),
    "KNOWN": tint(INK, 0.16),
}
"""Green is authorisation and grey is trials, the deeper the further."""

_SITES: dict[str, tuple[Literal["circle", "diamond"], Style]] = {
    "OPERATING": ("circle", "solid"),
    "QUALIFICATION": ("diamond", "solid"),
    "CONSTRUCTION": ("diamond", "outlined"),
    "PLANNED": ("circle", "outlined"),
}


def drawn(view: View, product: str | None) -> Block:
    """The world by what is true of the product there; a sentence without any table that tells of it."""
    if not any(view.has(table) for table in MAPPED):
        lacking = blocks.missing(view, MAPPED[:1])
        return lacking or blocks.heading("map", markets.map_title(view, product))
    found = markets.markets(view, product)
    return MapBlock(
        key="map",
        title=markets.map_title(view, product),
        measures=_(
            "Countries by most advanced status. Small dark marks: trial sites. Lines: licensed supply; "
            "dashed: licence expected."
        ),
        alt=markets.map_in_words(view, product),
        shaded=[
            (row.country, _COLOURS[row.status], _(markets.STATUSES[row.status]))
            for row in found.itertuples()
            if row.country in mainlands()
        ],
        places=[*_trial_sites(view, product), *_sites(view)],
        lanes=list(_lanes(view, product)),
        is_illustrative=provenance.has_illustrative(found),
    )


def _trial_sites(view: View, product: str | None) -> Iterator[MapPlace]:
    for point in places.points(view, product).itertuples():
        name = _("Trial sites, {country}").format(country=formats.country(point.country))
        shape: Literal["square", "circle"] = "square" if point.is_exact else "circle"
        yield MapPlace(point.longitude, point.latitude, name, _TRIAL_SITE, shape, is_named=False)


def _sites(view: View) -> Iterator[MapPlace]:
    colours = site_colours(ids(view, "sites", "site_id"))
    for row in sites.sites(view).itertuples():
        shape, style = _SITES[row.status]
        said = _(sites.STATUSES[row.status])
        yield MapPlace(row.longitude, row.latitude, row.name, colours[row.site_id], shape, style, said=said)


def _lanes(view: View, product: str | None) -> Iterator[MapLane]:
    """From each site to each market that it may supply, now or later."""
    colours = site_colours(ids(view, "sites", "site_id"))
    starts = {row.site_id: (row.longitude, row.latitude) for row in sites.sites(view).itertuples()}
    for lane in supply.lanes(view, product).itertuples():
        end = place(lane.market)
        if end is not None and lane.site_id in starts:
            name = _("{site} to {market}").format(site=lane.site, market=formats.country(lane.market))
            style: Style = "solid" if lane.is_now else "hatched"
            yield MapLane(starts[lane.site_id], (end.longitude, end.latitude), name, colours[lane.site_id], style)
