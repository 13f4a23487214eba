"""How wide a text is, counted in digits."""

from __future__ import annotations

import unicodedata


def wide(text: str) -> float:
    """The width of the longest line; letters of Chinese, Japanese and Korean take two digits each."""
    return max((sum(_one(letter) for letter in line) for line in text.splitlines()), default=0.0)


def _one(letter: str) -> float:
    return 2.1 if unicodedata.east_asian_width(letter) in "WF" else 1.0
