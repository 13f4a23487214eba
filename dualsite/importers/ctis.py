"""EU CTIS: the public JSON of a trial's page, the answers of its search, and the CSV that the search offers.

EMA publishes no description of the JSON; the shape is that of 2024 and later, the search's and the page's. Its own
`ctStatus` on a page is where the application stands and not the trial, so the public code goes before it. Days are
written day first. Names and addresses of investigators and contacts are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dualsite.errors import DataError
from dualsite.importers.clinicaltrials_json import listed, part
from dualsite.importers.delimited import rows_of_text
from dualsite.importers.records import (
    Advance,
    CountryStatement,
    ImportFinding,
    Place,
    Record,
    RegistryFormat,
    clean,
    finding_of_row,
)
from dualsite.importers.registry_words import ctis_status, day_first, status_word
from dualsite.schema.trial_numbers import elsewhere, numbers_in

REGISTRY = "EU CTIS"
DETAIL_OF_PAGE, DETAIL_OF_SEARCH, DETAIL_OF_CSV = 2, 1, 0
NUMBER = re.compile(r"20\d\d-\d{6}-\d\d(?:-\d\d)?")

PHASES = {
    "1": "Phase 1",
    "2": "Phase 1",
    "3": "Phase 1",
    "4": "Phase 2",
    "5": "Phase 3",
    "6": "Phase 4",
    "7": "Phase 1/Phase 2",
    "8": "Phase 1/Phase 2",
    "9": "Phase 1/Phase 2",
    "10": "Phase 2/Phase 3",
    "11": "Phase 3/Phase 4",
}
"""What the numbers of a phase mean on a trial's page."""

COLUMNS = {
    "trial_id": "Trial number",
    "countries": "Location(s) and recruitment status",
    "title": "Title of the trial",
    "status": "Overall trial status",
    "phases": "Trial phase",
    "sponsor": "Sponsor/Co-Sponsors",
    "enrollment": "Number of participants enrolled",
    "start": "Start date",
    "completion": "Global end of the trial",
    "updated": "Last updated",
}
"""Our field for each column of the search's CSV."""

_PAIR = re.compile(r"\s*([^:|]+?)\s*:\s*(\d{1,2})\s*(?:[,;|]|$)")


def ctis_study(file: str, element: Any) -> Record | None:
    """A trial of CTIS, of its page or of a search; None for anything else."""
    trial_id = clean(element.get("ctNumber")) if isinstance(element, Mapping) else ""
    if not NUMBER.fullmatch(trial_id):
        return None
    if part(element, "authorizedApplication") or part(element, "authorizedPartI"):
        return _of_page(file, trial_id, element)
    return _of_search(file, trial_id, element)


def _of_search(file: str, trial_id: str, found: Mapping[str, Any]) -> Record:
    return Record(
        trial_id=trial_id,
        file=file,
        row=None,
        detail=DETAIL_OF_SEARCH,
        title=clean(found.get("ctTitle")) or clean(found.get("shortTitle")),
        phases=_phases(found.get("trialPhase")),
        status=ctis_status(found.get("ctStatus")),
        sponsor=clean(found.get("sponsor")),
        enrollment=clean(found.get("totalNumberEnrolled")),
        enrollment_type="ESTIMATED" if clean(found.get("totalNumberEnrolled")) else "",
        start=_day(found, "startDateEU", "startDate"),
        completion=_day(found, "endDate", "endDateEU"),
        updated=_day(found, "lastUpdated", "lastPublicationUpdate"),
        countries=tuple(
            CountryStatement(country, ctis_status(code)) for country, code in _pairs(found.get("trialCountries"))
        ),
        registry=REGISTRY,
    )


