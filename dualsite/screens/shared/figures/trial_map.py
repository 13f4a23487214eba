"""The map of a product: what is true of it in each country, its trial sites, and which site may supply where."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _, marked, ngettext
from dualsite.insights.network.sites import STATUSES
from dualsite.outlines import mainlands, place
from dualsite.screens.shared.figures import country_names, maps
from dualsite.screens.shared.figures.country_names import Mark
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.regions import HEIGHT, Region
from dualsite.screens.shared.figures.style import FAINT, FAINTER, cited, figure, words, wrapped

KEY = 52
"""Height in px of the key below the map."""

DARK, LIGHT = "#27303C", "#FFFFFF"
"""Marks on the map are dark with a light edge or light with a dark one, so that any country and theme shows them."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a status looks: the fill and the outline of the country, its symbol, and its word on the map."""

    fill: str
    line: str
    symbol: str
    word: str


_GOOD, _INK = "27,158,111", "128,134,145"

STYLES = {
    "APPROVED": Style(f"rgba({_GOOD},0.8)", FAINT, "star", marked("approved")),
    "CONDITIONAL": Style(f"rgba({_GOOD},0.42)", f"rgba({_GOOD},1)", "star-diamond", marked("conditional")),
    "FILED": Style(f"rgba({_GOOD},0.14)", f"rgba({_GOOD},1)", "triangle-right", marked("filed")),
    "ACTIVE": Style(f"rgba({_INK},0.62)", FAINT, "cross", marked("trial active")),
    "PLANNED": Style(f"rgba({_INK},0.24)", f"rgba({_INK},1)", "hourglass", marked("trial planned")),
    "CLOSED": Style(f"rgba({_INK},0.36)", FAINT, "x", marked("trials closed")),
    "LISTED": Style(f"rgba({_INK},0.36)", FAINT, "diamond", marked("trial listed")),
    "KNOWN": Style(FAINTER, f"rgba({_INK},1)", "pentagon", marked("not filed yet")),
}
"""Green is authorisation and grey is trials; filled is so today, outlined is to come. The symbol says it again."""


