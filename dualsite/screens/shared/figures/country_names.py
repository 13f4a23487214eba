"""The names on the map of a product, and where each country's symbol stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dualsite.outlines import Extent, place
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.labels import Box, Placed, Point, WantedLabel, box_of, fitting
from dualsite.screens.shared.figures.regions import Project, Region, projection
from dualsite.screens.shared.figures.style import words

_SYMBOL, _SITE, _SMALL = 13.0, 18.0, 60.0
"""Px that a country's symbol and a site take, and the width below which a country is named beside its edges."""

_AROUND = ("middle right", "middle left", "top center", "bottom center", "top right", "bottom right", "top left")


@dataclass(frozen=True, slots=True)
class Mark:
    """A country, or the EU, on the map: its row, where its symbol stands, and the extent of its mainland."""

    row: Any
    longitude: float
    latitude: float
    extent: Extent


def marks(markets: pd.DataFrame, sites: pd.DataFrame, region: Region) -> list[Mark]:
    """Each country that the map draws, its symbol within it, or just beside a site that would hide it."""
    project, _frame = projection(region)
    held = [(site.longitude, site.latitude) for site in sites.itertuples()]
    found = []
    for row in markets.itertuples():
        at = place(row.country)
        if at is not None:
            found.append(Mark(row, *_clear(at.longitude, at.latitude, held, project), at))
    return found


def _clear(
    longitude: float, latitude: float, held: Sequence[tuple[float, float]], project: Project
) -> tuple[float, float]:
    """The place, moved below a site that it lies under."""
    x, y = project(longitude, latitude)
    apart = (_SYMBOL + _SITE) / 2
    for site in held:
        site_x, site_y = project(*site)
        if math.hypot(x - site_x, y - site_y) < apart:
            px_per_degree = abs(project(longitude, latitude - 1)[1] - y)
            return longitude, latitude - (site_y + apart - y) / px_per_degree
    return longitude, latitude


def write(
    drawn: Drawing,
    found: Sequence[Mark],
    sites: pd.DataFrame,
    points: Mapping[tuple[float, float], float],
    said: Callable[[Any], str],
    region: Region,
) -> None:
    """Write the names of the sites, then of the countries with what is `said` of them, or alone for want of room.

    `points` are the diameters in px of what else is drawn, by longitude and latitude. A country without room for its
    name keeps its symbol, and its name in the hover.
    """
    project, frame = projection(region)
    taken = [_room(project(*at), size) for at, size in points.items()]
    taken += [_room(project(site.longitude, site.latitude), _SITE) for site in sites.itertuples()]
    taken += [_room(project(mark.longitude, mark.latitude), _SYMBOL) for mark in found]
    names = {mark: f"<b>{words(mark.row.name)}</b>" for mark in found if mark.row.through is None}
    shown = [mark for mark in names if region.holds(mark.longitude, mark.latitude)]
    placed = fitting(
        [
            WantedLabel(f"<b>{words(site.name)}</b>", [(site.longitude, site.latitude, side) for side in _AROUND])
            for site in sites.itertuples()
            if region.holds(site.longitude, site.latitude)
        ],
        taken,
        frame,
        project,
    )
    for is_full in (True, False):
        done = {one.text.split("<br>")[0] for one in placed}
        wanted = [
            WantedLabel(names[mark] + (f"<br>{words(said(mark.row))}" if is_full else ""), list(_beside(mark, project)))
            for mark in shown
            if names[mark] not in done
        ]
        written = [box_of(one.text, project(one.longitude, one.latitude), one.side) for one in placed]
        placed += fitting(wanted, [*taken, *written], frame, project)
    _text(drawn, placed)


def _text(drawn: Drawing, placed: Iterable[Placed]) -> None:
    rows = list(placed)
    drawn.add_scattergeo(
        lon=[one.longitude for one in rows],
        lat=[one.latitude for one in rows],
        mode="markers+text",
        # A text keeps clear of its own marker: an unseen one keeps it clear of the symbol that stands there.
        marker={"size": 15, "color": "rgba(0,0,0,0)", "line": {"width": 0}},
        text=[one.text for one in rows],
        textposition=[one.side for one in rows],
        textfont={"size": 11},
        hoverinfo="skip",
        showlegend=False,
    )


def _room(at: Point, size: float) -> Box:
    return Box(at[0] - size / 2, at[1] - size / 2, at[0] + size / 2, at[1] + size / 2)


def _beside(mark: Mark, project: Project) -> Iterator[tuple[float, float, str]]:
    """Where a country's name may stand: outside a small country's edges, beside the symbol of a large one.

    A symbol that gave way to a site keeps its name beside it.
    """
    at = mark.extent
    wide = project(at.east, at.latitude)[0] - project(at.west, at.latitude)[0]
    edges = (
        (at.east, at.latitude, "middle right"),
        (at.west, at.latitude, "middle left"),
        (at.longitude, at.south, "bottom center"),
        (at.longitude, at.north, "top center"),
    )
    near = [
        (mark.longitude, mark.latitude, side)
        for side in ("bottom center", "middle right", "top center", "middle left", "bottom right", "top right")
    ]
    is_in_place = (mark.longitude, mark.latitude) == (at.longitude, at.latitude)
    yield from (*edges, *near) if wide < _SMALL and is_in_place else (*near, *edges)
