"""What each study becomes in our tables, and what is said about the parts that could not be taken as they are.

Every site of a study is in exactly one place: a row of `trial_sites` and the count of its country in
`trial_countries`, or the count of a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dualsite.i18n import tellable
from dualsite.importers.countries import country_code, country_remark, country_stated
from dualsite.importers.geocodes import point_doubt
from dualsite.importers.records import (
    CountryStatement,
    ImportFinding,
    Place,
    Record,
    finding_of,
    said_by,
    sites_in_words,
)
from dualsite.importers.trial_row import NOT_STATED, Row, trial_row
from dualsite.importers.vocabulary import country_status, registry_day, status_code

REGISTRY = "ClinicalTrials.gov"
UNVERIFIED = "status unknown: past its planned end, and not verified in the registry for two years"


@dataclass
class Rows:
    """The rows of the tables, ascending by trial, then number, or country, then city and facility."""

    trials: list[Row] = field(default_factory=list)
    trial_ids: list[Row] = field(default_factory=list)
    trial_countries: list[Row] = field(default_factory=list)
    trial_sites: list[Row] = field(default_factory=list)
    findings: list[ImportFinding] = field(default_factory=list)


def rows_of(records: Sequence[Record], partner_id: str, product_id: str | None) -> Rows:
    """The rows of these studies, one record each, ascending by trial. A study without sites has its trial row alone."""
    rows = Rows()
    for record in records:
        client = {"trial_id": record.trial_id, "partner_id": partner_id}
        common = {"data_class": "INTERNAL"}
        rows.trials.append(client | {"product_id": product_id} | trial_row(record, rows.findings) | common)
        rows.trial_ids += [client | {"other_id": number} | common for number in sorted(record.other_ids)]
        by_country = _placed(record, rows.findings)
        rows.trial_countries += [client | row | common for row in _countries(record, by_country, rows.findings)]
        rows.trial_sites += [client | row | common for row in _sites(record, by_country, rows.findings)]
    return rows


def _placed(record: Record, findings: list[ImportFinding]) -> dict[str, list[Place]]:
    """The sites of each country, by its ISO code; a finding for each name of a country that has none."""
    by_name: defaultdict[str, list[Place]] = defaultdict(list)
    for place in record.places:
        by_name[place.country].append(place)
    by_country: defaultdict[str, list[Place]] = defaultdict(list)
    for name, places in by_name.items():
        is_of_address = any(place.is_of_address for place in places)
        code, remark = country_code(name) if is_of_address else country_stated(name), country_remark(name)
        if code:
            by_country[code] += places
        if not code or remark:
            findings.append(_country_finding(record, name, len(places), code, remark))
    return by_country


def _country_finding(record: Record, name: str, sites: int, code: str | None, remark: str) -> ImportFinding:
    because = f" ({remark})" if remark else ""
    if code:
        message = f"{sites_in_words(sites)} of {record.trial_id} placed in {code} for {name!r}{because}."
        return finding_of(record, "country", name, message)
    reason = tellable(f"the country {name!r} is not known{because}") if name else tellable("no country is stated")
    message = f"{sites_in_words(sites)} of {record.trial_id} not placed: {reason}. They are in no table."
    return finding_of(record, "country", name, message, sites)


def _countries(record: Record, by_country: dict[str, list[Place]], findings: list[ImportFinding]) -> list[Row]:
    """One row for each country with sites, and for each the registry names without; those without have no count."""
    stated = _stated(record, findings)
    rows: list[Row] = []
    is_unsaid = False
    for code in sorted({*by_country, *stated}):
        places, said = by_country.get(code, []), stated.get(code, CountryStatement(""))
        # What is said of a country of its own goes before the study's status, and that of its sites before both.
        own = "" if any(place.status for place in places) else said.status
        status = country_status(own, ()) if own else country_status(record.status, (place.status for place in places))
        is_unsaid |= status is None
        as_of = registry_day(said.as_of)
        rows.append(
            {
                "country": code,
                "status": status or "ACTIVE",
                "sites": len(places) or said.sites,
                "as_of_on": as_of.on if as_of else _as_of(record),
                "note": _note(record, said) or None,
            }
        )
    if is_unsaid and "status" not in record.absent:
        message = f"{record.trial_id} has no status that says so: it is ACTIVE in countries whose sites state none."
        findings.append(finding_of(record, "status", record.status, message))
    return rows


def _stated(record: Record, findings: list[ImportFinding]) -> dict[str, CountryStatement]:
    """What is said of each country, by its code: the first that has a status, else the first."""
    stated: dict[str, CountryStatement] = {}
    for said in record.countries:
        code, name = country_stated(said.country), said.country
        if code:
            known = stated.get(code)
            if known is None or (said.status and not known.status):
                stated[code] = said
        elif name not in {place.country for place in record.places}:
            message = f"{record.trial_id} runs in {name!r}, which is no country we know: it is in no table."
            findings.append(finding_of(record, "country", name, message))
    return stated


def _note(record: Record, said: CountryStatement) -> str:
    start = registry_day(said.start)
    parts = [
        said_by(said.said_by) if said.said_by else "",
        f"started there on {start.on}" if start else "",
        UNVERIFIED if status_code(said.status or record.status) == "UNKNOWN" and record.registry == REGISTRY else "",
    ]
    return "; ".join(filter(None, parts))


def _sites(record: Record, by_country: dict[str, list[Place]], findings: list[ImportFinding]) -> list[Row]:
    """One row for each site. Coordinates are the city's; those not to be believed are left empty, with a note."""
    rows: list[Row] = []
    doubted: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
    for code, places in by_country.items():
        for place in places:
            doubt = point_doubt(place, code)
            if doubt:
                doubted[code, place.city, f"{place.latitude}, {place.longitude}", doubt] += 1
            remarks = [place.remark, f"coordinates not used: {doubt}" if doubt else ""]
            rows.append(
                {
                    "facility": place.facility or None,
                    "city": place.city or NOT_STATED,
                    "country": code,
                    "latitude": None if doubt else place.latitude,
                    "longitude": None if doubt else place.longitude,
                    "location_quality": "CITY" if place.city else "COUNTRY",
                    "status": status_code(place.status) or None,
                    "note": "; ".join(filter(None, remarks)) or None,
                }
            )
    for (code, city, point, doubt), count in sorted(doubted.items()):
        message = (
            f"Coordinates of {sites_in_words(count)} of {record.trial_id} in {city} ({code}) were not used: {doubt}."
        )
        findings.append(finding_of(record, "coordinates", point, message))
    return sorted(rows, key=_site_order)


def _site_order(row: Row) -> tuple[Any, ...]:
    return (
        *(row[name] or "" for name in ("country", "city", "facility", "status", "note")),
        *(181.0 if row[name] is None else row[name] for name in ("latitude", "longitude")),
    )


def _as_of(record: Record) -> date | None:
    """The day the registry last posted a change, else the day of the copy: the status held on it."""
    day = registry_day(record.updated) or registry_day(record.snapshot)
    return day and day.on
