"""How slides look: sizes in points, greys, signs. What has a meaning of its own is in `dualsite.palette`."""

from __future__ import annotations

from typing import NamedTuple

from dualsite.palette import BAD, GOOD, WATCH

WIDTH, HEIGHT = 960.0, 540.0
"""A slide of 16:9, in points."""
MARGIN = 36.0
GAP = 14.0

SMALLEST = 12.0
"""No text is smaller than this, anywhere."""
TITLE_SIZES = (26.0, 24.0, 22.0, 20.0)
TITLE_LINES = 2
LEAD = 16.0
TEXT = 14.0
VALUE_SIZES = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)

INK, GREY, LINE, FAINT, PAPER = "#1B2430", "#5B6470", "#C9CED6", "#F3F5F7", "#FFFFFF"
SCENARIO = "#4A2C8F"
"""The banner of a scenario, as on screen."""
LAND, COAST = "#EEF1F4", "#CDD3DA"

SIGN_COLOURS = {"good": "#1B7F5C", "watch": "#B45309", "bad": "#B42318", "": INK}
"""Text that carries a sign, dark enough to be read on white."""
SIGNS = {"good": "✓", "watch": "▲", "bad": "✗", "": "•"}
MARKS = {"good": GOOD, "watch": WATCH, "bad": BAD}


class Area(NamedTuple):
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def below(self, used: float) -> Area:
        """What is left of it under so many points."""
        return Area(self.left, self.top + used, self.width, self.height - used)

    def columns(self, shares: tuple[float, ...], gap: float = GAP * 1.5) -> list[Area]:
        """It cut into columns of these shares."""
        free, left, cut = self.width - gap * (len(shares) - 1), self.left, []
        for share in shares:
            wide = free * share / sum(shares)
            cut.append(Area(left, self.top, wide, self.height))
            left += wide + gap
        return cut

    def rows(self, count: int, gap: float = GAP) -> list[Area]:
        """It cut into rows of one height."""
        high = (self.height - gap * (count - 1)) / count
        return [Area(self.left, self.top + (high + gap) * place, self.width, high) for place in range(count)]


def mixed(colour: str, share: float, other: str = PAPER) -> str:
    """A colour (#rrggbb) with so much of another in it, 0 to 1."""
    ours, theirs = ([int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in (colour, other))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in zip(ours, theirs, strict=True))
