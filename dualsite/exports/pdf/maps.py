"""A map as what is drawn: outlines of countries, lanes and places with their names, on a flat world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dualsite import outlines
from dualsite.exports.document import MapBlock

Drawn = dict[str, Any]
Box = tuple[float, float, float, float]

LETTER, LINE = 0.0088, 0.020
"""How wide a letter and how high a line of a name is, of the width of the map."""


def drawn(block: MapBlock) -> Drawn:
    """Rings, lanes and places as shares of the width of the map, y downwards."""
    longitudes = [place.longitude for place in block.places]
    longitudes += [end[0] for lane in block.lanes for end in (lane.starts, lane.ends)]
    middle = outlines.centre(longitudes)
    world = outlines.flat(middle)
    points = [point for rings in world.values() for ring in rings for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    north, south = min(y for _x, y in points), max(y for _x, y in points)
    wide = east - west

    def at(longitude: float, latitude: float) -> list[float]:
        x, y = outlines.projected(longitude, latitude, middle)
        return [round((x - west) / wide, 5), round((y - north) / wide, 5)]

    colours = {code: colour for code, colour, _said in block.shaded}
    countries = [
        {"colour": colours.get(code), "rings": [_ring(ring, west, north, wide) for ring in rings]}
        for code, rings in sorted(world.items(), key=lambda one: one[0] in colours)
        if rings
    ]
    places = [{"at": at(one.longitude, one.latitude), "name": one.name if one.is_named else "", "said": one.said,
               "colour": one.colour, "shape": one.shape, "style": one.style} for one in block.places]  # fmt: skip
    _name(places)
    return {
        "kind": "map",
        "high": (south - north) / wide,
        "countries": countries,
        "lanes": [{"from": at(*lane.starts), "to": at(*lane.ends), "colour": lane.colour, "style": lane.style}
                  for lane in block.lanes],
        "places": places,
        "legend": [{"name": said, "colour": colour}
                   for said, colour in {said: colour for _code, colour, said in block.shaded if said}.items()],
    }  # fmt: skip


def _ring(ring: Sequence[outlines.Point], west: float, north: float, wide: float) -> list[list[float]]:
    return [[round((x - west) / wide, 4), round((y - north) / wide, 4)] for x, y in ring]


def _name(places: list[Drawn]) -> None:
    """Give each name the side of its mark where it covers no other; where none is free, the right."""
    taken: list[Box] = [(x - 0.006, y - 0.006, x + 0.006, y + 0.006) for x, y in (place["at"] for place in places)]
    for place in places:
        if not place["name"]:
            continue
        x, y = place["at"]
        letters = max(len(place["name"]), len(place["said"]) * 0.85)
        wide, high = letters * LETTER, LINE * (2 if place["said"] else 1)
        boxes: dict[str, Box] = {
            "right": (x + 0.010, y - high / 2, x + 0.010 + wide, y + high / 2),
            "left": (x - 0.010 - wide, y - high / 2, x - 0.010, y + high / 2),
            "above": (x - wide / 2, y - 0.010 - high, x + wide / 2, y - 0.010),
            "below": (x - wide / 2, y + 0.010, x + wide / 2, y + 0.010 + high),
        }
        free = [
            side
            for side, box in boxes.items()
            if box[2] < 1 and box[0] > 0 and not any(_meet(box, one) for one in taken)
        ]
        place["side"] = free[0] if free else "right" if x < 0.8 else "left"
        taken.append(boxes[place["side"]])


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
