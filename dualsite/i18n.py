"""The reader's language: which it is in this session's run, and texts in it.

A text is a whole sentence with named placeholders. It is marked where it stands and translated when it is shown: what
is defined at import is marked with `marked` and goes through `_` each time it is used.

A language is offered once there is a catalogue of it in `locales/`: `dualsite.po`, which people write and `make
messages` keeps up with the texts, and `dualsite.mo`, which `make` compiles of it. One that is older than its source, or
is not there, is not used: then the source is compiled where it is needed, in a tenth of a second.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from dualsite.particles import with_particles

CATALOGUES = Path(__file__).with_name("locales")
"""One folder per language; without a catalogue the texts stand as they are written, in English."""

DEFAULT = "en"

TOLD = "told"
"""The context of patterns in a catalogue: what `told` recognises."""

DEEPEST = 6
"""How often what fills a pattern is recognised by another."""

MOST_SENTENCES = 30
"""What is no error of ours is not taken apart."""

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


def pgettext(context: str, text: str) -> str:
    """The same of a word that means something else elsewhere: `context` says which is meant, and is not shown."""
    return _catalogue(locale()).pgettext(context, text)


def offered() -> tuple[str, ...]:
    """The languages in which there are texts, ISO 639: English, and those with a catalogue."""
    return _offered(CATALOGUES)


def name_of(language_: str) -> str:
    """A language as it calls itself: English, 한국어."""
    return str(Locale(language_).get_display_name(language_))


def preferred(asked: str | None, usual: str | None) -> str:
    """The locale of a reader who has asked for a language and whose usual locale is another one, or of the same.

    Of two locales of one language the usual one is theirs. A language that is not offered is not asked for.
    """
    known = _known(usual)
    return known if asked not in offered() or known.split("_")[0] == asked else str(asked)


def _(text: str) -> str:
    """The text in the reader's language; in Korean, `format` gives what stands in it the particles that go with it."""
    name = locale()
    # Gettext answers nothing with the head of a catalogue.
    said = _catalogue(name).gettext(text) if text else text
    return with_particles(said) if name.startswith("ko") else said


def ngettext(one: str, many: str, count: int) -> str:
    """The text in the reader's language and in the form that goes with the count."""
    name = locale()
    said = _catalogue(name).ngettext(one, many, count)
    return with_particles(said) if name.startswith("ko") else said


def told(text: str) -> str:
    """What was said in English before anybody knew who reads it, such as an error, in the reader's language.

    It is recognised by the patterns of the catalogue, `{file} cannot be read.`, the most exact first; what fills them
    is told likewise, and so are the lines, sentences and parts of what no pattern knows as a whole. The rest stays.
    """
    return _told(text, locale(), DEEPEST)


def _told(text: str, name: str, deep: int) -> str:
    if not deep or not _patterns(name):
        return text
    if " " in text and (said := _catalogue(name).gettext(text)) != text:
        return said
    has_lines = "\n" in text
    for pattern in _patterns(name):
        filled = pattern.filled(text) if not has_lines or pattern.has_lines else None
        if filled is not None:
            said = with_particles(pattern.translation) if name.startswith("ko") else pattern.translation
            return said.format(**{key: _told(value, name, deep - 1) for key, value in filled.items()})
    if has_lines:
        return "\n".join(_told(line, name, deep) for line in text.split("\n"))
    return _told_in_parts(text, name, deep)


def _told_in_parts(text: str, name: str, deep: int) -> str:
    is_japanese = name.startswith("ja")
    stop, blank = ("。", "") if is_japanese else (".", " ")
    first, *others = _BETWEEN_SENTENCES.split(text)
    if 0 < len(others) < MOST_SENTENCES:
        sentences = [_told(one, name, deep) for one in (first, *others)]
        return blank.join(one if one[-1] in _ENDS else f"{one}{stop}" for one in sentences)
    if text.endswith(".") and (said := _told(text[:-1], name, deep - 1)) != text[:-1]:
        return f"{said}{stop}"
    for sign, written in ((": ", "：" if is_japanese else ": "), ("; ", f"{stop}{blank}")):
        before, found, behind = text.partition(sign)
        if found and (parts := (_told(before, name, deep - 1), _told(behind, name, deep - 1))) != (before, behind):
            return written.join(parts)
    listed = [_plain(name).get(one, one) for one in text.split(", ")]
    return ("、" if is_japanese else ", ").join(listed) if listed != text.split(", ") else text


