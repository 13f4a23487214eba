"""Maps, drawn offline: the world's outlines come from this server, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dualsite import outlines
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.network.sites import STATUSES, litres_stated
from dualsite.palette import site_colours
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import FAINT, FAINTER, TEXT, cited, figure, words

OUTLINES = "/app/static/geo/world.geojson"

CONFIG: dict[str, Any] = {"topojsonURL": "/app/static/geo/", "displayModeBar": False, "scrollZoom": False}
"""Plotly loads a base map by itself unless told where; ours is empty, the outlines stand in for it."""

STATUS_SYMBOLS = {
    "OPERATING": "circle",
    "QUALIFICATION": "diamond",
    "CONSTRUCTION": "diamond-open",
    "PLANNED": "circle-open",
}


def _base(height: int, countries: Mapping[str, float], centre: int) -> Drawing:
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
    drawn: Drawing,
    centre: float,
    latitudes: tuple[float, float] = (-50, 80),
    longitudes: tuple[float, float] | None = None,
) -> None:
    """Show the part of the world between these latitudes and longitudes (None: all of it) around a longitude."""
    drawn.update_layout(
        geo={
            "projection": {"type": "natural earth", "rotation": {"lon": centre}},
            "fitbounds": False,
            "lataxis": {"range": latitudes},
            "lonaxis": {"range": longitudes},
            "bgcolor": "rgba(0,0,0,0)",
            "showframe": False,
            "showcoastlines": False,
            "showland": False,
            "showocean": False,
            "showlakes": False,
            "showcountries": False,
        }
    )


@cached_by_content
def network(sites: pd.DataFrame, countries: list[str], height: int = 360) -> Drawing:
    """The sites on the world map, each with its name, status and volume; selecting one gives its `site_id`.

    `countries` are the codes of all outlines; those that hold a site stand out.
    """
    home = set(sites.country)
    centre = outlines.centre(sites.longitude)
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
            "symbol": [STATUS_SYMBOLS[row.status] for row in rows],
            "line": {"width": 2, "color": [colours[row.site_id] for row in rows]},
        },
        text=[f"<b>{words(row.name)}</b><br>{_(STATUSES[row.status])}<br>{litres_stated(row)}" for row in rows],
        textposition=[
            "top left" if outlines.from_edge(row.longitude, centre) > 280 else "bottom center" for row in rows
        ],
        textfont={"size": 12, "color": TEXT},
        customdata=[[row.site_id] for row in rows],
        hovertext=[
            f"<b>{words(row.name)}</b><br>{words(row.city)}<br>{litres_stated(row)}" + cited(row) for row in rows
        ],
        hoverinfo="text",
    )
    return drawn
