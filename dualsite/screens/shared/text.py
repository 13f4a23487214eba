"""Text from the data on a page: always shown as it was typed, never as markup."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=])")
_MADE_INTO_MORE = re.compile(r"(?<=[-<>=])(?=[-<>=])|(?<=:)(?=[A-Za-z/])|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Where plain text turns into an arrow, an icon, an emoji or a link, whatever is escaped."""

_WORD_JOINER = "\u2060"
"""Has no width, and no line is broken at it."""


def plain(text: object) -> str:
    """The text with everything that Markdown would read as markup made harmless."""
    one_line = " ".join(str(text).split())
    return _MARKUP.sub(r"\\\1", _MADE_INTO_MORE.sub(_WORD_JOINER, one_line))
