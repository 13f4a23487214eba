"""Numbers as people and systems write them: which sign is the decimal mark, and which one parts the thousands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from dualsite.i18n import tellable
from dualsite.store.diagnosis.remedy import Mended

_WANTED = tellable("Write numbers as 1234.5, without a mark between thousands.")

_SPACES = re.compile(r"(?<=\d)[ '’\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_NO_CENTS = re.compile(r"(?<=\d)[.,][-–—]+$")
_WORD = re.compile(r"^(?:[A-Z]{3} ?|[€$£¥₩] ?)|(?: ?[A-Z]{3}| ?[€$£¥₩])$")
_SIGNS = {"€": "EUR", "£": "GBP", "₩": "KRW", "¥": "JPY CNY", "$": "USD AUD CAD HKD MXN NZD SGD TWD"}
"""The currencies that each sign may be."""
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)

COMMA_DECIMAL = tellable("the decimal mark is a comma")
COMMA_THOUSANDS = tellable("commas part the thousands")
POINT_THOUSANDS = tellable("points part the thousands")
UNKNOWN_POINT = tellable("the point may be the decimal mark or part the thousands")
UNKNOWN_COMMA = tellable("the comma may be the decimal mark or part the thousands")
_DASHED = tellable("a dash stands where the decimals are none")
_SPACED = tellable("spaces or apostrophes part the thousands")
_SIGNED = tellable("the sign stands behind the number, or brackets stand for it")
_WITH_CURRENCY = tellable("a currency is written beside the numbers")
_WITH_WORD = tellable("a word is written beside the numbers that may be a unit or another currency")
_PERCENT = tellable("per cent are written where a fraction is wanted")


@dataclass(frozen=True)
class Marks:
    """What the numbers of a file tell of its marks."""

    comma: str | None
    """What a comma is: a mark of the decimals or of the thousands; None when nothing tells."""
    point: str | None
    """The same of a point, of which the contract's is that of the decimals."""


class _Shape(NamedTuple):
    """A way in which the digits of a number are set apart, that can be read in one way only."""

    pattern: re.Pattern[str]
    said: str
    comma: str | None
    point: str | None


_SHAPES = (
    _Shape(re.compile(r"\d{1,3}(\.\d{3})+,\d+", re.ASCII), COMMA_DECIMAL, "decimal", "thousands"),
    _Shape(re.compile(r"\d{1,3}(,\d{3})+\.\d*", re.ASCII), COMMA_THOUSANDS, "thousands", "decimal"),
    _Shape(re.compile(r"\d{1,3}(,\d{3}){2,}", re.ASCII), COMMA_THOUSANDS, "thousands", None),
    _Shape(re.compile(r"\d{1,3}(\.\d{3}){2,}", re.ASCII), POINT_THOUSANDS, None, "thousands"),
    _Shape(re.compile(r"(?![1-9]\d{0,2},\d{3}$)\d*,\d+", re.ASCII), COMMA_DECIMAL, "decimal", None),
    _Shape(re.compile(r"(?![1-9]\d{0,2}\.\d{3}$)\d*\.\d+", re.ASCII), "", None, "decimal"),
)

_THREE_AFTER_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)
_THREE_AFTER_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)


def _shape(body: str) -> _Shape | None:
    return next((shape for shape in _SHAPES if shape.pattern.fullmatch(body)), None)


def marks(values: Iterable[str], counts: Iterable[str] = ()) -> Marks:
    """What the numbers of a file tell of its marks, by those that can be read in one way only.

    `counts` are whole numbers, of which three digits behind a mark are decimals only where all of them are 0.
    """
    whole = [_written(value).body for value in counts]
    shapes = {_shape(body) for body in (*(_written(value).body for value in values), *whole)} - {None}
    commas = {shape.comma for shape in shapes if shape is not None and shape.comma}
    points = {shape.point for shape in shapes if shape is not None and shape.point}
    commas |= {"thousands" for body in whole if _THREE_AFTER_COMMA.fullmatch(body) and body[-3:] != "000"}
    points |= {"thousands" for body in whole if _THREE_AFTER_POINT.fullmatch(body) and body[-3:] != "000"}
    if commas == {"decimal"} and not points:
        points = {"thousands"}
    if points == {"thousands"} and not commas:
        commas = {"decimal"}
    return Marks(commas.pop() if len(commas) == 1 else None, points.pop() if len(points) == 1 else None)


def has_decimal_point(value: str) -> bool:
    """Whether the point of a number can be nothing but its decimal mark."""
    shape = _shape(_written(value).body)
    return shape is not None and shape.point == "decimal"


