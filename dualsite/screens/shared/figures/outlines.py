"""Where countries lie on the drawn world: the outlines' own geometry, for labels, lanes and symbols."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

WORLD = Path(__file__).parents[4] / "static" / "geo" / "world.geojson"

Ring = list[list[float]]


class Extent(NamedTuple):
    """The mainland of a country, in degrees: a place within it, and its edges."""

    longitude: float
    latitude: float
    west: float
    south: float
    east: float
    north: float


@cache
def mainlands() -> dict[str, Extent]:
    """The largest part of every country that the map draws, by ISO code. Overseas parts and islands do not count."""
    features = json.loads(WORLD.read_text(encoding="utf-8"))["features"]
    return {
        feature["id"]: _mainland([polygon[0] for polygon in feature["geometry"]["coordinates"]]) for feature in features
    }


UNION = Extent(10.0, 50.0, -9.0, 36.0, 30.0, 66.0)
"""Where the EU as one market is marked: in the middle of it."""


def place(market: str) -> Extent | None:
    """Where a country or the EU is marked; None for one that the map does not draw."""
    return UNION if market == "EU" else mainlands().get(market)


def _mainland(rings: list[Ring]) -> Extent:
    ring = max(rings, key=lambda points: abs(_area(points)))
    longitudes, latitudes = [point[0] for point in ring], [point[1] for point in ring]
    box = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    longitude, latitude = _centroid(ring)
    crossings = _crossings(ring, latitude)
    if not any(first <= longitude <= last for first, last in crossings) and crossings:
        first, last = max(crossings, key=lambda span: span[1] - span[0])
        longitude = (first + last) / 2
    return Extent(longitude, latitude, *box)


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _centroid(ring: Ring) -> tuple[float, float]:
    """The centre of gravity of a closed ring; of one without area, its first point."""
    area = _area(ring)
    if not area:
        return ring[0][0], ring[0][1]
    sums = [0.0, 0.0]
    for a, b in pairwise(ring):
        cross = a[0] * b[1] - b[0] * a[1]
        sums[0] += (a[0] + b[0]) * cross
        sums[1] += (a[1] + b[1]) * cross
    return sums[0] / (6 * area), sums[1] / (6 * area)


def _crossings(ring: Ring, latitude: float) -> list[tuple[float, float]]:
    """The stretches of a parallel that lie within a closed ring, from west to east."""
    met = sorted(
        a[0] + (latitude - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in pairwise(ring)
        if (a[1] > latitude) != (b[1] > latitude)
    )
    return list(zip(met[::2], met[1::2], strict=False))
