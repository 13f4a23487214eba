"""The key to the colours of a figure of native shapes: a mark and what it says, one after the other, in lines."""

from __future__ import annotations

from collections.abc import Sequence

from dualsite.exports.pptx import measuring
from dualsite.exports.pptx.deck import Slide
from dualsite.exports.pptx.look import GREY, SMALLEST, Area
from dualsite.exports.pptx.text import lines

LINE = 20.0
"""The height of a line of the key."""
_MARK, _BESIDE = 11.0, 16.0
"""The side of a mark, and how far right of its left what it says begins."""
_APART = 16.0

Keyed = tuple[str, str]
"""What a colour says, and the colour."""


def in_lines(keys: Sequence[Keyed], room: float) -> list[list[Keyed]]:
    """The key in lines of so many points, in its order, as long as they are; none of nothing."""
    found: list[list[Keyed]] = []
    used = room + 1
    for said, colour in keys:
        wide = _wide(said, room)
        if used + wide > room:
            found.append([])
            used = 0.0
        found[-1].append((said, colour))
        used += wide + _APART
    return found


def draw(slide: Slide, told: Sequence[Sequence[Keyed]], area: Area) -> float:
    """Draw these lines from the top of the area on, what is wider than it by itself shortened; how high they are."""
    for number, line in enumerate(told):
        left, top = area.left, area.top + number * LINE
        for said, colour in line:
            wide = _wide(said, area.width)
            slide.panel(Area(left, top + 4, _MARK, _MARK), said, said, colour)
            shown = measuring.shortened(said, SMALLEST, wide - _BESIDE)
            slide.box(Area(left + _BESIDE, top + 2, wide - _BESIDE, 16), [lines(shown, SMALLEST, GREY)], said)
            left += wide + _APART
    return len(told) * LINE


def _wide(said: str, room: float) -> float:
    """How wide the mark and what it says are, in so many points at most."""
    return min(_BESIDE + measuring.width(said, SMALLEST) + 4, room)