def mended(
    value: str, found: Marks, *, is_count: bool, is_fraction: bool, currencies: Collection[str] = ()
) -> Mended | None:
    """How a number is read that is not written as the contract wants it, by the marks of its file.

    `currencies` are those of the rows in which it stands; empty where it is no amount. None for what is no number, and
    for one that is written as wanted.
    """
    body, sign, word, said = _written(value)
    is_percent = body.endswith("%")
    if is_percent and not is_fraction:
        return None
    body = body.removesuffix("%").rstrip()
    spaced = _SPACES.sub("", body)
    if spaced != body:
        body, said = spaced, said or _SPACED
    if _THREE_AFTER_COMMA.fullmatch(body) and found.comma is None and (not is_count or body[-3:] == "000"):
        problem = f"{UNKNOWN_COMMA}: it is {body.replace(',', '.')} or {body.replace(',', '')}"
        return Mended(None, UNKNOWN_COMMA, problem, _WANTED, is_certain=False)
    if _THREE_AFTER_POINT.fullmatch(body) and found == Marks("decimal", None) and not is_count:
        problem = f"{UNKNOWN_POINT}: it is {body} or {body.replace('.', '')}"
        return Mended(None, UNKNOWN_POINT, problem, _WANTED, is_certain=False)
    body, marked = _without_marks(body, found, is_count=is_count)
    said = _PERCENT if is_percent else marked or said
    body = re.sub(r"\.0+$", "", body) if is_count else body
    if not said or not _PLAIN.fullmatch(body) or (is_count and not re.fullmatch(r"\d+\.?", body)):
        return None
    if word and not _is_named_by(word, currencies):
        advice = "Write the number alone, in the unit of the contract or in the currency of the row."
        return Mended(None, _WITH_WORD, _WITH_WORD, advice, is_certain=False)
    return Mended(sign + (_hundredth(body) if is_percent else body), said, said, _WANTED)


def _without_marks(body: str, found: Marks, *, is_count: bool) -> tuple[str, str]:
    """The digits of a number with the contract's decimal mark alone, and what was wrong with the marks."""
    if _THREE_AFTER_COMMA.fullmatch(body):
        if found.comma == "decimal":
            return body.replace(",", "."), COMMA_DECIMAL
        return body.replace(",", ""), COMMA_THOUSANDS
    if _THREE_AFTER_POINT.fullmatch(body):
        is_parted = found.point == "thousands" or (is_count and body[-3:] != "000")
        return (body.replace(".", ""), POINT_THOUSANDS) if is_parted else (body, "")
    shape = _shape(body)
    if shape is None or not shape.said:
        return body, ""
    if shape.said == COMMA_DECIMAL:
        return body.replace(".", "").replace(",", "."), COMMA_DECIMAL
    return body.replace("," if shape.said == COMMA_THOUSANDS else ".", ""), shape.said


class _Written(NamedTuple):
    """A number without what stands around it."""

    body: str
    sign: str
    word: str
    """The letters or the sign of a currency beside it."""
    said: str
    """What is wrong with what stands around it."""


def _is_named_by(word: str, currencies: Collection[str]) -> bool:
    """Whether all rows are in the one currency that the word is, or is a sign of."""
    return len(currencies) == 1 and all(one in _SIGNS.get(word, word).split() for one in currencies)


def _written(value: str) -> _Written:
    body, word, said = value.strip(), "", ""
    sign = ""
    if (rounded := _NO_CENTS.sub("", body)) != body:
        body, said = rounded, _DASHED
    if re.fullmatch(r"\(.+\)", body):
        body, sign, said = body[1:-1].strip(), "-", _SIGNED
    elif body.endswith("-") and len(body) > 1:
        body, sign, said = body[:-1].rstrip(), "-", _SIGNED
    without = _WORD.sub("", body)
    if without != body and any(char.isdigit() for char in without):
        word = " ".join(one.strip() for one in _WORD.findall(body))
        body, said = without, said or _WITH_CURRENCY
    if body[:1] in ("-", "\u2212", "+"):
        said = said or ("the minus is a dash" if body[0] == "\u2212" else "")
        sign = "-" if body[0] != "+" else ""
        body = body[1:].strip()
    return _Written(body, sign, word, said)


def _hundredth(number: str) -> str:
    """A number in per cent as a fraction, digit by digit."""
    whole, _, decimals = number.partition(".")
    digits = whole.rjust(3, "0")
    return f"{digits[:-2]}.{digits[-2:]}{decimals}".rstrip("0").rstrip(".") or "0"
