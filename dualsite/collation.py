"""The order in which a reader of a language looks for names.

By rule and without a library: the collation of Unicode for all scripts is megabytes of data, and PyICU is not Python.

- Letters of Latin go without case and accents; of two names that differ in nothing else, the plain one comes first.
- Korean: modern Hangul is in the order of dictionaries by its code points. Hangul comes before Latin, as in CLDR.
- Japanese: Latin, then kana, then kanji, as in CLDR. Kana is compared as JIS X 4061 does: hiragana as katakana, small
  as large, voiced as plain, a long vowel as the vowel that it prolongs; where that leaves two names equal, the plain
  one comes first. Kanji is in the order of JIS X 0208, whose first level goes by reading: that of each sign, since how
  a whole name is read stands in no column.

Source: CLDR, collation of ko and ja; JIS X 4061:1996.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TypeAlias

import pandas as pd

from dualsite.i18n import language

Order: TypeAlias = tuple[tuple[tuple[int, int], ...], str, str]
"""What names are compared by: their letters, then what those leave out, then the text itself."""

_SCRIPTS = {"ko": ("HANGUL", "CJK", "LATIN"), "ja": ("LATIN", "HIRAGANA", "CJK")}
"""Which scripts come first in a language, in this order; others follow by their code points."""

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_VOWELS = dict(zip("AIUEO", "あいうえお", strict=True))
_LONG = "ー"


def order(text: str) -> Order:
    """By what a name is sorted among others for the reader."""
    return _order(text, language())


def orders(column: pd.Series) -> pd.Series:
    """The same of a column of a frame, for `sort_values(key=…)`; columns of no text stay as they are."""
    if not all(isinstance(one, str) for one in column):
        return column
    return pd.Series([order(one) for one in column], column.index, dtype=object)


def by_name(named: tuple[str, str]) -> tuple[Order, str]:
    """The order of pairs of an id and a name: by the name, then by the id."""
    id_, name = named
    return order(name), id_


@lru_cache(4096)
def _order(text: str, of: str) -> Order:
    said = unicodedata.normalize("NFKC", text).casefold()
    letters = _kana(said) if of == "ja" else said
    plain = "".join(one for one in unicodedata.normalize("NFD", letters) if not unicodedata.combining(one))
    plain = unicodedata.normalize("NFC", plain)
    return tuple(_weight(one, of) for one in plain), letters, text


def _kana(text: str) -> str:
    """Katakana as hiragana, small as large, and a long vowel as that vowel."""
    found: list[str] = []
    for one in text:
        if "ァ" <= one <= "ヶ":
            one = chr(ord(one) - 0x60)
        vowel = _VOWELS.get(unicodedata.name(found[-1], "")[-1:]) if one == _LONG and found else None
        found.append(vowel or one.translate(_SMALL))
    return "".join(found)


def _weight(one: str, of: str) -> tuple[int, int]:
    name = unicodedata.name(one, "")
    if not one.isalnum():
        return 0, ord(one)
    if one.isdecimal():
        return 1, ord(one)
    scripts = _SCRIPTS.get(of, ("LATIN",))
    script = next((place for place, script in enumerate(scripts, 2) if name.startswith(script)), len(scripts) + 2)
    return script, _in_jis(one) if of == "ja" and name.startswith("CJK") else ord(one)


def _in_jis(one: str) -> int:
    """The place in JIS X 0208; what is not in it comes after by its code point."""
    try:
        return int.from_bytes(one.encode("euc_jp"))
    except UnicodeEncodeError:
        return 0x1000000 + ord(one)
