"""How wide text is and where it breaks, in points: what a slide cannot ask PowerPoint before it is opened.

Measured in Inter as the app serves it, and wider by as much as what takes its place where it is not installed. Korean,
Japanese and Chinese characters are one em wide; what else Inter lacks is taken as wide as a wide letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from dualsite.exports.stated import before_number

FONTS = Path(__file__).parents[2] / "assets" / "fonts"

LEADING = 1.25
"""The height of a line, of the size of its type; slides state it, so that no font makes lines taller."""

_EM = 100
_SPARE, _SPARE_BOLD = 1.08, 1.18
"""What lines are taken to be wider, of regular and of bold type: where Inter is not installed, a program takes another
face, of which DejaVu Sans is the widest."""

_LATIN = re.compile(
    "[\u0020-\u00ff\u0131\u0152\u0153\u02c6\u02da\u02dc\u0391-\u03a9\u03b1-\u03c9\u2010-\u2027\u2030-\u205e\u2070-\u209f\u20a9\u20ac"
    "\u2116\u2122\u2190-\u2199\u2202\u2206\u2211\u2212\u221a\u221e\u2248\u2260\u2264\u2265\u25a0-\u25ff\u2605\u2606"
    "\u2610-\u2612\u2713-\u2717\u26a0]+"
)
_FURTHER = re.compile("[\u0100-\u02dd\u1e00-\u1eff\u20a0-\u20c0]+")
_TOKENS = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]|\\s+"
    "|[^\\s\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]+"
)
"""Where a line may break: at spaces, and before and after every Korean, Japanese or Chinese character."""


@cache
def _font(name: str, is_bold: bool) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONTS / name, _EM)
    font.set_variation_by_axes([700 if is_bold else 400])
    return font


@lru_cache(maxsize=20_000)
def _ems(token: str, is_bold: bool) -> float:
    """The width of a word, or of the space between two, in ems."""
    total, place = 0.0, 0
    while place < len(token):
        if found := _LATIN.match(token, place):
            total += _font("inter-latin.woff2", is_bold).getlength(found[0]) / _EM
        elif found := _FURTHER.match(token, place):
            total += _font("inter-latin-ext.woff2", is_bold).getlength(found[0]) / _EM
        else:
            total += 0.0 if unicodedata.combining(token[place]) else 1.0 if _is_wide(token[place]) else 0.8
        place = found.end() if found else place + 1
    return total


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def width(text: str, size: float, is_bold: bool = False) -> float:
    """The width of one line of text, in points: that of its words one by one, most of which are known."""
    return sum(_ems(token, is_bold) for token in _tokens(text)) * size * (_SPARE_BOLD if is_bold else _SPARE)


def wrapped(text: str, size: float, room: float, is_bold: bool = False) -> list[str]:
    """The lines that text takes within so many points; a word that is wider than that is broken. Never empty."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, wide = "", 0.0
        for token in _tokens(paragraph):
            more = width(token, size, is_bold)
            # A space at the end of a line takes no room.
            if (wide if token.isspace() else wide + more) <= room:
                line, wide = line + token, wide + more
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = token.lstrip()
            while (wide := width(line, size, is_bold)) > room and len(line) > 1:
                end = next((n for n in range(len(line) - 1, 1, -1) if width(line[:n], size, is_bold) <= room), 1)
                lines.append(line[:end])
                line = line[end:]
        lines.append(line.rstrip())
    return lines


def _tokens(text: str) -> Iterator[str]:
    yield from (found[0] for found in _TOKENS.finditer(text))


def longest_word(text: str, size: float, is_bold: bool = False) -> float:
    """The width under which a word would be broken, in points."""
    return max((width(token, size, is_bold) for token in _tokens(text) if not token.isspace()), default=0.0)


def height(lines: int, size: float) -> float:
    """How high so many lines are, in points."""
    return lines * size * LEADING


def fitting_size(
    text: str, sizes: Iterable[float], room: float, most_lines: int, is_bold: bool = False
) -> float | None:
    """The first of the sizes at which text takes no more lines than that; None when it does at none."""
    return next((size for size in sizes if len(wrapped(text, size, room, is_bold)) <= most_lines), None)


def shortened(text: str, size: float, room: float, most_lines: int = 1, is_bold: bool = False) -> str:
    """The text as it is where it fits in so many lines, else its beginning with … at the end, no number cut in two."""
    if len(wrapped(text, size, room, is_bold)) <= most_lines:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if len(wrapped(text[:middle].rstrip() + "…", size, room, is_bold)) <= most_lines:
            low = middle
        else:
            high = middle - 1
    return text[: before_number(text, low)].rstrip() + "…"
