"""Rebuild the offline map and the country boxes from Natural Earth (public domain).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/build_geo.py package

writes, under the project folder,

- static/geo/world.geojson: one feature a country, `id` ISO 3166-1 alpha-2 (Kosovo: XK), ready for plotly's choropleth;
- static/geo/world_110m.json: an empty topology, so that plotly's `topojsonURL` has something to fetch on this server;
- dualsite/schema/countries.csv: codes and names of all ISO 3166-1 countries (CLDR, through Babel) with bounding boxes.

Borders follow United Nations General Assembly practice where Natural Earth 4.1 draws control on the ground: Crimea is
drawn with Ukraine (resolution 68/262), Northern Cyprus with Cyprus, Somaliland with Somalia. The Siachen Glacier, which
Natural Earth gives to nobody, is left out; so is Antarctica, except for its box.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.core import Locale, get_global

PROJECT = Path(__file__).resolve().parent.parent

Point = tuple[float, float]  # longitude, latitude in degrees
Line = list[Point]
ArcRing = list[int]  # arc numbers end to end; ~n is arc n backwards
Shape = list[list[ArcRing]]  # polygons; of each the exterior first, then the holes

ABSORBED = {"N. Cyprus": "CY", "Somaliland": "SO"}
NOT_IN_ISO = {"Kosovo": "XK"}
CRIMEA = (32.0, 44.0, 37.0, 46.5)  # west, south, east, north of the one Russian polygon that lies inside

TOLERANCE = 0.08  # degrees a simplified border may leave the true one: a third of a pixel on a 1000-pixel world
SMALL_TOLERANCE = 0.01
SMALL_AREA = 1.0  # square degrees at the equator, about 12 000 km²: smaller countries keep their detail
SPECK_AREA = 0.02  # square degrees, about 250 km²: smaller islands and holes of the other countries are left out
MARGIN = 0.5  # degrees added on every side of a box: coastlines are simplified, and offshore is not an error
FULL_TURN, HALF_TURN = 360.0, 180.0


@dataclass(frozen=True)
class Atlas:
    """Country shapes by code over the arcs they share. Neighbours name the same arc, so borders stay closed."""

    arcs: list[Line]
    shapes: dict[str, Shape] = field(default_factory=dict)

    def line(self, ring: ArcRing) -> Line:
        """The closed line of a ring (first point = last), longitudes unwrapped: Russia runs on to 190, not to -170."""
        points: Line = []
        for number in ring:
            part = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            points.extend(part[1:] if points else part)
        return unwrapped(points)


def unwrapped(points: Line) -> Line:
    """The same line without jumps across the antimeridian, shifted so that its middle lies within ±180."""
    line: Line = []
    for longitude, latitude in points:
        turns = round((line[-1][0] - longitude) / FULL_TURN) if line else 0
        line.append((longitude + turns * FULL_TURN, latitude))
    middle = (min(p[0] for p in line) + max(p[0] for p in line)) / 2
    shift = -FULL_TURN * round(middle / FULL_TURN)
    return [(longitude + shift, latitude) for longitude, latitude in line]


def read_atlas(path: Path) -> Atlas:
    """The countries of one world-atlas file, recognised borders applied. Raises ValueError when Crimea is not found."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    (scale_x, scale_y), (origin_x, origin_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Line] = []
    for deltas in topology["arcs"]:
        x = y = 0
        line: Line = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            line.append((x * scale_x + origin_x, y * scale_y + origin_y))
        arcs.append(line)
    atlas = Atlas(arcs)
    touched = set()
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = country_code(geometry)
        if code is None:
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        if code in atlas.shapes:
            touched.add(code)
        atlas.shapes.setdefault(code, []).extend(polygons)
    move_crimea(atlas)
    for code in touched | {"UA"}:
        atlas.shapes[code] = union(atlas.shapes[code], atlas.arcs)
    return atlas


def country_code(geometry: Mapping[str, Any]) -> str | None:
    """ISO 3166-1 alpha-2 of a Natural Earth geometry, or None for a territory that is not drawn on its own."""
    name = geometry["properties"]["name"]
    if "id" in geometry:
        return str(get_global("territory_aliases")[geometry["id"]][0])
    return ABSORBED.get(name) or NOT_IN_ISO.get(name)