@cache
def _plain(locale_: str) -> dict[str, str]:
    return {one.literals[0]: one.translation for one in _patterns(locale_) if not one.names}


_BETWEEN_SENTENCES = re.compile(r"(?<=[^\d\s][.?]) (?=\S)")
"""Where a sentence of ours ends and another one begins."""

_ENDS = frozenset(".?!。？！…”」")

_OF_SENTENCES = frozenset(("fault", "faults", "reasons", "problem", "advice", "below", "save", "how", "why", "error"))
"""What fills a pattern under these names may be sentences; under others it is part of one."""

_WORDS = {"column": re.compile(r"[a-z0-9_*]+"), "n": re.compile(r"[\d,]+")}
"""What fills a pattern under these names is a column, or a number."""


def tellable(text: str) -> str:
    """The text itself, marked as a pattern that `told` recognises, whatever error or finding it becomes part of."""
    return text


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
    for name in dict.fromkeys((locale_, locale_.split("_")[0])):
        folder = CATALOGUES / name / "LC_MESSAGES"
        source, compiled = folder / "dualsite.po", folder / "dualsite.mo"
        if compiled.exists() and not (source.exists() and source.stat().st_mtime > compiled.stat().st_mtime):
            with compiled.open("rb") as file:
                return gettext.GNUTranslations(file)
        if source.exists():
            return _compiled(source)
    return gettext.NullTranslations()


@dataclass(frozen=True)
class _Pattern:
    """A text with placeholders as it is recognised: what stands between them, and their names."""

    literals: tuple[str, ...]
    """Before each placeholder, and after the last one."""
    names: tuple[str, ...]
    translation: str

    @property
    def has_lines(self) -> bool:
        """Whether it is of several lines itself."""
        return any("\n" in literal for literal in self.literals)

    def filled(self, text: str) -> dict[str, str] | None:
        """What fills the placeholders, each as short as it can be; None for another text. In one pass over the text."""
        first, *others = self.literals
        if not text.startswith(first) or not text.endswith(self.literals[-1]):
            return None
        at, end = len(first), len(text) - len(self.literals[-1])
        found: dict[str, str] = {}
        for place, (name, literal) in enumerate(zip(self.names, others, strict=True), 1):
            until = end if place == len(self.names) else text.find(literal, at, end)
            if until < at or found.setdefault(name, text[at:until]) != text[at:until]:
                return None
            at = until + len(literal)
        if not self.names:
            return found if text == first else None
        return found if all(map(self._may_be, found, found.values())) else None

    def _may_be(self, name: str, value: str) -> bool:
        if name in _WORDS:
            return _WORDS[name].fullmatch(value) is not None
        if name == "who":
            return ", " not in value
        return name in _OF_SENTENCES or not (value.endswith(".") or _BETWEEN_SENTENCES.search(value))


@cache
def _patterns(locale_: str) -> list[_Pattern]:
    """The patterns of a catalogue, the most exact first."""
    # Gettext has no public way to list what a catalogue holds.
    texts: dict[Any, str] = getattr(_catalogue(locale_), "_catalog", {})
    found = []
    for key, translation in texts.items():
        context, _mark, text = key.partition("\x04") if isinstance(key, str) else ("", "", "")
        if context == TOLD:
            literals, names = [""], []
            for literal, name, _spec, _conversion in Formatter().parse(text):
                literals[-1] += literal
                if name is not None:
                    names.append(name)
                    literals.append("")
            found.append(_Pattern(tuple(literals), tuple(names), translation))
    return sorted(found, key=lambda one: -sum(map(len, one.literals)))


def _compiled(source: Path) -> gettext.GNUTranslations:
    # Where catalogues are compiled beforehand, nobody waits for these.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        texts = read_po(file, domain="dualsite")
    written = BytesIO()
    write_mo(written, texts)
    written.seek(0)
    return gettext.GNUTranslations(written)


@cache
def _offered(folder: Path) -> tuple[str, ...]:
    found = {file.parent.parent.name for file in folder.glob("*/LC_MESSAGES/dualsite.[pm]o")}
    return (DEFAULT, *sorted(found, key=lambda one: (one != "ko", one)))
