"""Registry records → the tables `trials`, `trial_countries` and `trial_sites`, and what is not in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from dualsite.errors import DataError, InputError
from dualsite.importers.aact import read_aact
from dualsite.importers.archives import BEGINNINGS
from dualsite.importers.clinicaltrials_csv import CSV
from dualsite.importers.clinicaltrials_json import JSON
from dualsite.importers.records import Advance, ImportFinding, ImportRefusal, Record, sites_in_words
from dualsite.importers.rows import rows_of
from dualsite.importers.sources import ARCHIVE, TABLE, File, NamedBytes, listed
from dualsite.importers.trial_row import Row
from dualsite.importers.vocabulary import registry_day
from dualsite.schema import TABLES

FORMATS = (
    JSON,
    CSV,
)
"""What is read, beside the tables of AACT: a file is of the first format that knows its beginning."""

SUFFIXES = tuple(suffix for read in FORMATS for suffix in read.suffixes)

UPLOADED = (*SUFFIXES, TABLE, ARCHIVE)
"""How the names of files end that may be handed in one by one."""

TRIAL_TABLES = ("trials", "trial_countries", "trial_sites")
"""The tables an import fills, in the order in which they refer to each other."""

Progress = Callable[[float, str], None]
"""Told the share that is done, from 0 to 1 and never falling, and what is being read."""

_KINDS = {"text": "str", "day": "datetime64[s]", "number": "float64", "count": "Int64", "flag": "boolean"}


@dataclass(frozen=True, eq=False)
class Import:
    """What the sources hold, as our tables: the columns of the contract in its order, rows in code point order.

    `findings` is what the tables do not hold as the files state it, `refusals` the files that were not imported at
    all: a caller shows both, and treats any refusal as a failure.
    """

    trials: pd.DataFrame
    trial_countries: pd.DataFrame
    trial_sites: pd.DataFrame
    findings: tuple[ImportFinding, ...]
    refusals: tuple[ImportRefusal, ...]

    def table(self, name: str) -> pd.DataFrame:
        """The table called `name`, one of `TRIAL_TABLES`."""
        return {"trials": self.trials, "trial_countries": self.trial_countries, "trial_sites": self.trial_sites}[name]


def read_trials(
    sources: Sequence[Path | NamedBytes],
    *,
    partner_id: str,
    product_id: str | None,
    progress: Progress | None = None,
) -> Import:
    """The clinical trials in files, folders and zip archives of ClinicalTrials.gov or AACT, for one client.

    Of several copies of a study the one updated last is kept. Rows carry no `source_id` and are INTERNAL: a PUBLIC
    row needs a row of `sources`, which is for a person to write. The same sources give equal tables.

    A file that cannot be used does not stop the others. DataError, with a line for each file, when none could be
    used; InputError when there is no source, no client, or no such path.
    """
    report = progress or (lambda _share, _what: None)
    if not sources:
        raise InputError("No file to import was named: name at least one file, folder or zip archive.")
    if not partner_id.strip() or (product_id is not None and not product_id.strip()):
        raise InputError("An import is for one client: name the partner_id, and a product_id that is not empty.")
    with listed(sources, SUFFIXES) as listing:
        records: list[Record] = []
        findings, refusals = list(listing.findings), list(listing.refusals)
        units = _units(listing.files)
        done, total = 0, sum(size for _, size, _ in units) or 1
        for name, size, read in units:
            advance = partial(_report_part, report, name, done / total, size / total)
            advance(0.0)
            try:
                found, remarks = read(advance)
            except DataError as refused:
                refusals.append(ImportRefusal(name, str(refused)))
            else:
                records += found
                findings += remarks
            done += size
    if refusals and not records and len(refusals) == len(units) + len(listing.refusals):
        raise DataError("\n".join(refusal.message for refusal in refusals))
    report(0.95, "tables")
    latest, superseded = _latest(records)
    rows = rows_of(latest, partner_id.strip(), product_id and product_id.strip())
    result = Import(
        trials=_frame("trials", rows.trials),
        trial_countries=_frame("trial_countries", rows.trial_countries),
        trial_sites=_frame("trial_sites", rows.trial_sites),
        findings=(*findings, *superseded, *rows.findings),
        refusals=tuple(refusals),
    )
    report(1.0, "tables")
    return result


Unit = tuple[str, int, Callable[[Advance], tuple[list[Record], list[ImportFinding]]]]


def _units(files: Sequence[File]) -> list[Unit]:
    """What is read in one go, with its name and size: a file, or the tables of one AACT export."""
    units: list[Unit] = []
    exports: defaultdict[str, list[File]] = defaultdict(list)
    for file in files:
        if file.aact_table in {table.aact_table for table in exports[file.folder] if file.aact_table}:
            units.append((file.name, file.size, partial(_refuse_second, file)))
        elif file.aact_table:
            exports[file.folder].append(file)
        else:
            units.append((file.name, file.size, partial(_read, file)))
    for folder, tables in ((folder, tables) for folder, tables in exports.items() if tables):
        name = "" if folder == "." else folder
        contents = {table.aact_table: table.content for table in tables if table.aact_table}
        units.append((name or "AACT", sum(table.size for table in tables), partial(read_aact, name, contents)))
    return units


def _refuse_second(file: File, _advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    raise DataError(f"{file.name} is given twice: import one AACT export at a time, or each in its own folder.")


def _read(file: File, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The studies of one file, which is what its content says, not its name."""
    content = file.content()
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise DataError(f"{file.name} is empty.")
    if head.startswith(BEGINNINGS):
        raise DataError(f"{file.name} is an archive inside an archive, which is not opened: unpack it first.")
    for known in FORMATS:
        if known.is_begun_by(head):
            return known.read(file.name, content, advance)
    if head[:1] == b"<":
        raise DataError(f"{file.name} is a web page or XML: download the studies as JSON or CSV.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{file.name} is not UTF-8 but UTF-16: save it as UTF-8.")
    names = " nor ".join(known.name for known in FORMATS)
    raise DataError(f"{file.name} is neither {names} nor a table of AACT: it holds no studies.")


def _report_part(report: Progress, name: str, before: float, share: float, part: float) -> None:
    report(0.95 * (before + share * part), name)


def _latest(records: Iterable[Record]) -> tuple[list[Record], list[ImportFinding]]:
    """One record of each study, by number: the last updated, then last copied, then most detailed, then last given."""
    copies: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        copies[record.trial_id].append(record)
    latest: list[Record] = []
    findings: list[ImportFinding] = []
    for trial_id in sorted(copies):
        *older, kept = sorted(copies[trial_id], key=_recency)
        latest.append(kept)
        for record in older:
            message = (
                f"{trial_id} is in the sources more than once: the copy in {kept.file} is used, "
                f"the one in {record.file} with {sites_in_words(len(record.places))} is not."
            )
            findings.append(
                ImportFinding(record.file, trial_id, record.row, "", record.updated, message, sites=len(record.places))
            )
    return latest, findings


def _recency(record: Record) -> tuple[date, date, int]:
    updated, snapshot = registry_day(record.updated), registry_day(record.snapshot)
    return updated.on if updated else date.min, snapshot.on if snapshot else date.min, record.detail


def _frame(name: str, rows: list[Row]) -> pd.DataFrame:
    """The rows of one table, typed, with every column of the contract."""
    columns = TABLES[name].columns
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({column.name: _KINDS[column.kind] for column in columns.values()})
