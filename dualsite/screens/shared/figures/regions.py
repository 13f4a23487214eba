"""The parts of the world a map can show, and where a place lies on it in px."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dualsite.i18n import marked
from dualsite.outlines import natural_earth
from dualsite.screens.shared.figures.labels import Box, Point

WIDTH, HEIGHT = 720, 384
"""The px that labels are placed for; a wider map has more room for them, and on a telephone they are left out."""

Project = Callable[[float, float], Point]
"""From longitude and latitude to px, y downwards."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world, around a longitude: all of it, or between two longitudes and latitudes."""

    name: str
    """What it is called; a marked text."""
    centre: float
    latitudes: tuple[float, float] = (-50.0, 80.0)
    longitudes: tuple[float, float] | None = None

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north; None for all of it."""
        return self.longitudes and (self.longitudes[0], self.latitudes[0], self.longitudes[1], self.latitudes[1])

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a place lies in it."""
        if self.longitudes and not self.longitudes[0] <= longitude <= self.longitudes[1]:
            return False
        return self.latitudes[0] <= latitude <= self.latitudes[1]


REGIONS = {
    "pacific": Region(marked("Pacific"), 150),
    "atlantic": Region(marked("Atlantic"), 11),
    "east_asia": Region(marked("East Asia"), 123, (13, 48), (84, 162)),
    "europe": Region(marked("Europe"), 14, (35, 62), (-22, 50)),
    "north_america": Region(marked("North America"), -97, (17, 57), (-142, -52)),
}
"""What a map can show, by the id under which it is chosen."""

FIRST = "pacific"
"""What it shows at first."""


def projection(region: Region) -> tuple[Project, Box]:
    """From degrees to px of a map as wide as labels are placed for, and its frame."""
    south, north = region.latitudes
    west, east = region.longitudes or (region.centre - 179.9, region.centre + 179.9)
    nearest = min(max(0.0, south), north)
    low, high = natural_earth(0, south)[1], natural_earth(0, north)[1]
    left, right = (natural_earth(edge - region.centre, nearest)[0] for edge in (west, east))
    scale = min(WIDTH / (right - left), HEIGHT / (high - low))

    def project(longitude: float, latitude: float) -> Point:
        x, y = natural_earth(longitude - region.centre, latitude)
        return WIDTH / 2 + scale * (x - (left + right) / 2), HEIGHT / 2 - scale * (y - (low + high) / 2)

    return project, Box(0, 0, WIDTH, HEIGHT)
