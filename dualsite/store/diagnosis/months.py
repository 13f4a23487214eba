"""Months as people write them, where the contract wants their first day."""

from __future__ import annotations

import re

from dualsite.i18n import tellable
from dualsite.store.diagnosis.days import MONTHS, century
from dualsite.store.diagnosis.remedy import Mended

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?M?(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{4})", re.ASCII)
_NAMED = re.compile(r"([^\W\d_]{3,9})\.?[ \-'’]*(\d{4}|\d{2})")
_NAMED_LAST = re.compile(r"(\d{4})[ \-]*([^\W\d_]{3,9})\.?")

WITHOUT_DAY = tellable("months are written without a day")


def mended(value: str) -> Mended | None:
    """How a month without a day is read: as its first day. None for what is no month."""
    year, month = 0, 0
    if found := _YEAR_FIRST.fullmatch(value):
        year, month = int(found[1]), int(found[2])
    elif found := _YEAR_LAST.fullmatch(value):
        month, year = int(found[1]), int(found[2])
    elif found := _NAMED.fullmatch(value):
        month, year = MONTHS.get(found[1][:3].casefold(), 0), int(found[2])
    elif found := _NAMED_LAST.fullmatch(value):
        year, month = int(found[1]), MONTHS.get(found[2][:3].casefold(), 0)
    year = year if year > 99 else century(year)
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        return None
    return Mended(f"{year}-{month:02}-01", WITHOUT_DAY, WITHOUT_DAY, "Write a month as its first day: 2026-11-01.")
