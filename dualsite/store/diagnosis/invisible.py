"""Characters that nobody sees: no-break and zero-width spaces, marks of byte order, controls."""

from __future__ import annotations

import re

CHARACTERS = (
    "\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb"
)
"""Of a character class."""

_UNSEEN = re.compile(f"[{CHARACTERS}\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t\r\n]")


def cleaned(text: str) -> str:
    """The text without what nobody sees: spaces of every kind become plain ones, and none stands at its ends."""
    return _UNSEEN.sub("", _SPACES.sub(" ", text)).strip()


def shown(text: str) -> str:
    """The text with what nobody sees made visible: “C1⟨U+00A0⟩”, and spaces at its ends as “␣”."""
    seen = _UNSEEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)
    inner = seen.strip(" ")
    return (
        "␣" * (len(seen) - len(seen.lstrip(" "))) + inner + "␣" * (len(seen) - len(seen.rstrip(" "))) if inner else seen
    )


def may_hold(content: bytes) -> bool:
    """Whether cells of a file may hold any of it; quick, and sure where it says no."""
    if not content.isascii() and any(mark in content for mark in _BYTES):
        return True
    return any(mark in content for mark in (b", ", b" ,", b" \n", b"\n ", b" \r", b'" ', b' "'))


_BYTES = (b"\xc2\xa0", b"\xc2\xad", b"\xe2\x80", b"\xe2\x81", b"\xe3\x80\x80", b"\xef\xbb\xbf", b"\xd8\x9c")
