"""Days as people and systems write them, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from dualsite.i18n import tellable
from dualsite.store.diagnosis.remedy import Mended

_THREE = re.compile(
    r"(\d{1,4})([./\- ])\s?(\d{1,2})\2\s?(\d{1,4})\.?(?:[ T]+00?:00(?::00(?:\.0+)?)?(?: ?AM)?Z?)?", re.ASCII
)
_TWELVE = re.compile(r"(.*\S)[ T]+12:00(?::00)? ?AM", re.IGNORECASE)
_RUN = re.compile(r"(19|20)(\d{2})(\d{2})(\d{2})", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[ .\-]*([^\W\d_]{3,9})\.?[ ,\-]*(\d{4}|\d{2})", re.ASCII)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.ASCII)
_SERIAL = re.compile(r"[2-7]\d{4}(\.0+)?", re.ASCII)

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GERMAN = {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
MONTHS = {name: place for place, name in enumerate(_ENGLISH, 1)} | _GERMAN

_WANTED = tellable("Write days as 2026-11-20.")

DAY_FIRST = tellable("the days are written day first")
MONTH_FIRST = tellable("the days are written month first")
_YEAR_FIRST = tellable("the days are written year first, in two digits")


def mended(values: Iterable[str]) -> dict[str, Mended]:
    """How the days of a table are read that are not written as the contract wants them, all columns together.

    The order of day and month is that of the whole table: one day above the 12th tells it for all that are written with
    the same sign. Values that are no days are left out.
    """
    found = list(values)
    ordered = {value: parts for value in found if (parts := _parts(value)) is not None}
    orders = {sign: _order(ordered.values(), sign) for sign in {sign for _, sign, _, _ in ordered.values()}}
    places = {sign: _place_of_year(found, sign) for sign in orders}
    read: dict[str, Mended] = {}
    for value in found:
        one = _read(ordered[value], orders, places) if value in ordered else _otherwise(value)
        if one is not None:
            read[value] = one
    return read


_Parts = tuple[int, str, int, int]
"""Three numbers with the sign between them, of which the last is the year in four digits or in two."""


def _parts(value: str) -> _Parts | None:
    if midnight := _TWELVE.fullmatch(value):
        value = midnight.group(1)
    found = _THREE.fullmatch(value)
    if found is None or len(found.group(1)) > 2 or len(found.group(4)) not in (2, 4):
        return None
    return int(found.group(1)), found.group(2), int(found.group(3)), int(found.group(4))


def _place_of_year(values: Iterable[str], sign: str) -> str | None:
    """Whether the year stands first or last in days with this sign, or None when nothing or too much tells.

    A year of four digits tells it, and so does a number that neither a day nor a month can be.
    """
    places = set()
    for value in values:
        if (found := _THREE.fullmatch(value)) is None or found.group(2) != sign:
            continue
        first, second, last = found.group(1), int(found.group(3)), found.group(4)
        if len(first) == 4 or int(first) > 31 or not int(first):
            places.add("first")
        elif len(last) == 4 or int(last) > 31 or not int(last) or second > 12:
            places.add("last")
    return places.pop() if len(places) == 1 else None


def _read(parts: _Parts, orders: dict[str, str | None], places: dict[str, str | None]) -> Mended | None:
    """A day of three numbers; where the year has two digits, both ends may be the year unless something tells."""
    first, sign, second, last = parts
    of_last = _ordered(first, sign, second, last if last > 99 else century(last), orders)
    if last > 99 or places[sign] == "last":
        return of_last
    text = _day(century(first), second, last)
    of_first = Mended(text, _YEAR_FIRST, _YEAR_FIRST, _WANTED) if text else None
    if places[sign] == "first" or of_last is None:
        return of_first
    if of_first is None or of_last.text == text:
        return of_last
    problem = (
        f"the year may stand first or last: it is {text} or {of_last.text}"
        if of_last.text
        else f"the year may stand first or last: it is {text}"
    )
    return Mended(None, "place of the year unknown", problem, _WANTED, is_certain=False)


def century(year: int) -> int:
    """A year of which the last two digits are written."""
    return 2000 + year if year < 70 else 1900 + year


def _order(parts: Iterable[_Parts], sign: str) -> str | None:
    """Which of day and month comes first, or None when nothing or too much tells."""
    own = [(first, second) for first, own_sign, second, _ in parts if own_sign == sign]
    is_day_first = any(first > 12 for first, _ in own)
    is_month_first = any(second > 12 for _, second in own)
    if is_day_first != is_month_first:
        return DAY_FIRST if is_day_first else MONTH_FIRST
    # Nobody writes the month first with points.
    return DAY_FIRST if sign == "." and not is_month_first else None


def _ordered(first: int, sign: str, second: int, year: int, orders: dict[str, str | None]) -> Mended | None:
    order = orders[sign]
    as_day_first, as_month_first = _day(year, second, first), _day(year, first, second)
    if order is not None:
        text = as_day_first if order == DAY_FIRST else as_month_first
        return Mended(text, order, order, _WANTED) if text else None
    if first == second and as_day_first:
        return Mended(as_day_first, "days", "the days are written with the year last", _WANTED)
    if as_day_first and as_month_first:
        problem = f"day and month cannot be told apart: it is {as_day_first} or {as_month_first}"
        return Mended(None, "day order unknown", problem, _WANTED, is_certain=False)
    return None


def _otherwise(value: str) -> Mended | None:
    if run := _RUN.fullmatch(value):
        text = _day(int(run.group(1) + run.group(2)), int(run.group(3)), int(run.group(4)))
        return Mended(text, "days in a run", "the days are written without signs between", _WANTED) if text else None
    if moment := _MOMENT.fullmatch(value):
        at_midnight = not moment.group(2).strip("0:.") and moment.group(3) in (None, "Z")
        problem = "a time of day is written behind the days"
        return Mended(moment.group(1), problem, problem, "Write the day alone.", is_certain=at_midnight)
    found = _THREE.fullmatch(value)
    if found and len(found.group(1)) == 4:
        text = _day(int(found.group(1)), int(found.group(3)), int(found.group(4)))
        return Mended(text, "days", "the days are written with other signs or without zeros", _WANTED) if text else None
    text = None
    if named := _NAMED.fullmatch(value):
        year = int(named.group(3))
        month = MONTHS.get(named.group(2)[:3].casefold(), 0)
        text = _day(year if year > 99 else century(year), month, int(named.group(1)))
    elif named := _NAMED_FIRST.fullmatch(value):
        text = _day(int(named.group(3)), MONTHS.get(named.group(1)[:3].casefold(), 0), int(named.group(2)))
    if text:
        problem = "the months are written as words"
        return Mended(text, problem, problem, _WANTED)
    if _SERIAL.fullmatch(value):
        text = str(date(1899, 12, 30) + timedelta(days=int(float(value))))
        problem = "the days are numbers as Excel counts them"
        advice = "Format the column as a date before saving; a workbook of an old Mac counts from 1904."
        return Mended(text, problem, problem, advice, is_certain=False)
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return str(date(year, month, day))
    except ValueError:
        return None
