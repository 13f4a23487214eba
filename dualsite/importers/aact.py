"""AACT: the registry as pipe-separated tables (Clinical Trials Transformation Initiative).

`studies.txt` and `facilities.txt` are needed, with 8 columns or, since September 2024, 10; `countries.txt`,
`sponsors.txt` and `id_information.txt` are used where they are there; its other tables are not. The exporter turns line
ends within a text into `~` and drops doubled quotes (`app/models/util/table_exporter.rb` of
ctti-clinicaltrials/aact).
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from dualsite.errors import DataError, why
from dualsite.importers.clinicaltrials_json import NCT_NUMBER
from dualsite.importers.records import (
    Advance,
    CountryStatement,
    ImportFinding,
    Place,
    Record,
    clean,
    sites_in_words,
)
from dualsite.schema.trial_numbers import elsewhere, numbers_in

DETAIL = 1
TABLES = {
    "studies": ("nct_id", "brief_title", "overall_status", "phase"),
    "facilities": ("nct_id", "status", "name", "city", "zip", "country"),
    "countries": ("nct_id", "name", "removed"),
    "sponsors": ("nct_id", "lead_or_collaborator", "name"),
    "id_information": ("nct_id", "id_value"),
}
"""The tables that are read, with the columns each must have."""
NEEDED = ("studies", "facilities")

Row = Mapping[str, str]
Item = TypeVar("Item")


def read_aact(
    folder: str, tables: Mapping[str, Callable[[], bytes]], advance: Advance
) -> tuple[list[Record], list[ImportFinding]]:
    """The studies of one export, in the order of `studies.txt`.

    `tables` gives the content of each file by its table's name. DataError, naming the file, when a needed one is
    missing or one of them is cut off or not what its name says. Facilities of a study that is not in `studies.txt`
    are counted in a finding.
    """
    for table in NEEDED:
        if table not in tables:
            raise DataError(f"{folder} has no {table}.txt: an AACT import needs studies.txt and facilities.txt.")
    count = _counting(advance)
    places = _grouped(folder, "facilities", tables, _place, count)
    advance(0.5)
    countries = _grouped(folder, "countries", tables, _country, count)
    sponsors = _grouped(folder, "sponsors", tables, _lead_sponsor, count)
    others = _grouped(folder, "id_information", tables, _other_ids, count)
    advance(0.6)
    records: list[Record] = []
    findings: list[ImportFinding] = []
    file = _file(folder, "studies")
    for number, row in _rows(folder, "studies", tables["studies"](), count):
        trial_id = row["nct_id"].upper()
        if not NCT_NUMBER.fullmatch(trial_id):
            message = f"Row {number} of {file} has no NCT number: it was not imported."
            findings.append(ImportFinding(file, "", number, "nct_id", trial_id, message))
            continue
        lead = next((name for name in sponsors.get(trial_id, ()) if name), "")
        sites = tuple(places.get(trial_id, ()))
        stated = tuple(CountryStatement(name) for name in countries.get(trial_id, ()) if name)
        known_as = tuple(dict.fromkeys(other for found in others.get(trial_id, ()) for other in found))
        study = _study(file, number, row, lead, sites, stated)
        records.append(replace(study, other_ids=tuple(other for other in known_as if other != trial_id)))
    if not records:
        raise DataError(f"{file} holds no studies.")
    orphans = set(places) - {record.trial_id for record in records}
    return records, findings + [_orphan(folder, trial_id, len(places[trial_id])) for trial_id in sorted(orphans)]


def _study(
    file: str, number: int, row: Row, lead: str, places: tuple[Place, ...], countries: tuple[CountryStatement, ...]
) -> Record:
    return Record(
        trial_id=row["nct_id"].upper(),
        file=file,
        row=number,
        detail=DETAIL,
        title=row["brief_title"] or row.get("official_title", ""),
        acronym=row.get("acronym", ""),
        phases=(row["phase"],),
        status=row["overall_status"],
        last_known_status=row.get("last_known_status", ""),
        sponsor=lead or row.get("source", ""),
        enrollment=row.get("enrollment", ""),
        enrollment_type=row.get("enrollment_type", ""),
        # Where the registry states a month, older exports fill in its last day: the text keeps what was stated.
        start=row.get("start_month_year", "") or row.get("start_date", ""),
        primary_completion=row.get("primary_completion_month_year", "") or row.get("primary_completion_date", ""),
        completion=row.get("completion_month_year", "") or row.get("completion_date", ""),
        updated=row.get("last_update_posted_date", ""),
        places=places,
        countries=countries,
    )


def _place(row: Row) -> Place:
    return Place(
        country=row["country"],
        city=row["city"],
        facility=row["name"],
        zip=row["zip"],
        status=row["status"],
        latitude=_number(row.get("latitude", "")),
        longitude=_number(row.get("longitude", "")),
    )


def _country(row: Row) -> str:
    """The country's name, or "" for one the study has left."""
    return "" if row["removed"].lower() in ("t", "true") else row["name"]


