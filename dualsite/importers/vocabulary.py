"""A registry's words for phases, states and days, in those of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from babel import Locale

from dualsite.schema.vocabulary import TRIAL_STATUSES

COUNTRY_STATUSES = {
    "NOT_YET_RECRUITING": "PLANNED",
    "RECRUITING": "ACTIVE",
    "ENROLLING_BY_INVITATION": "ACTIVE",
    "ACTIVE_NOT_RECRUITING": "ACTIVE",
    "AVAILABLE": "ACTIVE",
    "SUSPENDED": "CLOSED",
    "TERMINATED": "CLOSED",
    "COMPLETED": "CLOSED",
    "WITHDRAWN": "CLOSED",
    "NO_LONGER_AVAILABLE": "CLOSED",
    "TEMPORARILY_NOT_AVAILABLE": "CLOSED",
    "APPROVED_FOR_MARKETING": "CLOSED",
    # The registry says so of a study past its completion date that nobody has verified for two years.
    "UNKNOWN": "CLOSED",
    # Other registries say so of a trial before, between and after recruiting.
    "NOT_RECRUITING": "CLOSED",
}
"""What a recruitment or expanded-access status says of a country."""

_OTHER_SPELLINGS = {"UNKNOWN_STATUS": "UNKNOWN", "ACTIVE": "ACTIVE_NOT_RECRUITING"}

_PHASES = {
    frozenset({"0"}): "EARLY_PHASE1",
    frozenset({"1"}): "PHASE1",
    frozenset({"1", "2"}): "PHASE1_2",
    frozenset({"2"}): "PHASE2",
    frozenset({"2", "3"}): "PHASE2_3",
    frozenset({"3"}): "PHASE3",
    frozenset({"4"}): "PHASE4",
}

# By language and not by the locale of the machine.
_MONTHS = {
    name.lower(): number
    for width in ("wide", "abbreviated")
    for number, name in Locale("en").months["format"][width].items()
}


_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?(?:[T ].*)?",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<month>[A-Za-z]+)\.? (?:(?P<day>\d{1,2}),? )?(?P<year>\d{4})",
        r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]+)\.?,? (?P<year>\d{4})",
    )
)
_ROMAN = ("", "I", "II", "III", "IV")
_ONE_PHASE = r"(IV|I{1,3}|[0-4])(?![0-9A-Z])"
_PHASE = re.compile(rf"(EARLY[ _]?)?PHASE[ _-]?{_ONE_PHASE}(?:\s?[/&+-]\s?{_ONE_PHASE})?")
_BARE_PHASE = re.compile(rf"^\s*{_ONE_PHASE}(?:\s?[/&+-]\s?{_ONE_PHASE})?\s*$")


class RegistryDay(NamedTuple):
    """A date as far as it is stated: of a month alone, `on` is the first day."""

    on: date
    is_month: bool


def status_code(text: str) -> str:
    """`Active, not recruiting` as `ACTIVE_NOT_RECRUITING`, whatever the vintage; "" for nothing."""
    code = re.sub(r"[^A-Z]+", "_", text.upper()).strip("_")
    return _OTHER_SPELLINGS.get(code, code)


def trial_status(text: str) -> str | None:
    """The status of a trial; None when the vocabulary has no word for it (expanded access, or nothing stated)."""
    code = status_code(text)
    return code if code in TRIAL_STATUSES else None


def country_status(overall: str, at_sites: Iterable[str]) -> str | None:
    """PLANNED, ACTIVE or CLOSED in a country, from the texts of the study's status and of its sites there.

    A study that has ended has ended everywhere. Otherwise a site without a status has the study's, and the country
    is as its most active site: ACTIVE before PLANNED before CLOSED. None when no status is stated at all.
    """
    of_study = COUNTRY_STATUSES.get(status_code(overall))
    if of_study == "CLOSED":
        return "CLOSED"
    found = {COUNTRY_STATUSES.get(status_code(text)) or of_study for text in at_sites} or {of_study}
    return next((status for status in ("ACTIVE", "PLANNED", "CLOSED") if status in found), None)


def trial_phase(phases: Iterable[str]) -> str | None:
    """The phase of `PHASE1|PHASE2`, `Phase 1/Phase 2`, `Early Phase 1`: NA for none, None when not understood."""
    # EudraCT, in other registries' words, asks of every phase: `Therapeutic exploratory (Phase II): no`.
    text = re.sub(r"\(PHASE [IV]+\)\s*:\s*NO\b", "", "|".join(phases).upper())
    if not text.strip() or re.fullmatch(r"N/?A|NOT (?:APPLICABLE|SPECIFIED|SELECTED)", text.strip()):
        return "NA"
    numbers = _PHASE.findall(text) or [("", *found) for found in _BARE_PHASE.findall(text)]
    found = frozenset("0" if early else _number(number) for early, *both in numbers for number in both if number)
    return _PHASES.get(found)


def _number(phase: str) -> str:
    return str(_ROMAN.index(phase)) if phase in _ROMAN else phase


def enrollment_type(text: str) -> str | None:
    """ACTUAL or ESTIMATED (which older files call Anticipated); None when not stated."""
    return {"ACTUAL": "ACTUAL", "ESTIMATED": "ESTIMATED", "ANTICIPATED": "ESTIMATED"}.get(status_code(text))


def registry_day(text: str) -> RegistryDay | None:
    """`2024-03-05`, `20240305`, `2024-03`, `March 5, 2024`, `5 March 2024` or `March 2024`; None for no such day."""
    found = next((found for pattern in _DAYS if (found := pattern.fullmatch(text))), None)
    if not found:
        return None
    month, day = found["month"], found["day"]
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    try:
        return RegistryDay(date(int(found["year"]), number, int(day or 1)), is_month=day is None)
    except ValueError:
        return None
