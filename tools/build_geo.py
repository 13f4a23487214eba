"""Rebuild the offline map and the country boxes from Natural Earth (public domain).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/build_geo.py package

writes, under the project folder,

- dualsite/assets/geo/world.geojson: one feature a country, `id` ISO 3166-1 alpha-2 (Kosovo: XK), for choropleths;
- static/geo/world_110m.json: an empty topology, so that plotly's `topojsonURL` has something to fetch on this server;
- dualsite/schema/countries.csv: the four box columns. Codes and names (CLDR's English ones) are read from it and kept.

Borders are the internationally recognised ones where Natural Earth 4.1 draws control on the ground: Crimea is drawn
with Ukraine (UN General Assembly resolution 68/262), Northern Cyprus with Cyprus, Somaliland with Somalia. Left out are
the Siachen Glacier, which Natural Earth gives to nobody, and Antarctica, except for its box.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
COUNTRIES = PROJECT / "dualsite" / "schema" / "countries.csv"
MAP_FOLDER = PROJECT / "static" / "geo"
OUTLINES = PROJECT / "dualsite" / "assets" / "geo" / "world.geojson"
ABOUT = (
    "Natural Earth 4.1 (public domain) through world-atlas 2.0.2, simplified by tools/build_geo.py. "
    "Crimea is drawn with Ukraine, Northern Cyprus with Cyprus, Somaliland with Somalia; without Antarctica."
)

Point = tuple[float, float]  # longitude, latitude in degrees
Line = list[Point]
ArcRing = list[int]  # arc numbers end to end; ~n is arc n backwards
Shape = list[list[ArcRing]]  # polygons; of each the exterior first, then the holes

WITHOUT_NUMBER = {"N. Cyprus": "CY", "Somaliland": "SO", "Kosovo": "XK"}  # what Natural Earth gives no ISO number
WITHOUT_ISO_NAME = {"XK": "Kosovo"}  # a user-assigned code: not among the countries of ISO 3166-1
CRIMEA = (32.0, 44.0, 37.0, 46.5)  # west, south, east, north of the one Russian polygon that lies inside

TOLERANCE = 0.08  # degrees a simplified border may leave the true one: a third of a pixel on a 1000-pixel world
SMALL_AREA = 1.0  # square degrees at the equator, about 12 000 km²: smaller countries keep their detail
SPECK_AREA = 0.02  # square degrees, about 250 km²: smaller islands of the other countries are left out
MARGIN = 0.5  # degrees added on every side of a box: coastlines are simplified, and offshore is not an error
PLOTLY_LAYERS = ("coastlines", "countries", "lakes", "land", "ocean", "rivers", "subunits")
FULL_TURN, HALF_TURN = 360.0, 180.0


@dataclass(frozen=True)
class Atlas:
    """Country shapes by code over the arcs they share. Neighbours name the same arc, so borders stay closed."""

    arcs: list[Line]
    shapes: dict[str, Shape]

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


def read_atlas(path: Path, alpha2: Mapping[str, str]) -> Atlas:
    """The countries of one world-atlas file; `alpha2` by ISO number. Territories that are no country are left out."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    (scale_x, scale_y), (origin_x, origin_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Line] = []
    for deltas in topology["arcs"]:
        steps = zip(accumulate(dx for dx, _ in deltas), accumulate(dy for _, dy in deltas), strict=True)
        arcs.append([(x * scale_x + origin_x, y * scale_y + origin_y) for x, y in steps])
    shapes: dict[str, Shape] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = alpha2[geometry["id"]] if "id" in geometry else WITHOUT_NUMBER.get(geometry["properties"]["name"])
        if code:
            polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            shapes.setdefault(code, []).extend(polygons)
    return Atlas(arcs, shapes)


def recognised(atlas: Atlas) -> Atlas:
    """The atlas with Crimea moved to Ukraine and no border inside a country. Raises ValueError without a Crimea."""
    west, south, east, north = CRIMEA
    crimea = [
        polygon
        for polygon in atlas.shapes["RU"]
        if all(west < x < east and south < y < north for x, y in atlas.line(polygon[0]))
    ]
    if not crimea:
        raise ValueError("No Russian polygon lies within CRIMEA. The atlas has changed: look at it before building.")
    russia = [polygon for polygon in atlas.shapes["RU"] if polygon not in crimea]
    shapes = atlas.shapes | {"RU": russia, "UA": atlas.shapes["UA"] + crimea}
    return Atlas(atlas.arcs, {code: union(shape, atlas.arcs) for code, shape in shapes.items()})


def union(shape: Shape, arcs: Sequence[Line]) -> Shape:
    """The shape without borders between its own polygons: an arc walked both ways lies inside.

    The polygons that grow together come last and must not enclose a hole: each of their rings is taken as an exterior.
    """
    walked = {number for polygon in shape for ring in polygon for number in ring}
    inner = {number for number in walked if ~number in walked}
    apart = [polygon for polygon in shape if not any(inner & set(ring) for ring in polygon)]
    loose = {number for polygon in shape if polygon not in apart for ring in polygon for number in ring} - inner
    starts = {(arcs[n][0] if n >= 0 else arcs[~n][-1]): n for n in sorted(loose)}
    joined: Shape = []
    while loose:
        ring = [min(loose)]
        while True:
            loose.remove(ring[-1])
            end = arcs[ring[-1]][-1] if ring[-1] >= 0 else arcs[~ring[-1]][0]
            if starts[end] == ring[0]:
                break
            ring.append(starts[end])
        joined.append([ring])
    return apart + joined