def move_crimea(atlas: Atlas) -> None:
    west, south, east, north = CRIMEA
    crimea = [
        polygon
        for polygon in atlas.shapes["RU"]
        if all(west < x < east and south < y < north for x, y in atlas.line(polygon[0]))
    ]
    if not crimea:
        raise ValueError("No Russian polygon lies within CRIMEA. The atlas has changed: look at it before building.")
    atlas.shapes["RU"] = [polygon for polygon in atlas.shapes["RU"] if polygon not in crimea]
    atlas.shapes["UA"].extend(crimea)


def union(shape: Shape, arcs: Sequence[Line]) -> Shape:
    """The shape with borders between its own polygons removed: an arc walked both ways lies inside."""
    walked = {number for polygon in shape for ring in polygon for number in ring}
    inner = {number for number in walked if ~number in walked}
    if not inner:
        return shape
    kept = [polygon for polygon in shape if not any(number in inner for ring in polygon for number in ring)]
    opened = [ring for polygon in shape if polygon not in kept for ring in polygon]
    loose = {number for ring in opened for number in ring} - inner

    def ends(number: int) -> Line:
        return [arcs[number][0], arcs[number][-1]] if number >= 0 else [arcs[~number][-1], arcs[~number][0]]

    exteriors: list[ArcRing] = []
    while loose:
        ring = [min(loose)]
        loose.remove(ring[0])
        while ends(ring[-1])[1] != ends(ring[0])[0]:
            following = min(number for number in loose if ends(number)[0] == ends(ring[-1])[1])
            loose.remove(following)
            ring.append(following)
        exteriors.append(ring)
    return kept + [[ring] for ring in exteriors]


def area(line: Line) -> float:
    """Signed area in square degrees, shrunk with latitude as on the globe; positive = counter-clockwise."""
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(line, line[1:], strict=False))
    return twice / 2 * math.cos(math.radians(sum(y for _, y in line) / len(line)))


def simplified(line: Line, tolerance: float) -> Line:
    """Douglas-Peucker with both ends kept; a closed line is halved at its farthest point first. Degrees."""
    line = unwrapped(line)
    shrink = math.cos(math.radians(line[0][1]))
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        (x0, y0), (x1, y1) = line[first], line[last]
        dx, dy = (x1 - x0) * shrink, y1 - y0
        length = math.hypot(dx, dy)
        worst, where = 0.0, first
        for index in range(first + 1, last):
            x, y = (line[index][0] - x0) * shrink, line[index][1] - y0
            along = (x * dx + y * dy) / length**2 if length else 0.0
            along = min(1.0, max(0.0, along))
            away = math.hypot(x - along * dx, y - along * dy)
            if away > worst:
                worst, where = away, index
        if worst > tolerance or (first, last) == (0, len(line) - 1) and line[0] == line[-1] and where:
            kept.add(where)
            spans += [(first, where), (where, last)]
    return [line[index] for index in sorted(kept)]


def thinned(atlas: Atlas) -> Atlas:
    """The atlas at about 1:110m: each arc simplified once for all its countries, finely where one of them is small."""
    sizes = {code: sum(abs(area(atlas.line(p[0]))) for p in shape) for code, shape in atlas.shapes.items()}
    small = {code for code, size in sizes.items() if size < SMALL_AREA}
    fine = {n if n >= 0 else ~n for code in small for polygon in atlas.shapes[code] for ring in polygon for n in ring}
    arcs = [
        [(round(x, 3 if fine_arc else 2), round(y, 3 if fine_arc else 2)) for x, y in simplified(arc, tolerance)]
        for arc, fine_arc, tolerance in (
            (arc, number in fine, SMALL_TOLERANCE if number in fine else TOLERANCE)
            for number, arc in enumerate(atlas.arcs)
        )
    ]
    result = Atlas(arcs)
    for code, shape in sorted(atlas.shapes.items()):
        least = 0.0 if code in small else SPECK_AREA
        polygons = [
            [ring for ring in polygon if ring is polygon[0] or set(map(positive, ring)) & fine or large(atlas, ring)]
            for polygon in shape
            if abs(area(atlas.line(polygon[0]))) >= least
        ]
        result.shapes[code] = polygons
    return result
