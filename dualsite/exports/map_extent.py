"""Which part of the flat world a map shows: all that stands on it, with room around, as large as its place allows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from dualsite import outlines
from dualsite.exports.figures import MapBlock
from dualsite.outlines import Point

_AROUND = 0.16
"""Room around what is shown, of its longer side."""
_LEAST = 1.5
"""How wide a map is at least, in radians: a quarter of the way around the world, so that a single site is found."""
_FINE = 0.55
"""Of the width of the world: what is narrower has outlines of half the tolerance."""
_TOLERANCE = 0.004


class MapExtent(NamedTuple):
    """A part of the flat world that is centred on the longitude `middle`; in radians, y downwards."""

    middle: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def at(self, longitude: float, latitude: float) -> Point:
        """Where a place lies, in radians from the upper left corner."""
        x, y = outlines.projected(longitude, latitude, self.middle)
        return x - self.left, y - self.top

    def countries(self) -> dict[str, list[list[Point]]]:
        """The outlines within it by ISO code, in radians from its upper left corner."""
        tolerance = _TOLERANCE / (2 if self.width < _FINE * world(self.middle).width else 1)
        found = {}
        for code, rings in outlines.flat(self.middle, tolerance).items():
            inside = outlines.within(rings, self.left, self.top, self.right, self.bottom)
            if inside:
                found[code] = [[(x - self.left, y - self.top) for x, y in ring] for ring in inside]
        return found


@cache
def world(middle: int) -> MapExtent:
    """The whole of it."""
    points = [point for rings in outlines.flat(middle).values() for ring in rings for point in ring]
    across, down = [x for x, _y in points], [y for _x, y in points]
    return MapExtent(middle, min(across), min(down), max(across), max(down))


def extent(block: MapBlock, aspect: float | None = None) -> MapExtent:
    """What is shown of the world, as wide in proportion to its height as `aspect` says; else as the world is.

    Around the Pacific unless its places lie closer around the Atlantic; never beyond the world, so that it is narrower
    or lower than asked for where that ends.
    """
    longitudes = [one.longitude for one in block.places]
    longitudes += [end[0] for lane in block.lanes for end in (lane.starts, lane.ends)]
    whole = world(outlines.centre(longitudes))
    aspect = aspect or whole.width / whole.height
    points = list(_points(block, whole.middle))
    if not points:
        return whole
    across, down = [x for x, _y in points], [y for _x, y in points]
    around = _AROUND * max(max(across) - min(across), max(down) - min(down))
    shown = MapExtent(whole.middle, min(across) - around, min(down) - around, max(across) + around, max(down) + around)
    return _grown(shown, whole, aspect)


def _points(block: MapBlock, middle: int) -> Iterator[Point]:
    """The places, the ends of lanes, and the corners of the largest part of each country that is shaded."""
    for place in block.places:
        yield outlines.projected(place.longitude, place.latitude, middle)
    for lane in block.lanes:
        for end in (lane.starts, lane.ends):
            yield outlines.projected(*end, middle)
    flat = outlines.flat(middle)
    for code, _colour, _said in block.shaded:
        if rings := flat.get(code):
            yield from max(rings, key=len)


def _grown(shown: MapExtent, whole: MapExtent, aspect: float) -> MapExtent:
    """As large as is least and as the proportion asks for, moved into the world where it would reach beyond."""
    wide = min(max(shown.width, shown.height * aspect, _LEAST), whole.width)
    high = min(max(shown.height, wide / aspect), whole.height)
    left = _inside((shown.left + shown.right - wide) / 2, wide, whole.left, whole.right)
    top = _inside((shown.top + shown.bottom - high) / 2, high, whole.top, whole.bottom)
    return MapExtent(shown.middle, left, top, left + wide, top + high)


def _inside(start: float, size: float, first: float, last: float) -> float:
    return min(max(start, first), last - size)