def area(line: Line) -> float:
    """Signed area in square degrees, shrunk with latitude as on the globe; positive = counter-clockwise."""
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(line))
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
        if worst > tolerance or ((first, last) == (0, len(line) - 1) and line[0] == line[-1] and where):
            kept.add(where)
            spans += [(first, where), (where, last)]
    return [line[index] for index in sorted(kept)]


def thinned(atlas: Atlas) -> Atlas:
    """The atlas at about 1:110m. Each arc is simplified once for both its neighbours; small countries keep theirs."""
    sizes = {code: sum(abs(area(atlas.line(p[0]))) for p in shape) for code, shape in atlas.shapes.items()}
    small = {code for code, size in sizes.items() if size < SMALL_AREA}
    whole = {max(n, ~n) for code in small for polygon in atlas.shapes[code] for ring in polygon for n in ring}
    arcs = [
        [(round(x, 3), round(y, 3)) for x, y in arc]
        if number in whole
        else [(round(x, 2), round(y, 2)) for x, y in simplified(arc, TOLERANCE)]
        for number, arc in enumerate(atlas.arcs)
    ]
    shapes = {
        code: [p for p in shape if code in small or abs(area(atlas.line(p[0]))) >= SPECK_AREA]
        for code, shape in atlas.shapes.items()
    }
    return Atlas(arcs, shapes)


def wound(line: Line, clockwise: bool) -> Line:
    """The ring in the given direction, without repeated points. Empty when simplification left no area."""
    line = [*line[:-1], line[0]]  # where a whole arc meets a simplified one, the two roundings of one point differ
    points = [point for index, point in enumerate(line) if index == 0 or point != line[index - 1]]
    if len(points) < 4 or area(points) == 0:
        return []
    return points if (area(points) < 0) == clockwise else points[::-1]


def feature(code: str, name: str, atlas: Atlas) -> dict[str, Any]:
    """A GeoJSON feature. d3-geo, which plotly draws with, wants exteriors clockwise: the other way fills the globe."""
    polygons = []
    for polygon in atlas.shapes[code]:
        exterior, *holes = [wound(atlas.line(ring), clockwise=ring is polygon[0]) for ring in polygon]
        if exterior:
            polygons.append([exterior, *(hole for hole in holes if hole)])
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "id": code, "properties": {"name": name}, "geometry": geometry}


def box(lines: Iterable[Line]) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees with MARGIN around; west > east when it crosses the antimeridian.

    West and east stand at the edges of the widest gap, so a country on both sides of 180 gets a narrow box.
    """
    rings = list(lines)
    spans = sorted(
        (west - FULL_TURN if west >= HALF_TURN else west + FULL_TURN if west < -HALF_TURN else west, width)
        for west, width in (
            (min(x for x, _ in ring), max(x for x, _ in ring) - min(x for x, _ in ring)) for ring in rings
        )
    )
    reach, (widest, west, east) = spans[0][0] + spans[0][1], (-math.inf, 0.0, 0.0)
    for start, width in [*spans[1:], (spans[0][0] + FULL_TURN, 0.0)]:
        widest, west, east = max((widest, west, east), (start - reach, start, reach))
        reach = max(reach, start + width)
    south, north = (extreme(y for ring in rings for _, y in ring) for extreme in (min, max))
    south, north = max(-90.0, south - MARGIN), min(90.0, north + MARGIN)
    if widest <= 2 * MARGIN:
        return -HALF_TURN, south, HALF_TURN, north
    return within_half_turn(west - MARGIN), south, within_half_turn(east + MARGIN), north


def within_half_turn(longitude: float) -> float:
    return (longitude + HALF_TURN) % FULL_TURN - HALF_TURN


def written_world(atlas: Atlas, names: Mapping[str, str]) -> str:
    """The map as GeoJSON text, one line a country, in order of code."""
    codes = sorted(code for code in atlas.shapes if code != "AQ")
    lines = [json.dumps(feature(code, names[code], atlas), ensure_ascii=False, separators=(",", ":")) for code in codes]
    head = json.dumps({"type": "FeatureCollection", "description": ABOUT})[:-1]
    return head + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"


def written_boxes(rows: Sequence[Mapping[str, str]], atlases: Sequence[Atlas]) -> list[dict[str, str]]:
    """The rows of countries.csv with new boxes, from the first atlas that has the shape, else empty."""
    boxed = []
    for row in rows:
        atlas = next((atlas for atlas in atlases if row["alpha2"] in atlas.shapes), None)
        edges: Sequence[str] = [""] * 4
        if atlas:
            edges = [f"{edge:.2f}" for edge in box(atlas.line(p[0]) for p in atlas.shapes[row["alpha2"]])]
        boxed.append({**row, **dict(zip(("west", "south", "east", "north"), edges, strict=True))})
    return boxed


def build(package: Path) -> None:
    """Write the three files from an unpacked world-atlas package: 1:50m, and 1:10m for the boxes it lacks."""
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    alpha2 = {row["numeric"]: row["alpha2"] for row in rows}
    medium = recognised(read_atlas(package / "countries-50m.json", alpha2))
    large = read_atlas(package / "countries-10m.json", alpha2)
    names = {row["alpha2"]: row["name"] for row in rows} | WITHOUT_ISO_NAME
    world = written_world(thinned(medium), names)
    OUTLINES.write_text(world, encoding="utf-8")
    empty = {layer: {"type": "GeometryCollection", "geometries": []} for layer in PLOTLY_LAYERS}
    topology = {"type": "Topology", "objects": empty, "arcs": []}
    (MAP_FOLDER / "world_110m.json").write_text(json.dumps(topology) + "\n", encoding="utf-8")
    with COUNTRIES.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        table.writeheader()
        table.writerows(written_boxes(rows, [medium, large]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="the unpacked folder with countries-50m.json and countries-10m.json")
    build(parser.parse_args().package)
