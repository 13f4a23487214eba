"""Maps, drawn offline: the world's outlines come from this server, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _, marked
from dualsite.screens.shared.figures.style import FAINT, FAINTER, TEXT, cited, figure, site_colours, words

OUTLINES = "/app/static/geo/world.geojson"

CONFIG: dict[str, Any] = {"topojsonURL": "/app/static/geo/", "displayModeBar": False, "scrollZoom": False}
"""Plotly loads a base map by itself unless told where; ours is empty, the outlines stand in for it."""

STATUS_SYMBOLS = {
    "OPERATING": ("circle", marked("operating")),
    "QUALIFICATION": ("diamond", marked("in qualification")),
    "CONSTRUCTION": ("diamond-open", marked("under construction")),
    "PLANNED": ("circle-open", marked("planned")),
}


_CENTRES = (150, 11)
"""Longitudes a map may be centred on: the Pacific, with only the Atlantic cut, and the Atlantic."""


def _centre(longitudes: list[float]) -> int:
    """The centre that shows the places closest together, so that no way between them is cut; else the Pacific."""

    def spread(centre: int) -> float:
        places = [_place(longitude, centre) for longitude in longitudes]
        return max(places) - min(places) if places else 0.0

    return min(_CENTRES, key=spread)


def _place(longitude: float, centre: int) -> float:
    """How far from the map's left edge a longitude lies, in degrees, 0 to 360."""
    return (longitude - centre + 180) % 360


def _base(height: int, countries: Mapping[str, float], centre: int) -> go.Figure:
    """The world around a longitude; countries of value 1 stand out from those of value 0."""
    drawn = figure(height, left=0, right=0, top=0, bottom=0)
    drawn.add_choropleth(
        geojson=OUTLINES,
        featureidkey="id",
        locations=list(countries),
        z=list(countries.values()),
        zmin=0,
        zmax=1,
        colorscale=[[0, FAINTER], [1, FAINT]],
        showscale=False,
        marker={"line": {"color": FAINT, "width": 0.5}},
        hoverinfo="skip",
    )
    show(drawn, centre)
    return drawn


def show(
    drawn: go.Figure,
    centre: float,
    latitudes: tuple[float, float] = (-50, 80),
    longitudes: tuple[float, float] | None = None,
) -> None:
    """Show the part of the world between these latitudes and longitudes (None: all of it) around a longitude."""
    drawn.update_geos(
        projection={"type": "natural earth", "rotation": {"lon": centre}},
        fitbounds=False,
        lataxis={"range": latitudes},
        lonaxis={"range": longitudes},
        bgcolor="rgba(0,0,0,0)",
        showframe=False,
        showcoastlines=False,
        showland=False,
        showocean=False,
        showlakes=False,
        showcountries=False,
    )


@cached_by_content
def network(sites: pd.DataFrame, countries: list[str], height: int = 360) -> go.Figure:
    """The sites on the world map, each with its name, status and volume; selecting one gives its `site_id`.

    `countries` are the codes of all outlines; those that hold a site stand out.
    """
    home = set(sites.country)
    centre = _centre(list(sites.longitude))
    drawn = _base(height, {country: float(country in home) for country in countries}, centre)
    colours = site_colours(sites.site_id)
    rows = list(sites.itertuples())
    drawn.add_scattergeo(
        lat=[row.latitude for row in rows],
        lon=[row.longitude for row in rows],
        mode="markers+text",
        marker={
            "size": 15,
            "opacity": 1,
            "color": [colours[row.site_id] for row in rows],
            "symbol": [STATUS_SYMBOLS[row.status][0] for row in rows],
            "line": {"width": 2, "color": [colours[row.site_id] for row in rows]},
        },
        text=[f"<b>{words(row.name)}</b><br>{_(STATUS_SYMBOLS[row.status][1])}<br>{_volume(row)}" for row in rows],
        textposition=["top left" if _place(row.longitude, centre) > 280 else "bottom center" for row in rows],
        textfont={"size": 12, "color": TEXT},
        customdata=[[row.site_id] for row in rows],
        hovertext=[f"<b>{words(row.name)}</b><br>{words(row.city)}<br>{_volume(row)}" + cited(row) for row in rows],
        hoverinfo="text",
    )
    return drawn


def _volume(site: Any) -> str:
    if site.is_operating and site.capacity_l:
        return _("{litres} installed").format(litres=formats.litres(site.capacity_l))
    if site.planned_capacity_l:
        return _("{litres} planned").format(litres=formats.litres(site.planned_capacity_l))
    return _("volume not stated")
