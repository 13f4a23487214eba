"""The reader's language: which it is in this session's run, and texts in it.

A text is a whole sentence with named placeholders. It is marked where it stands and translated when it is shown: what
is defined at import is marked with `marked` and goes through `_` each time it is used.
"""

from __future__ import annotations

import gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

CATALOGUES = Path(__file__).with_name("locales")
"""One folder per language; without a catalogue the texts stand as they are written, in English."""

DEFAULT = "en"

_LOCALE: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def use_locale(name: str | None) -> None:
    """Speak to this reader from here on in this session's run (`ko-KR`, `ja`); English when it is not known."""
    try:
        _LOCALE.set(str(Locale.parse(name or DEFAULT, sep="-")))
    except (UnknownLocaleError, ValueError):
        _LOCALE.set(DEFAULT)


def locale() -> str:
    """The reader's locale, as Babel writes it: `en`, `ko_KR`."""
    return _LOCALE.get()


def language() -> str:
    """The reader's language, ISO 639: `en`, `ko`."""
    return Locale.parse(_LOCALE.get()).language


def _(text: str) -> str:
    """The text in the reader's language."""
    return _catalogue(_LOCALE.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text in the reader's language and in the form that goes with the count."""
    return _catalogue(_LOCALE.get()).ngettext(one, many, count)


def marked(text: str) -> str:
    """The text itself, marked to be translated; `_` gives it to a reader."""
    return text


@cache
def _catalogue(locale_: str) -> gettext.NullTranslations:
    languages = [locale_, locale_.split("_")[0]]
    return gettext.translation("dualsite", str(CATALOGUES), languages, fallback=True)