def _of_page(file: str, trial_id: str, page: Mapping[str, Any]) -> Record:
    application = part(page, "authorizedApplication") or page
    one = part(application, "authorizedPartI")
    details = part(one, "trialDetails")
    names, information = part(details, "clinicalTrialIdentifiers"), part(details, "trialInformation")
    duration = part(information, "trialDuration")
    parts = [one for one in listed(application, "authorizedPartsII") if isinstance(one, Mapping)]
    numbers = (*_texts(names.get("secondaryIdentifyingNumbers")), *_texts(application.get("eudraCt")))
    return Record(
        trial_id=trial_id,
        file=file,
        row=None,
        detail=DETAIL_OF_PAGE,
        title=clean(names.get("publicTitle")) or clean(names.get("fullTitle")) or clean(page.get("ctTitle")),
        phases=_phases(part(information, "trialCategory").get("trialPhase")),
        status=ctis_status(page.get("ctPublicStatusCode")) or _public(page.get("ctStatus")),
        sponsor=_sponsor(one),
        enrollment=_enrollment(parts),
        enrollment_type="ESTIMATED" if _enrollment(parts) else "",
        start=_day(page, "startDateEU") or _day(duration, "estimatedRecruitmentStartDate"),
        completion=_day(page, "endDateEU", "endDate") or _day(duration, "estimatedGlobalEndDate", "estimatedEndDate"),
        updated=_day(page, "lastUpdated", "lastPublicationUpdate", "publishDate", "decisionDate"),
        places=tuple(_places(parts)),
        countries=tuple(_statements(page, application, one, parts)),
        other_ids=elsewhere(trial_id, numbers_in(*numbers)),
        registry=REGISTRY,
    )


def _statements(
    page: Mapping[str, Any], application: Mapping[str, Any], one: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]
) -> Iterator[CountryStatement]:
    """The countries of the Union with where the trial stands there, then the others, of which no status is stated."""
    starts = {clean(part(each, "mscInfo").get("countryName")): _recruits_from(each) for each in parts}
    seen = set()
    for state in [*listed(application, "memberStatesConcerned"), *listed(page, "memberStatesConcerned")]:
        name = clean(part(state).get("mscName"))
        if name and name not in seen:
            seen.add(name)
            code = part(state).get("mscPublicStatusCode")
            yield CountryStatement(name, ctis_status(code), start=starts.get(name, ""))
    for name, start in starts.items():
        if name and name not in seen:
            seen.add(name)
            yield CountryStatement(name, start=start)
    for country in listed(one, "rowCountriesInfo"):
        name = clean(part(country).get("name"))
        if name and name not in seen:
            seen.add(name)
            yield CountryStatement(name)


def _recruits_from(state: Mapping[str, Any]) -> str:
    periods = listed(part(state, "mscInfo"), "trialRecruitmentPeriod")
    days = [_day(part(period), "recruitmentStartDate") for period in periods]
    return min(filter(None, days), default="")


def _places(parts: Sequence[Mapping[str, Any]]) -> Iterator[Place]:
    for state in parts:
        for site in listed(state, "trialSites"):
            where = part(site, "organisationAddressInfo")
            address = part(where, "address")
            yield Place(
                country=clean(address.get("countryName")) or clean(part(state, "mscInfo").get("countryName")),
                city=clean(address.get("city")),
                facility=clean(part(where, "organisation").get("name")),
                zip=clean(address.get("postcode")),
            )


def _sponsor(one: Mapping[str, Any]) -> str:
    sponsors = [sponsor for sponsor in listed(one, "sponsors") if isinstance(sponsor, Mapping)]
    leading = [sponsor for sponsor in sponsors if sponsor.get("primary") or sponsor.get("isPrimary")] or sponsors
    return next((name for sponsor in leading if (name := clean(part(sponsor, "organisation").get("name")))), "")


def _enrollment(parts: Sequence[Mapping[str, Any]]) -> str:
    """The participants planned in the countries of the Union; "" unless every one of them states a number."""
    counts = [state.get("recruitmentSubjectCount") for state in parts]
    numbers = [count for count in counts if isinstance(count, int) and not isinstance(count, bool)]
    return str(sum(numbers)) if numbers and len(numbers) == len(counts) else ""


def _phases(value: object) -> tuple[str, ...]:
    text = clean(value)
    return (PHASES.get(text, text),) if text else ()


