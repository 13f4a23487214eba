"""ClinicalTrials.gov API v2 records (`/api/v2/studies`, the website's JSON download).

Names, telephone numbers and e-mail addresses of contacts and officials are never looked at, so they cannot get into a
table or a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dualsite.importers.records import Place, Record, clean
from dualsite.schema.trial_numbers import elsewhere, numbers_in, others

NCT_NUMBER = re.compile(r"NCT\d{8}")
DETAIL = 2


def clinicaltrials_study(file: str, element: Any) -> Record | None:
    """The study as a record; None when it has no NCT number."""
    protocol = part(element, "protocolSection")
    names = part(protocol, "identificationModule")
    trial_id = clean(names.get("nctId")).upper()
    if not NCT_NUMBER.fullmatch(trial_id):
        return None
    status = part(protocol, "statusModule")
    design = part(protocol, "designModule")
    enrollment = part(design, "enrollmentInfo")
    sponsor = part(protocol, "sponsorCollaboratorsModule", "leadSponsor")
    return Record(
        trial_id=trial_id,
        file=file,
        row=None,
        detail=DETAIL,
        title=clean(names.get("briefTitle")) or clean(names.get("officialTitle")),
        acronym=clean(names.get("acronym")),
        phases=tuple(clean(phase) for phase in listed(design, "phases")),
        status=clean(status.get("overallStatus")),
        last_known_status=clean(status.get("lastKnownStatus")),
        sponsor=clean(sponsor.get("name")) or clean(part(names, "organization").get("fullName")),
        enrollment=clean(enrollment.get("count")),
        enrollment_type=clean(enrollment.get("type")),
        start=clean(part(status, "startDateStruct").get("date")),
        primary_completion=clean(part(status, "primaryCompletionDateStruct").get("date")),
        completion=clean(part(status, "completionDateStruct").get("date")),
        updated=clean(part(status, "lastUpdatePostDateStruct").get("date")),
        snapshot=clean(part(element, "derivedSection", "miscInfoModule").get("versionHolder")),
        places=tuple(_place(site) for site in listed(part(protocol, "contactsLocationsModule"), "locations")),
        other_ids=_other_ids(trial_id, names),
    )


def _other_ids(trial_id: str, names: Mapping[str, Any]) -> tuple[str, ...]:
    """The numbers under which other registries know the study, and those the registry has given it before."""
    stated = [clean(part(one).get("id")) for one in listed(names, "secondaryIdInfos")]
    before = [clean(number) for number in listed(names, "nctIdAliases")]
    own = clean(part(names, "orgStudyIdInfo").get("id"))
    return others(trial_id, (*elsewhere(trial_id, numbers_in(*stated, own)), *numbers_in(*before)))


def _place(site: Any) -> Place:
    facts = site if isinstance(site, Mapping) else {}
    point = part(facts, "geoPoint")
    return Place(
        country=clean(facts.get("country")),
        city=clean(facts.get("city")),
        facility=clean(facts.get("facility")),
        zip=clean(facts.get("zip")),
        status=clean(facts.get("status")),
        latitude=_number(point.get("lat")),
        longitude=_number(point.get("lon")),
    )


def part(facts: Any, *path: str) -> Mapping[str, Any]:
    """The object at `path`, or an empty one where any step of it is missing or of another kind."""
    for key in path:
        facts = facts.get(key) if isinstance(facts, Mapping) else None
    return facts if isinstance(facts, Mapping) else {}


def listed(facts: Mapping[str, Any], key: str) -> list[Any]:
    """The array of that key, or an empty one where it is missing or of another kind."""
    found = facts.get(key)
    return found if isinstance(found, list) else []


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
