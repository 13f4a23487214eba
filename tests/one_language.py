"""What is said in English before anybody knows who reads it, held to be in one language for whoever does."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dualsite import i18n
from dualsite.errors import DualsiteError
from dualsite.store.findings import Finding

_CODE = str(Path(i18n.__file__).parent)

_OF_THE_DATA = re.compile(
    r"`[^`]*`|“[^”]*”|「[^」]*」|\"[^\"\n]*\"|(?<![A-Za-z0-9])'[^'\n]*'|\S*[/_.=@\[\]<>\\]\S*[A-Za-z]\S*|\w*\d\w*"
)
"""Quoted values, paths, names of files and columns, assignments, ids."""

_SMALL = re.compile(
    r"(?<![A-Za-z-])(?:the|is|not|of|and|or|to|in|with|an|that|which|it|no|for|by|from|at|was|are|has|have|cannot|be|must|"
    r"this|there|its|than|entry|byte|on|leave|remove|correct|none|does|but)(?![A-Za-z-])"
)
"""Small words, one of which stands in every clause of English, and in no name."""


def english_left(text: str) -> list[str]:
    """The small English words in a text that was told in another language."""
    return _SMALL.findall(_OF_THE_DATA.sub(" ", text))


def half_told(text: str) -> list[str]:
    """How a text reads in each language that is offered in which something of it stays English; none of it should."""
    found = []
    for language in i18n.offered():
        if language != i18n.DEFAULT:
            with i18n.speaking(language):
                said = i18n._(i18n.told(text))
            found += [f"{language}: {said}"] if english_left(said) else []
    return found


@contextmanager
def noting(said: set[str]) -> Iterator[None]:
    """Within it, `said` gets what the code says in every error and finding that it makes; not what tests make."""
    error, finding = DualsiteError.__init__, Finding.__init__
    DualsiteError.__init__ = _noting(error, said, lambda texts, _named: texts[:1])  # type: ignore[method-assign]
    Finding.__init__ = _noting(
        finding, said, lambda texts, named: [*texts[5:7], *map(named.get, ("problem", "advice"))]
    )  # type: ignore[method-assign]
    try:
        yield
    finally:
        DualsiteError.__init__, Finding.__init__ = error, finding  # type: ignore[method-assign]


def _noting(made: Callable[..., None], said: set[str], texts: Callable[[Any, Any], Any]) -> Callable[..., None]:
    def note(self: Any, *given: Any, **named: Any) -> None:
        if sys._getframe(1).f_code.co_filename.startswith(_CODE):
            said.update(text for text in texts(given, named) if isinstance(text, str))
        made(self, *given, **named)

    return note
