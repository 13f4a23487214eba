"""Letters that the fonts of exports have; another is written as 〓, as Japanese printers mark one they lack."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

CHARACTERS = Path(__file__).parents[1] / "fonts" / "characters.txt"
"""Stretches of code points of all fonts together, as the script that cuts them writes them."""

MISSING = "〓"


def drawable(told: Any) -> Any:
    """The same with every text in letters that the fonts have; dictionaries and lists are gone through."""
    if isinstance(told, str):
        return (
            told
            if told.isascii() and told.isprintable()
            else "".join(map(_drawable, unicodedata.normalize("NFC", told)))
        )
    if isinstance(told, dict):
        return {name: drawable(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [drawable(one) for one in told]
    return told


@cache
def _drawable(letter: str) -> str:
    if letter == "\n":
        return letter
    if letter.isspace():
        return "\u00a0" if letter == "\u00a0" else " "
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs"):
        return ""
    code = ord(letter)
    if any(first <= code <= last for first, last in _stretches()):
        return letter
    alike = unicodedata.normalize("NFKC", letter)
    return "".join(map(_drawable, alike)) if alike != letter else MISSING


@cache
def _stretches() -> list[tuple[int, int]]:
    lines = CHARACTERS.read_text(encoding="ascii").split()
    pairs = [line.partition("-") for line in lines]
    return [(int(first, 16), int(last or first, 16)) for first, _dash, last in pairs]
