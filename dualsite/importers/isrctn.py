"""ISRCTN: the XML of its query interface and of a trial's page.

The registry states no status of its own but one that somebody has set by hand (`…StatusOverride`); else it follows from
the days of recruitment, and it is said as of the day on which the record was last changed.
"""

from __future__ import annotations

from dualsite.errors import DataError
from dualsite.importers.records import Advance, CountryStatement, ImportFinding, Place, Record, RegistryFormat, clean
from dualsite.importers.registry_words import status_word
from dualsite.importers.xml_nodes import Node, elements, root_of
from dualsite.schema.trial_numbers import elsewhere, numbers_in

DETAIL = 1
ROOTS = frozenset(("allTrials", "fullTrial", "trial"))


def read_xml(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The trials of one file in its order. DataError, naming `file`, when it is cut off or none has a number."""
    records: list[Record] = []
    findings: list[ImportFinding] = []
    wanted = "trial" if root_of(content[:4096]) == "trial" else "fullTrial"
    sites = 0
    for count, (share, found) in enumerate(elements(file, content, wanted), start=1):
        trial = next(iter(found.all("trial")), found)
        number = trial.first("isrctn").upper().removeprefix("ISRCTN")
        if number.isascii() and number.isdigit():
            records.append(_record(file, f"ISRCTN{number}", found, trial))
            sites += len(records[-1].places)
        else:
            message = f"Trial {count} of {file} has no ISRCTN: it was not imported."
            findings.append(ImportFinding(file, "", None, "isrctn", number, message))
        advance(share, count + sites)
    if not records and findings:
        raise DataError(f"{file} is XML of ISRCTN in which no trial has a number: download it again.")
    if not records:
        findings.append(ImportFinding(file, "", None, "trial", "", f"{file} holds no trials: the search had no hits."))
    return records, findings


def _record(file: str, trial_id: str, found: Node, trial: Node) -> Record:
    recruits, ends = (_day(trial.first("participants", name)) for name in ("recruitmentStart", "recruitmentEnd"))
    completion = _day(trial.first("trialDesign", "overallEndDate"))
    updated = _day(trial.attributes.get("lastUpdated", ""))
    actual = trial.first("participants", "totalFinalEnrolment")
    has_actual = actual not in ("", "0")
    phases = tuple(node.text for node in trial.all("interventions", "intervention", "phase") if node.text)
    return Record(
        trial_id=trial_id,
        file=file,
        row=None,
        detail=DETAIL,
        title=trial.first("trialDescription", "title") or trial.first("trialDescription", "scientificTitle"),
        acronym=trial.first("trialDescription", "acronym"),
        phases=phases[:1],
        status=_status(trial, recruits, ends, completion, updated),
        sponsor=found.first("sponsor", "organisation"),
        enrollment=actual if has_actual else trial.first("participants", "targetEnrolment"),
        enrollment_type="ACTUAL" if has_actual else "ESTIMATED",
        start=recruits,
        completion=completion,
        updated=updated,
        places=tuple(
            Place(
                country=centre.first("country"),
                city=centre.first("city"),
                facility=centre.first("name"),
                zip=centre.first("zip"),
            )
            for centre in trial.all("participants", "trialCentres", "trialCentre")
        ),
        countries=tuple(
            CountryStatement(clean(country.text))
            for country in trial.all("participants", "recruitmentCountries", "country")
            if country.text
        ),
        other_ids=elsewhere(trial_id, numbers_in(*(node.text for node in trial.all("externalRefs")))),
        registry="ISRCTN",
    )


def _status(trial: Node, recruits: str, ends: str, completion: str, on: str) -> str:
    """What is set by hand, else what the record's days say of the day `on` which it was changed; "" without them."""
    override = trial.first("trialDesign", "overallStatusOverride") or trial.first(
        "participants", "recruitmentStatusOverride"
    )
    if override:
        return status_word(override)
    if not on or not recruits:
        return ""
    if on < recruits:
        return "NOT_YET_RECRUITING"
    if completion and on > completion:
        return "COMPLETED"
    return "RECRUITING" if not ends or on <= ends else "ACTIVE_NOT_RECRUITING"


def _day(text: str) -> str:
    return text[:10]


ISRCTN = RegistryFormat("XML of ISRCTN", (".xml",), lambda head: root_of(head) in ROOTS, read_xml)
