"""ClinicalTrials.gov API v2 records (`/api/v2/studies`, the website's JSON download).

Accepted: one study; `{"studies": […]}` in any order of keys; an array of studies. Names, telephone numbers and
e-mail addresses of contacts and officials are never looked at, so they cannot get into a table or a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from dualsite.errors import DataError
from dualsite.importers.records import Advance, ImportFinding, Place, Record, RegistryFormat, clean

NCT_NUMBER = re.compile(r"NCT\d{8}")
DETAIL = 2

# Everything up to the next bracket outside a string, in one step of the regular-expression engine.
_TO_NEXT_BRACKET = re.compile(rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+([{}\[\]])', re.DOTALL)
_STUDIES_KEY = re.compile(rb'"studies"\s*:\s*\Z')


def read_json(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The studies of one file in its order, and a finding for each element that is not a study.

    One study at a time is parsed, so memory does not grow with the file. DataError, naming `file`, when it is not
    JSON, is cut off, or holds no studies but something else; a search without hits is no error.
    """
    records: list[Record] = []
    findings: list[ImportFinding] = []
    count = sites = 0
    for count, (end, element) in enumerate(_elements(file, content), start=1):
        study = _study(file, element)
        if study:
            records.append(study)
            sites += len(study.places)
        else:
            message = f"Element {count} of {file} has no NCT number: it is not a study, and was not imported."
            findings.append(ImportFinding(file, "", None, "nctId", "", message))
        if count % 20 == 0:
            advance(end / len(content), count + sites)
    if count and not records:
        raise DataError(f"{file} is JSON, but {_what_it_is(content)}: export studies from ClinicalTrials.gov again.")
    if not count:
        findings.append(
            ImportFinding(file, "", None, "studies", "", f"{file} holds no studies: the search had no hits.")
        )
    return records, findings


def _elements(file: str, content: bytes) -> Iterator[tuple[int, Any]]:
    """Each element of the file's array of studies, or the one object it is, with the offset where it ends."""
    depth, inside, opened, gap_from = 0, 0, 0, 0
    outline: list[bytes] = []
    for found in _TO_NEXT_BRACKET.finditer(content, 3 if content.startswith(b"\xef\xbb\xbf") else 0):
        at, bracket = found.end() - 1, found[1]
        if bracket in b"{[":
            depth += 1
            if bracket == b"[" and (depth == 1 or (depth == 2 and _STUDIES_KEY.search(content[at - 64 : at]))):
                inside = depth
            elif inside and depth == inside + 1 and bracket == b"{":
                opened = at
                outline.append(content[gap_from:at])
        else:
            if inside and depth == inside + 1 and bracket == b"}":
                yield at + 1, _parsed(file, content[opened : at + 1])
                gap_from = at + 1
            elif depth == inside:
                inside = 0
            depth -= 1
    # What is left when every study is replaced by 0 must itself be JSON: that finds cut-off and broken files.
    rest = _parsed(file, b"0".join([*outline, content[gap_from:]]))
    listed = rest.get("studies") if isinstance(rest, dict) else rest
    for left in listed if isinstance(listed, list) else [rest]:
        if left != 0:
            yield len(content), left


def _parsed(file: str, text: bytes) -> Any:
    try:
        return orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as reason:
        try:
            text.decode()
        except UnicodeDecodeError:
            raise DataError(f"{file} is not UTF-8: save it as UTF-8.") from reason
        raise DataError(
            f"{file} is not whole JSON ({reason}): it may have been cut off; download it again."
        ) from reason


def _what_it_is(content: bytes) -> str:
    if any(key in content[:4096] for key in (b'"FullStudiesResponse"', b'"StudyFieldsResponse"', b'"ProtocolSection"')):
        return "of version 1 of the registry's API, which was retired in 2024"
    return "holds no study of the ClinicalTrials.gov API v2"


def _study(file: str, element: Any) -> Record | None:
    """The study as a record; None when it has no NCT number."""
    protocol = _part(element, "protocolSection")
    names = _part(protocol, "identificationModule")
    trial_id = clean(names.get("nctId")).upper()
    if not NCT_NUMBER.fullmatch(trial_id):
        return None
    status = _part(protocol, "statusModule")
    design = _part(protocol, "designModule")
    enrollment = _part(design, "enrollmentInfo")
    sponsor = _part(protocol, "sponsorCollaboratorsModule", "leadSponsor")
    return Record(
        trial_id=trial_id,
        file=file,
        row=None,
        detail=DETAIL,
        title=clean(names.get("briefTitle")) or clean(names.get("officialTitle")),
        acronym=clean(names.get("acronym")),
        phases=tuple(clean(phase) for phase in _list(design, "phases")),
        status=clean(status.get("overallStatus")),
        last_known_status=clean(status.get("lastKnownStatus")),
        sponsor=clean(sponsor.get("name")) or clean(_part(names, "organization").get("fullName")),
        enrollment=clean(enrollment.get("count")),
        enrollment_type=clean(enrollment.get("type")),
        start=clean(_part(status, "startDateStruct").get("date")),
        primary_completion=clean(_part(status, "primaryCompletionDateStruct").get("date")),
        completion=clean(_part(status, "completionDateStruct").get("date")),
        updated=clean(_part(status, "lastUpdatePostDateStruct").get("date")),
        snapshot=clean(_part(element, "derivedSection", "miscInfoModule").get("versionHolder")),
        places=tuple(_place(site) for site in _list(_part(protocol, "contactsLocationsModule"), "locations")),
    )


def _place(site: Any) -> Place:
    facts = site if isinstance(site, Mapping) else {}
    point = _part(facts, "geoPoint")
    return Place(
        country=clean(facts.get("country")),
        city=clean(facts.get("city")),
        facility=clean(facts.get("facility")),
        zip=clean(facts.get("zip")),
        status=clean(facts.get("status")),
        latitude=_number(point.get("lat")),
        longitude=_number(point.get("lon")),
    )


def _part(facts: Any, *path: str) -> Mapping[str, Any]:
    """The object at `path`, or an empty one where any step of it is missing or of another kind."""
    for key in path:
        facts = facts.get(key) if isinstance(facts, Mapping) else None
    return facts if isinstance(facts, Mapping) else {}


def _list(facts: Mapping[str, Any], key: str) -> list[Any]:
    found = facts.get(key)
    return found if isinstance(found, list) else []


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


JSON = RegistryFormat("JSON", (".json",), lambda head: head[:1] in (b"{", b"["), read_json)