def _other_ids(row: Row) -> tuple[str, ...]:
    numbers = numbers_in(row["id_value"])
    return numbers if row.get("id_type") == "nct_alias" else elsewhere(row["nct_id"].upper(), numbers)


def _lead_sponsor(row: Row) -> str:
    return row["name"] if row["lead_or_collaborator"].lower() == "lead" else ""


def _grouped(
    folder: str,
    table: str,
    tables: Mapping[str, Callable[[], bytes]],
    read: Callable[[Row], Item],
    count: Callable[[], None],
) -> Mapping[str, list[Item]]:
    """What a table says of each study, in its order; nothing where the export does not hold the table."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    if table in tables:
        for _, row in _rows(folder, table, tables[table](), count):
            found[row["nct_id"].upper()].append(read(row))
    return found


def _counting(advance: Advance) -> Callable[[], None]:
    """What is called for every row of every table, and tells how many there are so far."""
    rows = itertools.count(1)

    def count() -> None:
        number = next(rows)
        if number % 1000 == 0:
            advance(0.0, number)

    return count


def _rows(folder: str, table: str, content: bytes, count: Callable[[], None]) -> Iterator[tuple[int, Row]]:
    """The rows of one file with their numbers as a person counts them (header = row 1); each is counted."""
    file = _file(folder, table)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    try:
        rows = csv.reader(lines, delimiter="|", strict=True)
        header = [name.strip().lower() for name in next(rows, [])]
        missing = [name for name in TABLES[table] if name not in header]
        if missing:
            raise DataError(f"{file} has no column {', '.join(missing)}: it is not AACT's {table}.txt.")
        for number, row in enumerate(rows, start=2):
            if len(row) != len(header):
                raise DataError(
                    f"{file} has {len(row)} columns in row {number}, not the {len(header)} of row 1: "
                    "it may have been cut off; download it again."
                )
            count()
            yield number, {name: clean(cell.replace("~", " ")) for name, cell in zip(header, row, strict=True)}
    except UnicodeDecodeError as reason:
        raise DataError(f"{file} is not UTF-8: save it as UTF-8.") from reason
    except csv.Error as reason:
        raise DataError(
            f"{file} cannot be read ({why(reason)}): it may have been cut off; download it again."
        ) from reason


def _file(folder: str, table: str) -> str:
    return f"{folder}/{table}.txt" if folder else f"{table}.txt"


def _orphan(folder: str, trial_id: str, sites: int) -> ImportFinding:
    file = _file(folder, "facilities")
    message = f"{file} has {sites_in_words(sites)} of {trial_id}, which is not in studies.txt: they were not imported."
    return ImportFinding(file, trial_id, None, "nct_id", trial_id, message, sites=sites)


def _number(text: str) -> float | None:
    """A coordinate; NaN, which no place has, for a text that is no number."""
    try:
        return float(text) if text else None
    except ValueError:
        return float("nan")
