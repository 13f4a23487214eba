"""Where the names on a map stand: beside their marks, further away with a line to them where that is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from dualsite.exports.pptx.look import Area
from dualsite.exports.pptx.text import Align

GAP = 9.0
"""Between the middle of a mark and its name."""
_STEP = 8.0
_FAR = GAP + 6 * _STEP
"""So far a name goes from its mark in order to cover no lesser one."""
_AWAY = 1.5
"""Between two names, at least."""
_DIRECTIONS = (0, 8, 4, 12, 2, 6, 14, 10, 1, 7, 15, 9, 3, 5, 13, 11)
"""In sixteenths of a turn from the right downwards: beside it, below, above, then what lies between."""


@dataclass(frozen=True)
class MapName:
    """A name at its place."""

    area: Area
    align: Align
    is_near: bool
    """Whether it stands right beside its mark; else a line leads to it."""


def placed(
    names: Sequence[tuple[float, float, float, float]], marks: Sequence[Area], besides: Sequence[Area], frame: Area
) -> list[MapName | None]:
    """A place for each name, none upon another, upon a mark, or beyond the frame; None where there is none.

    Each name is where its mark lies and how wide and high it is, in points. `besides` are lesser marks, which it covers
    only where it cannot do otherwise.
    """
    taken = list(marks)
    found: list[MapName | None] = []
    for x, y, wide, high in names:
        found.append(_placed(x, y, wide, high, taken, besides, frame))
        if (last := found[-1]) is not None:
            area = last.area
            taken.append(Area(area.left - _AWAY, area.top - _AWAY, area.width + 2 * _AWAY, area.height + 2 * _AWAY))
    return found


def _placed(
    x: float, y: float, wide: float, high: float, taken: Sequence[Area], besides: Sequence[Area], frame: Area
) -> MapName | None:
    best: MapName | None = None
    second_best: MapName | None = None
    away = GAP
    while away < frame.width + frame.height and (best is None or away <= _FAR):
        free = [
            one
            for one in _around(x, y, wide, high, away)
            if _is_inside(one.area, frame) and not any(_over(one.area, it) for it in taken)
        ]
        clear = [one for one in free if one.is_near or _is_clear((x, y), one.area, taken)]
        best = min([*([best] if best else []), *clear], key=lambda one: _covered(one.area, besides), default=None)
        if best is not None and not _covered(best.area, besides):
            return best
        second_best = second_best or next(iter(free), None)
        away += _STEP
    # A line to it crosses another name, where nothing else is left.
    return best or second_best


def _covered(name: Area, besides: Sequence[Area]) -> float:
    """How much of lesser marks a name lies upon."""
    return sum(_over(name, it) for it in besides)


def _around(x: float, y: float, wide: float, high: float, away: float) -> Iterator[MapName]:
    for direction in _DIRECTIONS:
        across, down = cos(direction * pi / 8), sin(direction * pi / 8)
        middle_x, middle_y = x + across * (away + wide / 2), y + down * (away + high / 2)
        align: Align = "left" if across > 0.3 else "right" if across < -0.3 else "centre"
        yield MapName(Area(middle_x - wide / 2, middle_y - high / 2, wide, high), align, away == GAP)


def _is_clear(mark: tuple[float, float], name: Area, taken: Sequence[Area]) -> bool:
    """Whether a line from a mark to its name lies upon nothing that is taken, but for the mark itself."""
    (x, y), (to_x, to_y) = mark, nearest(mark, name)
    points = [(x + (to_x - x) * part / 16, y + (to_y - y) * part / 16) for part in range(1, 16)]
    others = [one for one in taken if not _holds(one, mark)]
    return not any(_holds(one, point) for one in others for point in points)


def nearest(mark: tuple[float, float], name: Area) -> tuple[float, float]:
    """The place of a name that is nearest to its mark: where a line between them ends."""
    return min(max(mark[0], name.left), name.right), min(max(mark[1], name.top), name.bottom)


def _holds(one: Area, point: tuple[float, float]) -> bool:
    return one.left <= point[0] <= one.right and one.top <= point[1] <= one.bottom


def _over(one: Area, other: Area) -> float:
    """How much of two areas lies upon one another."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across * down if across > 0 and down > 0 else 0.0


def _is_inside(one: Area, frame: Area) -> bool:
    return one.left >= frame.left and one.right <= frame.right and one.top >= frame.top and one.bottom <= frame.bottom
