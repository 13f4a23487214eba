"""Text from the data on a page: always shown as it was typed, never as markup."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=])")


def plain(text: object) -> str:
    """The text with everything that Markdown would read as markup made harmless."""
    return _MARKUP.sub(r"\\\1", " ".join(str(text).split()))
