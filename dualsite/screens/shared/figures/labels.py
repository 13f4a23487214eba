"""Where names fit on a map: each beside its place, none over another or over what is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Point = tuple[float, float]

_TAG = re.compile(r"</?b>")

LINE, LETTER = 14.0, 6.3
"""Height of a line and mean width of a letter, in px, at the size of labels."""


class Box(NamedTuple):
    """A rectangle in px, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """The area, in px², that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0


@dataclass(frozen=True, slots=True)
class WantedLabel:
    """A text that is to stand at one of some places, the best first: longitude, latitude and the side it stands on."""

    text: str
    places: Sequence[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where it stands: plotly's `textposition` is `side`."""

    text: str
    longitude: float
    latitude: float
    side: str


def box_of(text: str, at: Point, side: str, away: float = 9.0) -> Box:
    """The room a text takes beside a point in px. `side` as plotly names it: `middle right`, `top center`, …"""
    lines = [_TAG.sub("", line) for line in text.split("<br>")]
    wide, high = LETTER * max(map(len, lines)), LINE * len(lines)
    vertical, horizontal = side.split()
    left = {"left": at[0] - away - wide, "center": at[0] - wide / 2, "right": at[0] + away}[horizontal]
    top = {"top": at[1] - away - high, "middle": at[1] - high / 2, "bottom": at[1] + away}[vertical]
    return Box(left, top, left + wide, top + high)


def fitting(
    wanted: Iterable[WantedLabel], taken: Sequence[Box], frame: Box, project: Callable[[float, float], Point]
) -> list[Placed]:
    """The texts that find room, in the order given: the first place of each that is free, within the frame.

    A text without a free place is left out; earlier ones come before later ones.
    """
    occupied = list(taken)
    placed = []
    for one in wanted:
        for longitude, latitude, side in one.places:
            room = box_of(one.text, project(longitude, latitude), side)
            inside = room.overlap(frame) >= 0.999 * (room.right - room.left) * (room.bottom - room.top)
            if inside and not any(room.overlap(other) > 12 for other in occupied):
                occupied.append(room)
                placed.append(Placed(one.text, longitude, latitude, side))
                break
    return placed
