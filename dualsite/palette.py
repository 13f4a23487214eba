"""Colours that mean one thing each, on screens and in every export. Everything without a meaning is a grey."""

from __future__ import annotations

from collections.abc import Iterable

SITE_COLOURS = ("#0072B2", "#7B4FA3", "#CC79A7", "#8C6D1F", "#5B7083")
"""Sites in order of their id; blues, purples and neutrals, never the colours of good, watch and bad."""

GOOD, WATCH, BAD = "#1B9E6F", "#D97706", "#D64534"
INK = "#808691"
SOLID = "#5B6B7F"
"""A solid part that no site's colour may stand for: what is firm of all sites, the days of the operator."""

ON_MARK = ("#ffffff", "#101418")
"""Text that stands on a solid mark."""


def site_colours(site_ids: Iterable[str]) -> dict[str, str]:
    """A colour for each site, the same on every page as long as the sites are the same."""
    return {site: SITE_COLOURS[place % len(SITE_COLOURS)] for place, site in enumerate(sorted(set(site_ids)))}


def lighter(colour: str, white: float) -> str:
    """The colour (#rrggbb) with so much white in it, 0 to 1."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02X}" for part in parts)


def contrast(one: str, other: str) -> float:
    """How far two colours (#rrggbb) stand apart, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def text_on(colour: str) -> str:
    """White or near-black, whichever stands out more on a solid mark of the colour (#rrggbb)."""
    return max(ON_MARK, key=lambda text: contrast(text, colour))


def tint(colour: str, share: float) -> str:
    """The colour (#rrggbb) as it looks upon white when so much of it covers, 0 to 1."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 + (part - 255) * share):02X}" for part in parts)