@cached_by_content
def trials(
    markets: pd.DataFrame,
    points: pd.DataFrame,
    sites: pd.DataFrame,
    lanes: pd.DataFrame,
    region: Region,
    colours: Mapping[str, str],
) -> Drawing:
    """The world, or a part of it, by what is true of a product there; selecting anything gives its country's code.

    `markets` as `insights.markets.markets` gives them, `points` as `insights.trials.places`, `sites` as
    `insights.network.sites` and `lanes` as `insights.markets.supply`; `colours` by site. What the map has no outline
    for is left to the table.
    """
    legend = {"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "itemclick": False, "itemdoubleclick": False}
    drawn = figure(
        HEIGHT + KEY, left=0, right=0, top=0, bottom=KEY, showlegend=True, legend={**legend, "font": {"size": 11}}
    )
    marks = country_names.marks(markets, sites, region)
    _countries(drawn, marks)
    _lanes(drawn, lanes, sites, colours)
    sizes = _diameters(points)
    _points(drawn, points, sizes)
    _symbols(drawn, marks)
    _sites(drawn, sites, colours)
    country_names.write(drawn, marks, sites, sizes, lambda row: _(STYLES[row.status].word), region)
    maps.show(drawn, region.centre, region.latitudes, region.longitudes)
    return drawn


def _countries(drawn: Drawing, marks: Sequence[Mark]) -> None:
    of = {mark.row.country: mark.row for mark in marks}
    order = list(STYLES)
    steps = len(order) + 1
    fills = [FAINTER, *(STYLES[status].fill for status in order)]
    codes = list(mainlands())
    styles = [STYLES[of[code].status] if code in of else None for code in codes]
    drawn.add_choropleth(
        geojson=maps.OUTLINES,
        featureidkey="id",
        locations=codes,
        z=[order.index(of[code].status) + 1 if code in of else 0 for code in codes],
        zmin=-0.5,
        zmax=steps - 0.5,
        colorscale=[[(step + edge) / steps, fill] for step, fill in enumerate(fills) for edge in (0, 1)],
        showscale=False,
        showlegend=False,
        marker={
            "line": {
                "color": [style.line if style else FAINT for style in styles],
                "width": [1.5 if style and style.line != FAINT else 0.5 for style in styles],
            }
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[[code] for code in codes],
        hovertext=[_hover(of[code]) if code in of else "" for code in codes],
        hoverinfo=["text" if code in of else "skip" for code in codes],
    )


def _hover(row: Any) -> str:
    lines = [
        f"<b>{words(row.name)}</b>: {words(row.status_words)}",
        wrapped(row.decided) if row.decided else "",
        _("Trials: {trials}").format(trials=words(row.trials_words)) if row.trials_words else "",
        _("Trial sites: {sites}").format(sites=words(row.sites_words)) if row.sites_words else "",
        wrapped(row.supply_words) if row.supply_words else "",
    ]
    return "<br>".join(filter(None, lines)) + cited(row)


def _lanes(drawn: Drawing, lanes: pd.DataFrame, sites: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """A line from each site to each market it may supply: solid today, dashed when it is expected."""
    starts = {row.site_id: (row.longitude, row.latitude) for row in sites.itertuples()}
    drawn_kinds = set()
    for (site, is_now), group in lanes.groupby(["site_id", "is_now"], sort=True):
        longitudes: list[float | None] = []
        latitudes: list[float | None] = []
        for lane in group.itertuples():
            end = place(lane.market)
            if end and site in starts:
                longitudes += [starts[site][0], end.longitude, None]
                latitudes += [starts[site][1], end.latitude, None]
        if longitudes:
            drawn.add_scattergeo(
                lon=longitudes,
                lat=latitudes,
                mode="lines",
                line={"color": colours[site], "width": 1.75, "dash": "solid" if is_now else "dot"},
                name=_("may supply") if is_now else _("licence expected"),
                legendgroup=str(is_now),
                showlegend=is_now not in drawn_kinds,
                hoverinfo="skip",
            )
            drawn_kinds.add(is_now)


def _points(drawn: Drawing, points: pd.DataFrame, sizes: Mapping[tuple[float, float], float]) -> None:
    """The trial sites, each place as large as it has many."""
    kinds = ((False, "circle", _("trial sites, at the centre of their city")), (True, "square", _("trial sites")))
    for is_exact, symbol, name in kinds:
        some = [point for point in points.itertuples() if bool(point.is_exact) == is_exact]
        if some:
            drawn.add_scattergeo(
                lon=[point.longitude for point in some],
                lat=[point.latitude for point in some],
                mode="markers",
                marker={
                    "size": [sizes[point.longitude, point.latitude] for point in some],
                    "symbol": symbol,
                    "color": DARK,
                    "opacity": 0.85,
                    "line": {"color": LIGHT, "width": 1},
                },
                name=name,
                customdata=[[point.country] for point in some],
                hovertext=[_hover_of_point(point) for point in some],
                hoverinfo="text",
                selected={"marker": {"opacity": 0.85}},
                unselected={"marker": {"opacity": 0.85}},
            )


def _diameters(points: pd.DataFrame) -> dict[tuple[float, float], float]:
    """In px, by place: the area grows with the sites, and the largest is small enough not to hide the others."""
    counts = {(point.longitude, point.latitude): point.sites for point in points.itertuples()}
    largest = 22 if len(counts) < 60 else 11
    step = min(4.0, largest / math.sqrt(max(counts.values(), default=1)))
    return {at: round(4 + step * math.sqrt(count), 1) for at, count in counts.items()}


def _hover_of_point(point: Any) -> str:
    sites = ngettext("{count} trial site", "{count} trial sites", point.sites)
    trials = ngettext("{count} trial", "{count} trials", point.trials)
    where = _("at the facility") if point.is_exact else _("placed at the centre of the city, not at the hospital")
    return (
        f"<b>{words(point.place)}</b>, {words(formats.country(point.country))}<br>"
        f"{sites.format(count=formats.number(point.sites))}, {trials.format(count=formats.number(point.trials))}<br>"
        f"{where}"
    )


def _symbols(drawn: Drawing, marks: Sequence[Mark]) -> None:
    """One symbol per country, of the status that its colour shows too; the key is made of them."""
    for status, style in STYLES.items():
        some = [mark for mark in marks if mark.row.status == status and mark.row.country != "EU"]
        if some:
            drawn.add_scattergeo(
                lon=[mark.longitude for mark in some],
                lat=[mark.latitude for mark in some],
                mode="markers",
                marker={
                    "size": [7 if mark.row.through else 11 for mark in some],
                    "symbol": style.symbol,
                    "color": LIGHT,
                    "opacity": 1,
                    "line": {"color": DARK, "width": 1.25},
                },
                name=_(style.word),
                customdata=[[mark.row.country] for mark in some],
                hovertext=[_hover(mark.row) for mark in some],
                hoverinfo="text",
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
            )


def _sites(drawn: Drawing, sites: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """The manufacturing sites: filled in their colour where they operate or qualify, outlined in it where not yet."""
    rows = list(sites.itertuples())
    symbols = [maps.STATUS_SYMBOLS[row.status] for row in rows]
    drawn.add_scattergeo(
        lon=[row.longitude for row in rows],
        lat=[row.latitude for row in rows],
        mode="markers",
        marker={
            "size": 14,
            "opacity": 1,
            "color": [
                LIGHT if symbol.endswith("-open") else colours[row.site_id]
                for row, symbol in zip(rows, symbols, strict=True)
            ],
            "symbol": [symbol.removesuffix("-open") for symbol in symbols],
            "line": {
                "width": 2,
                "color": [
                    colours[row.site_id] if symbol.endswith("-open") else LIGHT
                    for row, symbol in zip(rows, symbols, strict=True)
                ],
            },
        },
        showlegend=False,
        customdata=[[row.country] for row in rows],
        hovertext=[f"<b>{words(row.name)}</b><br>{_(STATUSES[row.status])}" for row in rows],
        hoverinfo="text",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )
