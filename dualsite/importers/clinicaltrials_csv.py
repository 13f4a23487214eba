"""The website's CSV download, of today and of before 2023, and the pages of the API's `format=csv`.

Any subset of its columns will do that holds NCT Number and Locations. It has no site status and no coordinates.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence

from dualsite.errors import DataError
from dualsite.i18n import tellable
from dualsite.importers.clinicaltrials_json import NCT_NUMBER
from dualsite.importers.delimited import rows_of_text
from dualsite.importers.locations import read_locations
from dualsite.importers.records import Advance, ImportFinding, Record, RegistryFormat, clean, finding_of_row
from dualsite.schema.trial_numbers import elsewhere, numbers_in

DETAIL = 0

COLUMNS = {
    "trial_id": ("NCT Number",),
    "places": ("Locations",),
    "title": ("Study Title", "Title"),
    "status": ("Study Status", "Status"),
    "phases": ("Phases",),
    "sponsor": ("Sponsor", "Sponsor/Collaborators"),
    "acronym": ("Acronym",),
    "enrollment": ("Enrollment",),
    "start": ("Start Date",),
    "primary_completion": ("Primary Completion Date",),
    "completion": ("Completion Date",),
    "updated": ("Last Update Posted",),
    "other_ids": ("Other IDs",),
}
"""Our field for each column, by its name today and, last, its name before 2023."""

TODAY = next(
    csv.reader(
        [
            "NCT Number,Study Title,Study URL,Acronym,Study Status,Brief Summary,Study Results,Conditions,"
            "Interventions,Primary Outcome Measures,Secondary Outcome Measures,Other Outcome Measures,Sponsor,"
            "Collaborators,Sex,Age,Phases,Enrollment,Funder Type,Study Type,Study Design,Other IDs,Start Date,"
            "Primary Completion Date,Completion Date,First Posted,Results First Posted,Last Update Posted,Locations,"
            "Study Documents"
        ]
    )
)
"""The full download's header: pages of the API after the first come without it."""

WITHOUT_SUMMARY = [name for name in TODAY if name != "Brief Summary"]


def read_table(file: str, rows: Sequence[Sequence[str]], advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The studies of one table in its order, and a finding for each row or column that could not be used.

    DataError, naming `file`, when it is cut off, or lacks NCT Number or Locations.
    """
    columns, first = _columns(file, rows[0])
    records: list[Record] = []
    findings = _absent(file, columns)
    sites = 0
    for number, row in enumerate(rows[first:], start=first + 1):
        if not any(row):
            continue
        if len(row) != len(rows[0]):
            raise DataError(
                f"{file} has {len(row)} columns in row {number}, not the {len(rows[0])} of row 1: "
                "it may have been cut off; download it again."
            )
        record = _record(file, number, row, columns)
        if record:
            records.append(record)
            sites += len(record.places)
        else:
            found = clean(row[columns["trial_id"]])
            findings.append(finding_of_row(file, number, "NCT Number", found, "NCT number"))
        if number % 100 == 0:
            advance(number / len(rows), number + sites)
    if not records and len(rows) > first:
        raise DataError(f"{file} has no row with an NCT number: it holds no studies.")
    return records, findings


def is_headed(names: Sequence[str]) -> bool:
    """Whether a table begins with a header of the registry's CSV, or is a later page of it."""
    known = [clean(name).casefold() for name in names]
    return "nct number" in known or bool(known and NCT_NUMBER.fullmatch(known[0].upper()))


def _read_csv(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    rows, findings = rows_of_text(file, content, advance)
    records, remarks = read_table(file, rows, advance)
    return records, findings + remarks


def _is_begun_by(head: bytes) -> bool:
    """By the first line of the registry's CSV: whole, a part of it, or a later page of it."""
    line = head.splitlines()[0].decode(errors="replace")
    if line.startswith("<"):  # a page of the registry, which names the column too
        return False
    return "nct number" in line.casefold() or bool(NCT_NUMBER.match(line.lstrip('"')))


def _columns(file: str, header: Sequence[str]) -> tuple[Mapping[str, int], int]:
    """Where each of our fields stands, and how many rows the header takes (0 in a later page of the API)."""
    names = [clean(name).casefold() for name in header]
    lines = 1
    if header and NCT_NUMBER.fullmatch(clean(header[0])):
        known = {len(TODAY): TODAY, len(WITHOUT_SUMMARY): WITHOUT_SUMMARY}.get(len(header))
        if not known:
            raise DataError(f"{file} has no header row: download it with its header.")
        names, lines = [name.casefold() for name in known], 0
    columns = {
        field: names.index(name.casefold())
        for field, spellings in COLUMNS.items()
        for name in spellings
        if name.casefold() in names
    }
    missing = [COLUMNS[field][0] for field in ("trial_id", "places") if field not in columns]
    if missing:
        raise DataError(
            f"{file} has no column {' and no column '.join(missing)}: it cannot say where the trials are. "
            "Tick NCT Number and Locations when downloading."
        )
    return columns, lines


def _absent(file: str, columns: Mapping[str, int]) -> list[ImportFinding]:
    instead = {
        "title": tellable("the NCT number"),
        "status": tellable("UNKNOWN (in their countries ACTIVE)"),
        "phases": "NA",
        "sponsor": tellable("Not stated"),
    }
    return [
        ImportFinding(
            file,
            "",
            None,
            COLUMNS[field][0],
            "",
            f"{file} has no column {COLUMNS[field][0]}: its trials have {value} instead.",
        )
        for field, value in instead.items()
        if field not in columns
    ]


def _record(file: str, number: int, row: Sequence[str], columns: Mapping[str, int]) -> Record | None:
    cells = {field: clean(row[at]) for field, at in columns.items()}
    trial_id = cells.pop("trial_id").upper()
    if not NCT_NUMBER.fullmatch(trial_id):
        return None
    phases = tuple(filter(None, re.split(r"[|,]", cells.pop("phases", ""))))
    # The old site lists collaborators in the same cell, after the sponsor.
    sponsor = cells.pop("sponsor", "").split("|")[0].strip()
    places = tuple(read_locations(cells.pop("places")))
    other_ids = elsewhere(trial_id, numbers_in(cells.pop("other_ids", "")))
    return Record(
        trial_id,
        file,
        number,
        DETAIL,
        **cells,  # type: ignore[arg-type]
        phases=phases,
        sponsor=sponsor,
        places=places,
        other_ids=other_ids,
        absent=tuple(field for field in COLUMNS if field not in columns),
    )


CSV = RegistryFormat("CSV of ClinicalTrials.gov (a column NCT Number)", (".csv", ".tsv"), _is_begun_by, _read_csv)
