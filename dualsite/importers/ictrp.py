"""WHO ICTRP: the XML and the CSV of its search, in which the trials of jRCT, CRIS and every other registry stand too.

A trial is called there by the number of its own registry, with a prefix for those of Japan and of the Union. Days are
written as each registry writes them: a day whose order could be either is a finding, and no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from dualsite.errors import DataError
from dualsite.importers.countries import country_length, is_country
from dualsite.importers.delimited import rows_of_text
from dualsite.importers.records import (
    Advance,
    CountryStatement,
    ImportFinding,
    Record,
    RegistryFormat,
    clean,
    finding_of_row,
)
from dualsite.importers.registry_words import day_first, either_order, month_first, status_word
from dualsite.importers.xml_nodes import elements, root_of
from dualsite.schema.trial_numbers import elsewhere, number_of, numbers_in, registry_of

DETAIL = 0
ROOT, ELEMENT = "Trials_downloaded_from_ICTRP", "Trial"
NEEDED = "trialid"

DAY_FIRST = frozenset(("EudraCT", "CTIS", "ISRCTN", "ANZCTR", "CTRI", "DRKS", "NL-OMON"))
"""Registries of which ICTRP gives days with slashes day first."""

_NOTHING = frozenset(("none", "nil", "not applicable", "n/a", "not available", "null", "."))


def read_xml(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The trials of one file in its order. DataError, naming `file`, when it is cut off or holds none."""
    records: list[Record] = []
    findings: list[ImportFinding] = []
    for count, (share, trial) in enumerate(elements(file, content, ELEMENT), start=1):
        facts = {_key(node.name): clean(node.text) for node in reversed(trial.children)}
        if facts.get(NEEDED):
            records.append(_record(file, None, facts))
        else:
            message = f"Trial {count} of {file} has no TrialID: it was not imported."
            findings.append(ImportFinding(file, "", None, "TrialID", "", message))
        advance(share, count)
    if not records and findings:
        raise DataError(f"{file} is XML of ICTRP in which no trial has a TrialID: export it again.")
    if not records:
        findings.append(ImportFinding(file, "", None, ELEMENT, "", f"{file} holds no trials: the search had no hits."))
    return records, findings


def read_table(file: str, rows: Sequence[Sequence[str]], advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The trials of one table, a trial a row, in its order. DataError, naming `file`, when none has a number."""
    names = [_key(name) for name in rows[0]]
    records: list[Record] = []
    findings: list[ImportFinding] = []
    for number, row in enumerate(rows[1:], start=2):
        facts = {name: clean(cell) for name, cell in reversed(list(zip(names, row, strict=False)))}
        if not any(facts.values()):
            continue
        if facts.get(NEEDED):
            records.append(_record(file, number, facts))
        else:
            findings.append(finding_of_row(file, number, "TrialID", "", "TrialID"))
        if number % 100 == 0:
            advance(number / len(rows), number)
    if not records and len(rows) > 1:
        raise DataError(f"{file} is a list of ICTRP in which no row has a TrialID: export it again.")
    return records, findings


def _record(file: str, row: int | None, facts: Mapping[str, str]) -> Record:
    facts = {name: "" if text.casefold() in _NOTHING else text for name, text in facts.items()}
    trial_id = number_of(facts[NEEDED])
    said = (facts.get(name, "") for name in ("secondaryid", "secondaryids", "otherrecords", "bridgeid", "webaddress"))
    state = re.fullmatch(r"EUCTR.+-([A-Z]{2})", facts[NEEDED])
    status = status_word(facts.get("recruitmentstatus", ""))
    return Record(
        trial_id=trial_id,
        file=file,
        row=row,
        detail=DETAIL,
        title=facts.get("publictitle") or facts.get("scientifictitle", ""),
        acronym=facts.get("acronym", ""),
        phases=(facts.get("phase", ""),),
        status=status,
        sponsor=facts.get("primarysponsor", ""),
        enrollment=_participants(facts.get("targetsize", "")),
        enrollment_type="ESTIMATED" if facts.get("targetsize") else "",
        start=_day(trial_id, facts.get("dateenrollement") or facts.get("dateenrollment", "")),
        updated=facts.get("lastrefreshedon", ""),
        snapshot=month_first(facts.get("exportdate", "")),
        countries=tuple(CountryStatement(name) for name in country_names(facts.get("countries", ""))),
        other_ids=elsewhere(trial_id, numbers_in(*said)),
        part=state[1] if state else "",
        registry="WHO ICTRP",
    )


def country_names(text: str) -> Iterable[str]:
    """The countries of one text, each once: semicolons separate them, commas where what is between is no country."""
    found: dict[str, None] = {}
    for piece in filter(None, (clean(piece) for piece in re.split(r"[;|\n]", text))):
        if is_country(piece):
            found[piece] = None
            continue
        parts = [part.strip() for part in piece.split(",")]
        names: list[str] = []
        while parts:
            length = country_length(parts) or 1
            names.insert(0, ", ".join(parts[-length:]))
            del parts[-length:]
        found |= dict.fromkeys(names if any(map(is_country, names)) else [piece])
    return found


def _participants(text: str) -> str:
    """`120`, or the sum of what is planned for each group: `arm A:49;arm B:51;`."""
    groups = re.findall(r":\s*(\d+)\s*(?:;|$)", text)
    return str(sum(map(int, groups))) if groups else text


def _day(trial_id: str, text: str) -> str:
    if registry_of(trial_id) in DAY_FIRST:
        return day_first(text)
    return either_order(text)


def _key(name: str) -> str:
    """`Date_registration3` and `Date registration` are one name."""
    return re.sub(r"[^a-z]", "", name.casefold())


def is_headed(names: Sequence[str]) -> bool:
    """Whether a table has the header of ICTRP's CSV."""
    known = {_key(name) for name in names}
    return NEEDED in known and bool(known & {"publictitle", "scientifictitle", "recruitmentstatus", "countries"})


def _read_csv(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    rows, findings = rows_of_text(file, content, advance)
    records, remarks = read_table(file, rows, advance)
    return records, findings + remarks


ICTRP_XML = RegistryFormat("XML of WHO ICTRP", (".xml",), lambda head: root_of(head) == ROOT, read_xml)
ICTRP_CSV = RegistryFormat(
    "CSV of WHO ICTRP (a column TrialID)",
    (".csv", ".tsv"),
    lambda head: is_headed(re.split(r"[,;\t]", head.splitlines()[0].decode(errors="replace").replace('"', ""))),
    _read_csv,
)
