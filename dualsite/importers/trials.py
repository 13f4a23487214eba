"""Registry records → the tables of trials, and what is not in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from dualsite.archives import BEGINNINGS, GZIP
from dualsite.errors import DataError, InputError
from dualsite.i18n import tellable
from dualsite.importers.aact import read_aact
from dualsite.importers.clinicaltrials_csv import CSV
from dualsite.importers.ctis import CTIS_CSV
from dualsite.importers.eudract import EUDRACT
from dualsite.importers.ictrp import ICTRP_CSV, ICTRP_XML
from dualsite.importers.isrctn import ISRCTN
from dualsite.importers.joined import joined
from dualsite.importers.kinds import refusal
from dualsite.importers.limits import OF_NAMED_FILES, ImportLimitError, Limits, check_things
from dualsite.importers.records import Advance, ImportFinding, ImportRefusal, Record
from dualsite.importers.registry_json import JSON
from dualsite.importers.rows import Rows, rows_of
from dualsite.importers.sources import ARCHIVE, PACKED, TABLE, File, NamedBytes, listed
from dualsite.importers.trial_row import Row
from dualsite.importers.workbook import WORKBOOK
from dualsite.schema import TABLES

FORMATS = (
    JSON,
    CSV,
    CTIS_CSV,
    ICTRP_CSV,
    ICTRP_XML,
    ISRCTN,
    EUDRACT,
    WORKBOOK,
)
"""What is read, beside the tables of AACT: a file is of the first format that knows its beginning."""

SUFFIXES = tuple(dict.fromkeys(suffix for read in FORMATS for suffix in read.suffixes))

UPLOADED = (*SUFFIXES, TABLE, ARCHIVE, PACKED)
"""How the names of files end that may be handed in one by one."""

TRIAL_TABLES = ("trials", "trial_ids", "trial_countries", "trial_sites")
"""The tables an import fills, in the order in which they refer to each other."""

Progress = Callable[[float, str], None]
"""Told the share that is done, from 0 to 1 and never falling, and what is being read."""

_MOST_SAID = 20
"""Files that are named when none could be used."""

_KINDS = {"text": "str", "day": "datetime64[s]", "number": "float64", "count": "Int64", "flag": "boolean"}


@dataclass(frozen=True, eq=False)
class Import:
    """What the sources hold, as our tables: the columns of the contract in its order, rows in code point order.

    `findings` is what the tables do not hold as the files state it, `refusals` the files that were not imported at
    all: a caller shows both, and treats any refusal as a failure.
    """

    trials: pd.DataFrame
    trial_ids: pd.DataFrame
    trial_countries: pd.DataFrame
    trial_sites: pd.DataFrame
    findings: tuple[ImportFinding, ...]
    refusals: tuple[ImportRefusal, ...]

    def table(self, name: str) -> pd.DataFrame:
        """The table called `name`, one of `TRIAL_TABLES`."""
        return {
            "trials": self.trials,
            "trial_ids": self.trial_ids,
            "trial_countries": self.trial_countries,
            "trial_sites": self.trial_sites,
        }[name]


def read_trials(
    sources: Sequence[Path | NamedBytes],
    *,
    partner_id: str,
    product_id: str | None,
    progress: Progress | None = None,
    limits: Limits = OF_NAMED_FILES,
) -> Import:
    """The clinical trials in files, folders and zip archives of registries or AACT, for one client.

    Read in this process, within all limits but those on memory and time: `importers.apart` holds these too.

    Of several copies of a study the one updated last is kept; a trial known by several numbers is one trial
    (`importers.joined`). Rows carry no `source_id` and are INTERNAL: a PUBLIC
    row needs a row of `sources`, which is for a person to write. The same sources give equal tables.

    A file that cannot be used does not stop the others. DataError, with a line for each file, when none could be
    used, ImportLimitError when they are too much; InputError when there is no source, no client, or no such path.
    """
    return import_of(read_rows(sources, partner_id, product_id, progress or (lambda _share, _what: None), limits))


@dataclass(frozen=True)
class Found:
    """What the sources hold, before it becomes tables."""

    rows: Rows
    findings: Sequence[ImportFinding]
    refusals: Sequence[ImportRefusal]


def import_of(found: Found) -> Import:
    """What was found, as tables."""
    return Import(
        trials=_frame("trials", found.rows.trials),
        trial_ids=_frame("trial_ids", found.rows.trial_ids),
        trial_countries=_frame("trial_countries", found.rows.trial_countries),
        trial_sites=_frame("trial_sites", found.rows.trial_sites),
        findings=(*found.findings, *found.rows.findings),
        refusals=tuple(found.refusals),
    )


def read_rows(
    sources: Sequence[Path | NamedBytes], partner_id: str, product_id: str | None, report: Progress, limits: Limits
) -> Found:
    """What `read_trials` makes tables of."""
    if not sources:
        raise InputError("No file to import was named: name at least one file, folder or zip archive.")
    if not partner_id.strip() or (product_id is not None and not product_id.strip()):
        raise InputError("An import is for one client: name the partner_id, and a product_id that is not empty.")
    with listed(sources, SUFFIXES, limits) as listing:
        records: list[Record] = []
        findings, refusals = list(listing.findings), list(listing.refusals)
        units = _units(listing.files)
        done, total, things = 0, sum(size for _, size, _ in units) or 1, 0
        for name, size, read in units:
            advance = _advance(report, limits, name, (done / total, size / total), things)
            advance(0.0)
            try:
                found, remarks = read(advance)
            except ImportLimitError:
                raise
            except DataError as refused:
                refusals.append(ImportRefusal(name, refused.in_english))
            else:
                records += found
                findings += remarks
                things += sum(1 + len(record.places) for record in found) + len(remarks)
            done += size
            check_things(limits, name, things + len(refusals))
    if refusals and not records and len(refusals) == len(units) + len(listing.refusals):
        said, more = [refusal.message for refusal in refusals[:_MOST_SAID]], len(refusals) - _MOST_SAID
        said += [tellable(f"{more:,} more files were not read either.")] if more > 0 else []
        raise DataError("\n".join(said))
    report(0.95, "tables")
    trials, left = joined(records)
    rows = rows_of(trials, partner_id.strip(), product_id and product_id.strip())
    report(1.0, "tables")
    return Found(rows, (*findings, *left), refusals)


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
    if head.startswith((*BEGINNINGS, GZIP)) and not file.is_workbook:
        raise DataError(f"{file.name} is an archive inside an archive, which is not opened: unpack it first.")
    for known in FORMATS:
        if known.is_begun_by(head):
            return known.read(file.name, content, advance)
    said = refusal(file.name, head)
    if said:
        raise DataError(said)
    names = ", ".join(known.name for known in FORMATS)
    raise DataError(f"{file.name} holds no studies: it is none of {names}, and no table of AACT.")


def _advance(report: Progress, limits: Limits, name: str, place: tuple[float, float], before: int) -> Advance:
    """What the reader of one file tells of its progress: `place` is where its share begins, and how large it is."""
    furthest = 0.0

    def advance(part: float, so_far: int = 0, /) -> None:
        nonlocal furthest
        check_things(limits, name, before + so_far)
        furthest = max(furthest, part)
        report(0.95 * (place[0] + place[1] * furthest), name)

    return advance


def _frame(name: str, rows: list[Row]) -> pd.DataFrame:
    """The rows of one table, typed, with every column of the contract."""
    columns = TABLES[name].columns
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({column.name: _KINDS[column.kind] for column in columns.values()})