def _public(value: object) -> str:
    """The words of a page's `ctStatus` where they are those of a trial; "Authorised" is said of an application."""
    word = ctis_status(value)
    return word if word != clean(value) else ""


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    """The countries of a search, each with the number of its status: `["Poland:3"]` or `Poland:3, Ukraine:2`."""
    for text in value if isinstance(value, list) else [value]:
        said = clean(text)
        found = list(_PAIR.finditer(said))
        if found:
            yield from ((one[1], one[2]) for one in found)
        else:
            yield from ((name, "") for name in re.split(r"\s*[;|]\s*", said) if name)


def _day(facts: Mapping[str, Any], *names: str) -> str:
    return next((day_first(text) for name in names if (text := clean(facts.get(name)))), "")


def _texts(value: object) -> Iterator[str]:
    """Every text within a part of a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def read_table(file: str, rows: Sequence[Sequence[str]], advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The trials of the search's table, a trial a row. DataError, naming `file`, when a column is missing."""
    names = [clean(name).casefold() for name in rows[0]]
    at = {field: names.index(name.casefold()) for field, name in COLUMNS.items() if name.casefold() in names}
    missing = [COLUMNS[field] for field in ("trial_id", "countries") if field not in at]
    if missing:
        raise DataError(
            f"{file} is a list of EU CTIS without the column {' and '.join(missing)}: it cannot say where the trials "
            "are. Download the search results again with every column."
        )
    records: list[Record] = []
    findings: list[ImportFinding] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {field: clean(row[place]) for field, place in at.items() if place < len(row)}
        cells = {field: "" if text.upper() in ("N/A", "NULL") else text for field, text in cells.items()}
        if not any(cells.values()):
            continue
        if not NUMBER.fullmatch(cells.get("trial_id", "")):
            findings.append(
                finding_of_row(file, number, COLUMNS["trial_id"], cells.get("trial_id", ""), "EU CT number")
            )
            continue
        records.append(_of_row(file, number, cells, tuple(field for field in COLUMNS if field not in at)))
        if number % 100 == 0:
            advance(number / len(rows), number)
    if not records:
        raise DataError(f"{file} is a list of EU CTIS without a row that has an EU CT number: it holds no trials.")
    return records, findings


def _of_row(file: str, number: int, cells: Mapping[str, str], absent: tuple[str, ...]) -> Record:
    return Record(
        trial_id=cells["trial_id"],
        file=file,
        row=number,
        detail=DETAIL_OF_CSV,
        title=cells.get("title", ""),
        phases=_phases(cells.get("phases", "")),
        status=status_word(cells.get("status", "")),
        sponsor=cells.get("sponsor", ""),
        enrollment=cells.get("enrollment", ""),
        enrollment_type="ESTIMATED" if cells.get("enrollment") else "",
        start=day_first(cells.get("start", "")),
        completion=day_first(cells.get("completion", "")),
        updated=day_first(cells.get("updated", "")),
        countries=tuple(_located(cells.get("countries", ""))),
        registry=REGISTRY,
        absent=absent,
    )


def _located(text: str) -> Iterator[CountryStatement]:
    """`Germany:Ongoing, recruiting, Austria:Authorised, recruitment pending`: a word before a colon is a country."""
    found = list(re.finditer(r"(?:^|[,;|])\s*([^,;|:]+):", text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    for one, end in zip(found, ends, strict=True):
        yield CountryStatement(one[1].strip(), ctis_status(text[one.end() : end].strip(" ,;|")))
    if not found:
        yield from (CountryStatement(name) for name in re.split(r"\s*[,;|]\s*", text) if name)


def is_headed(names: Sequence[str]) -> bool:
    """Whether a table has the header of the search's CSV."""
    known = {clean(name).casefold() for name in names}
    return "trial number" in known and bool(known & {"overall trial status", "title of the trial"})


def _read_csv(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    rows, findings = rows_of_text(file, content, advance)
    records, remarks = read_table(file, rows, advance)
    return records, findings + remarks


def _is_begun_by(head: bytes) -> bool:
    line = head.splitlines()[0].decode(errors="replace").casefold()
    return not line.startswith("<") and "trial number" in line and "trial" in line.replace("trial number", "", 1)


CTIS_CSV = RegistryFormat("the CSV of a search in EU CTIS", (".csv", ".tsv"), _is_begun_by, _read_csv)
