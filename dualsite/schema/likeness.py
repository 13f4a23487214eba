"""Names and ids that look alike: told by what is left of them without case, spaces, and signs that nobody tells apart.

The same letters and signs are taken for one another in Python, where single names are looked at, and in the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable

from rapidfuzz import fuzz, process

UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
"""Characters without a look of their own, of a character class."""

SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces other than the plain one, of a character class."""

_LETTERS = {
    # Cyrillic, Greek, and letters as wide as they are high.
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425": "ABESIJKMHOPCTYX",
    "\u0430\u0432\u0435\u0455\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445": "abesijkmhopctyx",
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7": "ABEZHIKMNOPTYX",
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7": "abezhikmnoptyx",
    "".join(map(chr, range(0xFF01, 0xFF5F))): "".join(map(chr, range(0x21, 0x7F))),
}
"""Letters by the Latin ones that they look like, in both cases."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_QUOTES = "\u2018\u2019\u00b4`"

LOOKS: dict[str, str] = {
    char: like for chars, likes in _LETTERS.items() for char, like in zip(chars, likes, strict=True)
} | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_QUOTES, "'")  # fmt: skip
"""Characters by the one of ASCII that each looks like."""

_TO_ASCII = str.maketrans(LOOKS)
_LEFT_OUT = re.compile(rf"[\s{SPACES}{UNSEEN}\x00-\x1f\x7f-\x9f]")

MOST_COMPARED = 20_000
"""Names among which a near one is looked for."""

ALIKE = 75
"""How alike, of 100, a name has to be to another to be taken for the one that was meant."""


def folded(text: str) -> str:
    """What is left of a name without case, spaces and what nobody sees, and with letters of one look made one."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_TO_ASCII))
    return _LEFT_OUT.sub("", plain).casefold()


def folded_in_sql(value: str) -> str:
    """The same of a text in the database, as far as keys need it; `value` is SQL."""
    gone = " \t" + "".join(_every(SPACES + UNSEEN))
    others, likes = "".join(LOOKS).replace("'", "''"), "".join(LOOKS.values()).replace("'", "''")
    wide = f"translate(nfc_normalize({value}), '{others}{gone}', '{likes}')"
    return f"lower(CASE WHEN strlen({value}) = length({value}) THEN replace({value}, ' ', '') ELSE {wide} END)"


def bare(name: str) -> str:
    """A name without what people write in different ways: case, spaces, signs and zeros before numbers."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\W_]+", "", folded(name)))


def alike(names: Iterable[str], others: Iterable[str], form: Callable[[str], str] = folded) -> dict[str, str]:
    """Those of the names that are one of the others but for what `form` leaves out, with that one.

    A name that two of the others come down to is neither's.
    """
    by_form: dict[str, set[str]] = {}
    for other in others:
        by_form.setdefault(form(other), set()).add(other)
    found = {name: by_form.get(form(name), set()) for name in names if form(name)}
    return {name: next(iter(own)) for name, own in found.items() if len(own) == 1}


def nearest(name: str, others: Collection[str], least: int = ALIKE) -> str | None:
    """That of the other names which was most likely meant; None when none is near, or two are equally so."""
    return nearest_of([name], others, least).get(name)


def nearest_of(names: Collection[str], others: Collection[str], least: int = ALIKE) -> dict[str, str]:
    """The same of many names at once, those left out that have none.

    Numbers within a name are what tells ids apart: names of other numbers are not near one another.
    """
    if len(others) > MOST_COMPARED:
        return {}
    found = alike(names, others, bare) | alike(names, others)
    if len(found) == len(set(names)):
        return found
    bares = {other: bare(other) for other in others}
    by_digits: dict[str, dict[str, str]] = {}
    for other, form in bares.items():
        by_digits.setdefault(re.sub(r"\D", "", form), {})[other] = form
    for name in names:
        wanted = bare(name)
        choices = by_digits.get(re.sub(r"\D", "", wanted), {})
        best = process.extract(wanted, choices, scorer=fuzz.ratio, score_cutoff=least, limit=2)
        if name not in found and best and (len(best) == 1 or best[0][1] > best[1][1]):
            found[name] = str(best[0][2])
    return found


def _every(characters: str) -> Iterable[str]:
    """The characters of a class, one by one."""
    for first, last in re.findall(r"(.)(?:-(.))?", characters, re.DOTALL):
        yield from map(chr, range(ord(first), ord(last or first) + 1))
