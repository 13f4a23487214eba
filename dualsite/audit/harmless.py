"""Text of others as it may stand in a line of a log: nothing in it ends the line, hides a part or turns it around."""

from __future__ import annotations

import unicodedata

LONGEST = 300
"""Characters of one text that are kept, unless said otherwise."""

_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})
"""Categories of Unicode that steer rather than show: controls, directions, ends of lines, and what is no character."""


def harmless(text: object, longest: int = LONGEST) -> str:
    """The text with every character that steers written as its number, `\\u{202e}`, cut to its first characters."""
    told = str(text)
    shown = told if len(told) <= longest else f"{told[:longest]}…"
    if shown.isascii() and shown.isprintable():
        return shown
    return "".join(one if unicodedata.category(one) not in _UNSEEN else f"\\u{{{ord(one):04x}}}" for one in shown)
