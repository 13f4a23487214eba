"""Colours that stand beside each other and mean different things stay apart for whoever sees two primaries, not three.

Simulated after Machado, Oliveira and Fernandes, A physiologically-based model for simulation of color vision
deficiency, IEEE TVCG 15 (2009) 1291–1298, at full severity; distances are those of CIELAB (CIE76).
"""

from __future__ import annotations

from itertools import combinations

import pytest

from dualsite.palette import BAD, GOOD, SITE_COLOURS, SOLID, WATCH

Rows = tuple[tuple[float, float, float], ...]

SEEN: dict[str, Rows] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""How linear red, green and blue are seen."""

TO_XYZ: Rows = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)

APART = 7.0
"""Three times what is just noticed (2.3). Colour is never alone: marks have a shape, a sign or their name as well."""

BESIDE = {
    "the two sites": SITE_COLOURS[:2],
    "the sites": SITE_COLOURS,
    "good, watch and bad": (GOOD, WATCH, BAD),
    "a site and what is late": (SITE_COLOURS[0], WATCH),
    "another site and what is late": (SITE_COLOURS[1], WATCH),
    "what is firm and what is short": (SOLID, BAD),
}
"""What a reader has to tell apart in one figure."""


def times(rows: Rows, of: tuple[float, float, float]) -> tuple[float, float, float]:
    red, green, blue = (sum(factor * part for factor, part in zip(row, of, strict=True)) for row in rows)
    return red, green, blue


def seen(colour: str, how: str) -> tuple[float, float, float]:
    """A colour (#rrggbb) in CIELAB, as it is seen."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    light = times(SEEN[how], (red, green, blue))
    clipped = tuple(min(max(part, 0.0), 1.0) for part in light)
    x, y, z = (
        ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116
        for ratio in (part / white for part, white in zip(times(TO_XYZ, clipped), WHITE, strict=True))  # type: ignore[arg-type]
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, how: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(seen(one, how), seen(other, how), strict=True)) ** 0.5


def test_black_and_white_are_a_hundred_apart_and_pure_red_is_where_cie_has_it() -> None:
    assert distance("#000000", "#ffffff", "usual") == pytest.approx(100, abs=0.01)
    assert seen("#ff0000", "usual") == pytest.approx((53.24, 80.09, 67.20), abs=0.05)


def test_red_and_green_of_one_lightness_are_told_apart_by_few() -> None:
    """Else the simulation would prove nothing."""
    assert distance("#b35f00", "#7a7a00", "deuteranopia") < APART < distance("#b35f00", "#7a7a00", "usual")


@pytest.mark.parametrize("how", SEEN)
@pytest.mark.parametrize("beside", BESIDE)
def test_meanings_beside_each_other_stay_apart(beside: str, how: str) -> None:
    pairs = {pair: distance(*pair, how) for pair in combinations(BESIDE[beside], 2)}
    assert {pair: round(apart, 1) for pair, apart in pairs.items() if apart < APART} == {}
