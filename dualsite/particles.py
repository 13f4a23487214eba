"""Korean particles after a name that is only known when a sentence is filled: 은 or 는, 이 or 가, 을 or 를, 와 or 과.

Texts have both forms, as one writes them in Korean where either may hold: `{name}은(는)`, `{name}(으)로`. Which one it
is depends on whether the sound before it ends in a consonant. Hangul says so in its own letters; digits, units and
Latin letters are taken as they are read aloud in Korean, where loanwords follow
https://www.korean.go.kr/front/page/pageView.do?page_id=P000104 (외래어 표기법).
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache
from typing import Any


class Ending(Enum):
    """How the last sound of a word ends."""

    VOWEL = "vowel"
    L = "ㄹ"
    CONSONANT = "consonant"
    UNKNOWN = "unknown"


PAIRS = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("아", "야"))
"""After a consonant, and after a vowel."""

MARKER = re.compile(
    "|".join(f"{one}\\({other}\\)" for pair in PAIRS for one, other in (pair, pair[::-1]))
    + "|\\((?:이|으)\\)(?=[가-힣])"
)

_WITH_FORMS = {f"{one}({other})": pair for pair in PAIRS for one, other in (pair, pair[::-1])}

_SKIPPED = re.compile(r"(?:<[^>]*>|[^\w%‰℃$€£¥₩αβγδμ])+$")
"""Marks, quotes, brackets and tags after a word, which nobody reads aloud."""

_UNITS = {
    **dict.fromkeys(("L", "mL", "m", "km", "cm", "mm", "%", "‰", "℃", "GB", "MB", "kB"), Ending.VOWEL),
    **dict.fromkeys(("kg", "g", "mg", "h"), Ending.CONSONANT),
    "d": Ending.L,
}
"""After a number: 리터, 미터, 퍼센트; 그램, 시간; 일."""

_CURRENCIES = {"$": Ending.VOWEL, "€": Ending.VOWEL, "£": Ending.VOWEL, "¥": Ending.CONSONANT, "₩": Ending.CONSONANT}

_DIGITS = dict(zip("0123456789", "CLVCVVCLLV", strict=True))
"""영 일 이 삼 사 오 육 칠 팔 구; ten, hundred, thousand and so on end in consonants as nought does."""

_LETTERS = dict.fromkeys("lr", "L") | dict.fromkeys("mn", "C")
"""엘, 알, 엠, 엔; all others end in vowels."""

_SOUNDS = {"V": Ending.VOWEL, "L": Ending.L, "C": Ending.CONSONANT}

_WORD_ENDINGS = (
    (re.compile(r"(?:l|[^aeiou]le|[aeiou]le|lle)$"), Ending.L),
    (re.compile(r"(?:[mn]|mb|ng|[aeiouy][mn]e)$"), Ending.CONSONANT),
    (re.compile(r"(?:tech|ck|(?:^|[^aeiou])[aeiou][pkt])$"), Ending.CONSONANT),
)
"""As loanwords are written in Korean: 셀 and 애플, 암 and 팜, 라인, 텍, 팩, 랩, 넷. All others end in a vowel: 머크."""


class Particled(str):
    """A text with particles in both forms, of which `format` leaves the one that goes with what stands before it."""

    def format(self, *args: Any, **kwargs: Any) -> str:
        return resolved(str.format(self, *args, **kwargs))


@lru_cache(4096)
def with_particles(text: str) -> str:
    """The text, such that `format` resolves its particles; one without any is as it was."""
    return Particled(text) if MARKER.search(text) else text


def resolved(text: str) -> str:
    """The text with the one particle of each pair that goes with the word before it.

    What nobody reads aloud takes the form after a vowel. A word in letters whose Korean reading is not known, such as
    kanji, keeps both.
    """
    said, done = "", 0
    for found in MARKER.finditer(text):
        said += text[done : found.start()]
        said += _form(found.group(), ending(said))
        done = found.end()
    return said + text[done:]


def _form(marker: str, of: Ending) -> str:
    if of is Ending.UNKNOWN:
        return marker
    if marker == "(으)":
        return "으" if of is Ending.CONSONANT else ""
    if marker == "(이)":
        return "" if of is Ending.VOWEL else "이"
    after_consonant, after_vowel = _WITH_FORMS[marker]
    return after_vowel if of is Ending.VOWEL else after_consonant


def ending(text: str) -> Ending:
    """How the last word of the text ends when it is read aloud in Korean; an empty one as if in a vowel."""
    bare = _SKIPPED.sub("", text)
    if not bare:
        return Ending.VOWEL
    last = unicodedata.normalize("NFKC", bare[-1])[-1]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return Ending.VOWEL if not final else Ending.L if final == 8 else Ending.CONSONANT
    if last in _DIGITS:
        return _SOUNDS[_DIGITS[last]]
    if last in _CURRENCIES:
        return _CURRENCIES[last]
    if last in "áàâäéèêëíìîïóòôöúùûü":
        return Ending.VOWEL
    word = _bare_letters(re.search(r"[^\W\d_]*$", bare).group())  # type: ignore[union-attr]
    before = bare[: len(bare) - len(word)].rstrip()
    unit = bare[len(before) :].strip() if word else last
    if unit in _UNITS and before[-1:].isdecimal():
        return _UNITS[unit]
    if last in "%‰℃αβγδμ" or unicodedata.name(last, "").startswith("GREEK"):
        return Ending.VOWEL
    if word.isascii() and word.isalpha():
        return _latin(word)
    return _kana(last)


def _latin(word: str) -> Ending:
    """Abbreviations letter by letter, words by how loanwords are written."""
    if len(word) == 1 or (word.isupper() and len(word) <= 4):
        return _SOUNDS[_LETTERS.get(word[-1].lower(), "V")]
    lower = word.lower()
    return next((end for pattern, end in _WORD_ENDINGS if pattern.search(lower)), Ending.VOWEL)


def _bare_letters(word: str) -> str:
    """Latin letters without their accents."""
    apart = unicodedata.normalize("NFKD", word)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare if bare.isascii() and len(bare) == len(word) else word


def _kana(letter: str) -> Ending:
    if letter in "んン":
        return Ending.CONSONANT
    is_kana = "ぁ" <= letter <= "ヿ"
    return Ending.VOWEL if is_kana or not letter.isalpha() else Ending.UNKNOWN
