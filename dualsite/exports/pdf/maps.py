"""A map as what is drawn: outlines of countries, lanes and places with their names, on a flat world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dualsite.exports.figures import MapBlock
from dualsite.exports.map_extent import extent
from dualsite.outlines import Point

Drawn = dict[str, Any]


def drawn(block: MapBlock) -> Drawn:
    """Rings, lanes and places as shares of the width of the map, y downwards; where names stand is the template's."""
    shown = extent(block)

    def share(point: Point, digits: int = 5) -> list[float]:
        return [round(point[0] / shown.width, digits), round(point[1] / shown.width, digits)]

    def at(longitude: float, latitude: float) -> list[float]:
        return share(shown.at(longitude, latitude))

    def ring(points: Sequence[Point]) -> list[list[float]]:
        return [share(point, 4) for point in points]

    colours = {code: colour for code, colour, _said in block.shaded}
    return {
        "kind": "map",
        "high": shown.height / shown.width,
        "countries": [
            {"colour": colours.get(code), "rings": list(map(ring, rings))}
            for code, rings in sorted(shown.countries().items(), key=lambda one: one[0] in colours)
        ],
        "lanes": [
            {"from": at(*lane.starts), "to": at(*lane.ends), "colour": lane.colour, "style": lane.style}
            for lane in block.lanes
        ],
        "places": [
            {
                "at": at(one.longitude, one.latitude),
                "name": one.name if one.is_named else "",
                "said": one.said,
                "colour": one.colour,
                "shape": one.shape,
                "style": one.style,
            }
            for one in block.places
        ],
        "legend": [
            {"name": said, "colour": colour}
            for said, colour in {said: colour for _code, colour, said in block.shaded if said}.items()
        ],
    }
