"""EudraCT: the text that the EU Clinical Trials Register offers, the full details or the summary.

The register keeps a record per country; those of one trial are put together afterwards. A line is `label: value`, in
the full details behind the section's number. A record begins with its EudraCT Number, which no other line does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dualsite.errors import DataError
from dualsite.importers.records import Advance, CountryStatement, ImportFinding, Record, RegistryFormat, clean
from dualsite.importers.registry_words import overall_status, status_word
from dualsite.schema.trial_numbers import elsewhere, number_of, numbers_in

REGISTRY = "EudraCT"
DETAIL_OF_DETAILS, DETAIL_OF_SUMMARY = 1, 0
NUMBER = re.compile(r"(?:19|20)\d\d-\d{6}-\d\d")
BEGIN = re.compile(r"^EudraCT Number\s*:", re.MULTILINE | re.IGNORECASE)

PHASES = {"e.7.1": "Phase 1", "e.7.2": "Phase 2", "e.7.3": "Phase 3", "e.7.4": "Phase 4"}
TEXTS = {
    "title": ("a.3.1", "a.3", "full title"),
    "acronym": ("a.3.2",),
    "sponsor": ("b.1.1", "sponsor name"),
    "start": ("start date", "n. date of competent authority decision"),
    "completion": ("p. date of the global end of the trial", "p. date of the global completion of the trial"),
}
"""Our field by section, in the full details, or by label. The register calls the day of the authority's decision the
start, of the trial and in a country. It does not say when a record was changed last."""

_OUTSIDE = ("outside eu/eea", "3rd")
_SECTION = re.compile(r"([A-Z](?:\.\d+)+)\s")

Facts = dict[str, str]


def read_eudract(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The records of one file in its order, each of one country, or the trials of a summary.

    DataError, naming `file`, when it is not UTF-8 or no record has a number.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise DataError(f"{file} is not UTF-8 (byte {reason.start + 1:,}): download it again.") from reason
    starts = [found.start() for found in BEGIN.finditer(text)]
    records: list[Record] = []
    findings: list[ImportFinding] = []
    for count, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), start=1):
        lines = text[start:end].splitlines()
        facts = _facts(lines)
        number = number_of(facts.get("eudract number", ""))
        if NUMBER.fullmatch(number):
            records.append(_record(file, number, facts, _regions(lines)))
        else:
            message = f"Record {count} of {file} has no EudraCT number: it was not imported."
            findings.append(ImportFinding(file, "", None, "EudraCT Number", number, message))
        advance(end / len(text), count)
    if not records:
        raise DataError(f"{file} begins like a text of EudraCT, but no record in it has a EudraCT number.")
    return records, findings


def _facts(lines: Sequence[str]) -> Facts:
    """The first value of every label, in small letters, and in the full details of every section."""
    facts: Facts = {}
    for line in lines:
        label, colon, value = line.partition(":")
        section = _SECTION.match(line)
        if colon:
            facts.setdefault(section[1].lower() if section else clean(label).casefold(), clean(value))
    return facts


def _record(file: str, number: str, facts: Facts, regions: Sequence[str]) -> Record:
    is_summary = "trial protocol" in facts
    texts = {field: next((facts[key] for key in keys if facts.get(key)), "") for field, keys in TEXTS.items()}
    place, _, _ = facts.get("national competent authority", facts.get("a.1", "")).partition(" - ")
    status = status_word(facts.get("trial status", facts.get("p. end of trial status", "")))
    statements = list(_of_summary(facts["trial protocol"])) if is_summary else []
    sites = facts.get("e.8.4.1", "")
    if not is_summary and place and place.casefold() not in _OUTSIDE:
        sites_there = int(sites) if sites.isascii() and sites.isdigit() and len(sites) < 6 else None
        statements.append(CountryStatement(place, status, sites_there, texts["start"]))
    statements += [CountryStatement(region) for region in regions]
    phases = tuple(phase for key, phase in PHASES.items() if facts.get(key, "").casefold() == "yes")
    return Record(
        trial_id=number,
        file=file,
        row=None,
        detail=DETAIL_OF_SUMMARY if is_summary else DETAIL_OF_DETAILS,
        **texts,  # type: ignore[arg-type]
        phases=phases,
        status=status or overall_status(one.status for one in statements),
        enrollment=facts.get("f.4.2.2", ""),
        enrollment_type="ESTIMATED" if facts.get("f.4.2.2") else "",
        countries=tuple(statements),
        other_ids=elsewhere(number, numbers_in(facts.get("a.5.1", ""), facts.get("a.5.2", ""), facts.get("a.5.3", ""))),
        part="" if is_summary else place,
        registry=REGISTRY,
    )


def _of_summary(text: str) -> Iterator[CountryStatement]:
    """`ES (Ongoing) SE(Completed) 3RD (Ongoing)`: a country's letters, where the trial stands there."""
    for found in re.finditer(r"([A-Z]{2}|3RD|Outside EU/EEA)\s*\(([^)]*)\)", text):
        if found[1].casefold() not in _OUTSIDE:
            yield CountryStatement(found[1], status_word(found[2]))


def _regions(lines: Sequence[str]) -> list[str]:
    """The countries outside the Union that the full details name, a line each."""
    found: list[str] = []
    is_within = False
    for line in lines:
        if line.startswith("E.8.6.3"):
            is_within = True
            found += [line.rpartition(":")[2]]
        elif is_within and (_SECTION.match(line) or not line.strip()):
            break
        elif is_within:
            found.append(line)
    return [name for name in map(clean, found) if name]


EUDRACT = RegistryFormat(
    "the text of EudraCT (a line EudraCT Number:)",
    (),
    lambda head: BEGIN.search(head.decode(errors="replace")) is not None,
    read_eudract,
)
"""Files in folders end in .txt, as AACT's tables do: see `importers.sources`."""
