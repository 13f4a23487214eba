"""Codes and names that are nearly those of the contract or of another table."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from babel import Locale

from dualsite.schema import likeness
from dualsite.schema.likeness import bare
from dualsite.store.diagnosis.invisible import cleaned

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def code_for(value: str, codes: Collection[str]) -> str | None:
    """The one code that a value is but for case, spaces and signs; None when there is none or there are several."""
    found = [code for code in codes if bare(code) == bare(value)]
    return found[0] if len(found) == 1 else None


def nearest(value: str, codes: Sequence[str]) -> str | None:
    """The code that a value was most likely meant to be; None when none is near."""
    if (named := _territories().get(cleaned(value).casefold())) in codes and named is not None:
        return named
    return likeness.nearest(re.sub(r"(?i)\b(iii|ii|iv|i)\b", lambda one: _ROMAN[one[0].casefold()], value), codes)


@cache
def _territories() -> dict[str, str]:
    """The codes of countries by what they are called in English, German, French, Korean and Japanese."""
    said = {
        name.casefold(): code
        for language in ("ja", "ko", "fr", "de", "en")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    return said | {"uk": "GB", "usa": "US", "kor": "KR", "jpn": "JP", "deu": "DE", "gbr": "GB", "korea": "KR"}
