"""Characters that nobody sees: no-break and zero-width spaces, marks of byte order, controls."""

from __future__ import annotations

import re

import pyarrow
import pyarrow.compute

from dualsite.schema.likeness import LOOKS, SPACES, UNSEEN

CHARACTERS = SPACES + UNSEEN
"""Of a character class."""

_UNSEEN = re.compile(f"[{CHARACTERS}\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(f"[{SPACES}\t\r\n]")
_LOOK_ALIKE = re.compile("[" + re.escape("".join(LOOKS)) + "]")


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


def shown_as_id(text: str) -> str:
    """The same, with letters and signs made visible that look like others, too: “С⟨U+0421⟩1”."""
    return _LOOK_ALIKE.sub(lambda found: f"{found.group()}⟨U+{ord(found.group()):04X}⟩", shown(text))


def may_hold(content: bytes) -> bool:
    """Whether cells of a file may hold any of it; quick, and sure where it says no."""
    if not content.isascii() and any(mark in content for mark in _BYTES):
        return True
    return any(mark in content for mark in (b", ", b" ,", b" \n", b"\n ", b" \r", b'" ', b' "'))


def stands_in(column: pyarrow.ChunkedArray) -> bool:
    """Whether any text of a column holds any of it, or a space at its ends."""
    return bool(pyarrow.compute.any(pyarrow.compute.match_substring_regex(column, _ANYWHERE)).as_py())


_ANYWHERE = f"^ | $|[\x01-\x1f\x7f{CHARACTERS}]"
_BYTES = (b"\xc2\xa0", b"\xc2\xad", b"\xe2\x80", b"\xe2\x81", b"\xe3\x80\x80", b"\xef\xbb\xbf", b"\xd8\x9c")
