"""The reader's language: which it is in this session's run, and texts in it.

A text is a whole sentence with named placeholders. It is marked where it stands and translated when it is shown: what
is defined at import is marked with `marked` and goes through `_` each time it is used.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global

CATALOGUES = Path(__file__).with_name("locales")
"""One folder per language; without a catalogue the texts stand as they are written, in English."""

DEFAULT = "en"

_LOCALE: ContextVar[str | None] = ContextVar("locale", default=None)

Reader = Callable[[], str | None]
_readers: list[Reader] = []


def follow(reader: Reader) -> None:
    """From now on, where no locale is in use, ask `reader` for that of this thread's session; None is nobody's.

    Callbacks, parts of a page and dialogs run without the script that could say so.
    """
    _readers[:] = [reader]


def use_locale(name: str | None) -> None:
    """Speak to this reader from here on in this session's run (`ko-KR`, `ja`); English when it is not known."""
    _LOCALE.set(_known(name))


@contextmanager
def speaking(name: str | None) -> Iterator[None]:
    """Speak to this reader within the block: for what is made later and elsewhere, such as a download."""
    before = _LOCALE.set(_known(name))
    try:
        yield
    finally:
        _LOCALE.reset(before)


def locale() -> str:
    """The reader's locale, as Babel writes it: `en`, `ko_KR`."""
    return _LOCALE.get() or _known(next((reader() for reader in _readers), None))


def short_locale() -> str:
    """The same without the territory that goes without saying: `en` for `en_US`, `ko` for `ko_KR`, but `en_GB`.

    Texts, numbers and days are written the same in both. Source: CLDR, likely subtags.
    """
    return _short(locale())


def language() -> str:
    """The reader's language, ISO 639: `en`, `ko`."""
    return locale().split("_")[0]


def _(text: str) -> str:
    """The text in the reader's language."""
    return _catalogue(locale()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text in the reader's language and in the form that goes with the count."""
    return _catalogue(locale()).ngettext(one, many, count)


def marked(text: str) -> str:
    """The text itself, marked to be translated; `_` gives it to a reader."""
    return text


@cache
def _known(name: str | None) -> str:
    try:
        return str(Locale.parse(name or DEFAULT, sep="-" if "-" in (name or "") else "_"))
    except (UnknownLocaleError, ValueError):
        return DEFAULT


@cache
def _short(name: str) -> str:
    language_, _, territory = name.partition("_")
    likely = get_global("likely_subtags").get(language_, "").split("_")
    return language_ if territory and likely[-1] == territory else name


@cache
def _catalogue(locale_: str) -> gettext.NullTranslations:
    languages = [locale_, locale_.split("_")[0]]
    return gettext.translation("dualsite", str(CATALOGUES), languages, fallback=True)
