"""How wide texts are in a sheet, in its unit: the digits of the standard font."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dualsite.exports.letters import wide

NARROWEST, WIDEST = 8.0, 46.0
_BUTTON = 2.5
"""Of a filter, in a head."""


def column(heading: str, texts: Iterable[str], *, is_right: bool = False) -> float:
    """A width for a column: its texts in one line up to `WIDEST`, its heading in up to three; numbers stand set in."""
    longest_word = max((wide(word) for word in heading.split()), default=0.0)
    head = max(longest_word, math.ceil(wide(heading) / 3)) + _BUTTON
    body = max((wide(text) for text in texts), default=0.0)
    return min(max(head, body, NARROWEST) + (3.0 if is_right else 1.5), WIDEST)


def lines(text: str, width: float) -> int:
    """In how many lines a text breaks at such a width."""
    return max(1, sum(max(1, math.ceil(wide(line) * 1.04 / width)) for line in text.splitlines()))
