"""How entries are chained: every line ends with a digest over the one before it and its own text.

    line   = text without its last brace + ',"hash":"' + digest + '"}'
    digest = SHA-256(digest of the line before + text), or HMAC-SHA-256 of the same with a key

The digest is 64 hexadecimal digits, put before the text as ASCII; the first line follows on `BEGINNING`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import NamedTuple

from dualsite.audit.entry import Entry, entry_of

BEGINNING = "0" * 64
"""What stands for the digest before the first line."""

_MARK = b',"hash":"'
_END = b'"}'


@dataclass(frozen=True)
class Key:
    """A secret that lines are sealed with, so that whoever holds the files alone cannot chain them anew."""

    secret: bytes

    @property
    def id(self) -> str:
        """What names the key without giving it away."""
        return hmac.new(self.secret, b"id of a key of the audit trail", hashlib.sha256).hexdigest()[:16]


class Sealed(NamedTuple):
    """A line as it stands in a file."""

    entry: Entry
    text: str
    hash: str


def digest(before: str, text: str, key: Key | None) -> str:
    """The digest of an entry's text that follows on another digest."""
    told = (before + text).encode("ascii")
    return hmac.new(key.secret, told, hashlib.sha256).hexdigest() if key else hashlib.sha256(told).hexdigest()


def seal(entry: Entry, before: str, key: Key | None) -> tuple[bytes, str]:
    """The line of an entry, with the end of the line, and its digest."""
    text = entry.text()
    found = digest(before, text, key)
    return text[:-1].encode("ascii") + _MARK + found.encode("ascii") + _END + b"\n", found


def opened(line: bytes) -> Sealed | None:
    """What a line says, without its end; None when it is no entry. Whether its digest is right is another matter."""
    head, mark, tail = line.rpartition(_MARK)
    found = tail[: -len(_END)]
    if not mark or not tail.endswith(_END) or len(found) != len(BEGINNING):
        return None
    try:
        text = head.decode("ascii") + "}"
        entry = entry_of(json.loads(text))
        return None if entry is None or int(found, 16) < 0 else Sealed(entry, text, found.decode("ascii"))
    except (ValueError, RecursionError):
        return None
