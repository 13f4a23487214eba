"""The drawn world: where countries lie, for labels, lanes and symbols, and their outlines projected flat."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import hypot, radians
from pathlib import Path
from typing import NamedTuple

WORLD = Path(__file__).with_name("assets") / "geo" / "world.geojson"

Ring = list[list[float]]
Point = tuple[float, float]

CENTRES = (150, 11)
"""Longitudes a map may be centred on: the Pacific, with only the Atlantic cut, and the Atlantic."""

SOUTH, NORTH = -56.0, 78.0
"""The parallels between which a flat map is drawn: without Antarctica and the Arctic."""

_CUT = 0.02
"""How far from the seam of a flat map outlines end, in degrees, so that both sides of it are told apart."""


class Extent(NamedTuple):
    """The mainland of a country, in degrees: a place within it, and its edges."""

    longitude: float
    latitude: float
    west: float
    south: float
    east: float
    north: float


@cache
def _rings() -> dict[str, list[Ring]]:
    """The outer ring of every part of a country, in degrees, by ISO code."""
    features = json.loads(WORLD.read_text(encoding="utf-8"))["features"]
    return {feature["id"]: [polygon[0] for polygon in feature["geometry"]["coordinates"]] for feature in features}


@cache
def mainlands() -> dict[str, Extent]:
    """The largest part of every country that the map draws, by ISO code. Overseas parts and islands do not count."""
    return {code: _mainland(rings) for code, rings in _rings().items()}


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


def centre(longitudes: Iterable[float]) -> int:
    """The centre that shows the places closest together, so that no way between them is cut; else the Pacific."""
    places = list(longitudes)

    def spread(middle: int) -> float:
        shown = [from_edge(longitude, middle) for longitude in places]
        return max(shown) - min(shown) if shown else 0.0

    return min(CENTRES, key=spread)


def from_edge(longitude: float, middle: float) -> float:
    """How far from the left edge of a map centred on `middle` a longitude lies, in degrees, 0 to 360."""
    return (longitude - middle + 180) % 360


def natural_earth(longitude: float, latitude: float) -> Point:
    """x and y, y upwards, of the Natural Earth projection in radians of the equator's middle (Šavrič et al. 2011)."""
    turn, phi = radians((longitude + 180) % 360 - 180), radians(latitude)
    square = phi * phi
    fourth = square * square
    x = turn * (0.8707 - 0.131979 * square + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth)))
    y = phi * (1.007226 + square * (0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth)))
    return x, y


def projected(longitude: float, latitude: float, middle: float) -> Point:
    """Where a place lies on a flat map centred on `middle`, as `natural_earth` but with y downwards."""
    x, y = natural_earth(longitude - middle, latitude)
    return x, -y


@cache
def flat(middle: int, tolerance: float = 0.004) -> dict[str, list[list[Point]]]:
    """The outlines of every country on a flat map centred on `middle`, by ISO code, between `SOUTH` and `NORTH`.

    Points as `projected`; a ring is not closed by its first point. What is nearer to its neighbours' line than
    `tolerance` (radians) is left out, and islands smaller than that, but for the largest part of a country.
    """
    drawn = {}
    for code, rings in _rings().items():
        parts = [part for ring in rings for part in _cut(ring, middle)]
        simple = [_simplified([projected(*point, 0) for point in part], tolerance) for part in parts]
        large = [part for part in simple if len(part) > 2 and _size(part) > tolerance * 2]
        drawn[code] = large or [part for part in sorted(simple, key=_size)[-1:] if len(part) > 2]
    return drawn


def within(rings: Iterable[Sequence[Point]], left: float, top: float, right: float, bottom: float) -> list[list[Point]]:
    """The parts of rings of a flat map that lie within a rectangle, cut along its edges."""
    parts = []
    for ring in rings:
        points = list(ring)
        for axis, bound, side in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
            points = _clipped(points, axis, bound, side)
        if len(points) > 2:
            parts.append(points)
    return parts


def _cut(ring: Ring, middle: float) -> list[list[Point]]:
    """The parts of a ring on the map, in degrees from its middle: cut at the seam and at both parallels."""
    west = min(point[0] for point in ring)
    shift = from_edge(west, middle) - 180 - west
    parts = []
    for turn in (shift, shift - 360):
        points: list[Point] = [(point[0] + turn, point[1]) for point in ring[:-1]]
        edge = 180 - _CUT
        for axis, bound, side in ((0, -edge, 1), (0, edge, -1), (1, SOUTH, 1), (1, NORTH, -1)):
            points = _clipped(points, axis, bound, side)
        if len(points) > 2:
            parts.append(points)
    return parts


def _clipped(points: Sequence[Point], axis: int, bound: float, side: int) -> list[Point]:
    """A ring without what lies beyond a bound (Sutherland and Hodgman, https://doi.org/10.1145/360767.360802)."""
    kept: list[Point] = []
    for a, b in pairwise([*points[-1:], *points]):
        is_a, is_b = (a[axis] - bound) * side >= 0, (b[axis] - bound) * side >= 0
        if is_a != is_b:
            share = (bound - a[axis]) / (b[axis] - a[axis])
            kept.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
        if is_b:
            kept.append(b)
    return kept


def _size(part: Sequence[Point]) -> float:
    """The longer side of what a ring spans."""
    if not part:
        return 0.0
    across, down = [point[0] for point in part], [point[1] for point in part]
    return max(max(across) - min(across), max(down) - min(down))


def _simplified(points: list[Point], tolerance: float) -> list[Point]:
    """The points that a line cannot do without (Douglas and Peucker, https://doi.org/10.3138/FM57-6770-U75U-7727)."""
    if len(points) < 4:
        return points
    kept = {0, len(points) - 1}
    stretches = [(0, len(points) - 1)]
    while stretches:
        first, last = stretches.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = hypot(bx - ax, by - ay)
        furthest, distance = 0, tolerance
        for place_ in range(first + 1, last):
            x, y = points[place_]
            away = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else hypot(x - ax, y - ay)
            if away > distance:
                furthest, distance = place_, away
        if furthest:
            kept.add(furthest)
            stretches += [(first, furthest), (furthest, last)]
    return [points[one] for one in sorted(kept)]
