"""On which days a market lets a site do a step. Days count from the day the site stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dualsite.planning.continuity.supply import FOR_EVER
from dualsite.planning.facts import Licence

KNOWING = ("FILED", "APPROVED")
"""Licences of this status say that the site knows the product."""

LicensedDays = tuple[tuple[int, int], ...]
"""Half-open intervals, ascending by their first day; they may overlap. Empty: never."""


@dataclass(frozen=True, slots=True)
class MissingLicence:
    """A step at a site that a market does not allow on some day; `expected_on` None: nobody has said when."""

    stage: str
    site_id: str
    expected_on: date | None


def licensed_days(licences: Iterable[Licence], as_of: date, from_on: date) -> LicensedDays:
    """When these licences of one product, step, site and market hold.

    One that is approved does from its approval until it ends; and whatever its status, from the day it is expected on,
    if that lies after the as-of day: one that is overdue is not counted on.
    """
    found = []
    for licence in licences:
        if licence.status == "APPROVED":
            begin = -FOR_EVER if licence.approved_on is None else (licence.approved_on - from_on).days
            end = FOR_EVER if licence.valid_to_on is None else (licence.valid_to_on - from_on).days
            found.append((begin, end))
        if licence.expected_on is not None and licence.expected_on > as_of:
            found.append(((licence.expected_on - from_on).days, FOR_EVER))
    return tuple(sorted((begin, end) for begin, end in found if begin < end))


def holds(days: LicensedDays, day: int) -> bool:
    """Whether it holds on a day."""
    return any(begin <= day < end for begin, end in days)


def least_day(needed: Sequence[LicensedDays], day: int) -> int | None:
    """The first day from `day` on on which all of them hold; None: there is none."""
    while True:
        later = day
        for days in needed:
            found = next((max(begin, later) for begin, end in days if end > later), None)
            if found is None:
                return None
            later = found
        if later == day:
            return day
        day = later
