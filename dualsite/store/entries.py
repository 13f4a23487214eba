"""What the names in a data folder say: which table an entry holds and in which form, or why it is not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from dualsite.i18n import tellable
from dualsite.schema import TABLES
from dualsite.schema.likeness import bare, nearest
from dualsite.store.findings import Finding, finding
from dualsite.workbooks import WORKBOOKS

DATASET = "dataset.toml"
READY = "_READY"
MANIFEST = "_MANIFEST.json"
CONTROLS = (READY, MANIFEST)
"""What says that a delivery is complete."""

SCENARIOS = "scenarios"
"""The folder of scenarios, which lie beside the tables and are read by `dualsite.scenarios`."""

SLOT_QUESTIONS = "slot-questions"
"""The folder of slot questions that people have saved, read by `dualsite.planning.saved`."""

PACKS = "packs"
"""The folder of board packs, read by `dualsite.exports.packs`."""

PARQUET = ".parquet"
TABLE_FILES = (".csv", ".csv.gz", ".csv.zst", PARQUET)
"""The endings of files that hold a table, in any case."""

NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""What stands in a partition's name where the column is empty."""

_OF_THE_MACHINE = ("thumbs.db", "desktop.ini")
_WORDS = ("readme", "license", "licence", "changes")

LAKES: Mapping[str, str] = {"_delta_log": "Delta", "metadata": "Iceberg", ".hoodie": "Hudi"}
"""The kinds of table folders whose files hold deleted and replaced rows too, by the folder that each has within."""

_OF_A_COPY = re.compile(r"([ _\-.]*(\(\d+\)|copy|copie|kopie|final|new|neu|export|v?\d[\d_\-. ]*|사본|コピー))+$")
"""What a name ends with that a copy or a dated export was given."""

_UNFINISHED = "_temporary"
"""What Spark keeps in a folder until all parts are written."""


@dataclass(frozen=True, order=True)
class Unread:
    """An entry of the folder that is not read, and why."""

    name: str
    table: str
    """The table it looks like; else its name without endings."""
    problem: str
    is_loss: bool
    """Whether a table is missing or incomplete for it, which is an error; else it is merely something else."""

    def finding(self) -> Finding:
        return finding("E14" if self.is_loss else "W01", self.table, self.problem)


def is_passed_over(name: str) -> bool:
    """Whether an entry is none of the delivery: hidden, of the system or an editor, or words for people."""
    folded = name.casefold()
    is_of_the_machine = folded.startswith((".", "~$")) or folded in _OF_THE_MACHINE
    return is_of_the_machine or folded.split(".")[0] in _WORDS or folded.endswith(".md")


def table_of(name: str) -> str | None:
    """The table that an entry of the folder, or a part within one, holds by its name; None when it holds none."""
    top = PurePosixPath(name).parts[0].casefold()
    ending = next((one for one in sorted(TABLE_FILES, key=len, reverse=True) if top.endswith(one)), "")
    stem = top.removesuffix(ending)
    return stem if stem in TABLES and (ending or "." not in top) else None


def is_table_file(name: str) -> bool:
    """Whether a file holds a table, by its name."""
    return name.casefold().endswith(TABLE_FILES) and table_of(name) is not None


def is_workbook(name: str) -> bool:
    """Whether a file is an Excel workbook, by its name; its sheets say which tables it holds."""
    return name.casefold().endswith(WORKBOOKS)


def is_dataset(name: str) -> bool:
    """Whether an entry is the file that names the data set, as some systems spell it."""
    return name.casefold() in (DATASET, f"{DATASET}.txt")


def looks_like(name: str) -> str:
    """The table that the first part of a name says, else that part: what a finding of an unread entry is about."""
    stem = name.split(".")[0]
    return stem.casefold() if stem.casefold() in TABLES else stem


def why_unread(name: str, read: Mapping[str, str], *, is_folder: bool = False) -> Unread:
    """Why an entry is not read. `read`: a file that is read, by its table."""
    stem = looks_like(name)
    if stem in TABLES:
        if stem in read:
            return Unread(name, stem, f"{name} was not read; {read[stem]} was", is_loss=False)
        ending = name[len(stem) :].casefold()
        if any(ending.startswith(f"{known}.") for known in TABLE_FILES):
            right = name[: len(stem)] + next(known for known in TABLE_FILES if ending.startswith(f"{known}."))
            return Unread(name, stem, f"{name} was not read for its last ending; rename it to {right}", is_loss=True)
        how = tellable("save it as CSV UTF-8 (.csv, also .csv.gz or .csv.zst), as Parquet or as a workbook (.xlsx)")
        return Unread(name, stem, f"{name} was not read: no table is read from {ending or 'it'}; {how}", is_loss=True)
    folded = name.casefold()
    if is_dataset(name) or (DATASET not in read and nearest(folded, [DATASET], least=85)):
        if DATASET in read:
            return Unread(name, "dataset", f"{name} was not read; {read[DATASET]} was", is_loss=False)
        return Unread(name, "dataset", f"{name} was not read; rename it to {DATASET}", is_loss=True)
    own = next((one for one in TABLE_FILES if folded.endswith(one)), "")
    copied = _copy_of(folded.removesuffix(own))
    if copied is not None and own and not is_folder:
        if copied in read:
            return Unread(name, copied, f"{name} was not read; {read[copied]} was", is_loss=False)
        return Unread(name, copied, f"{name} was not read; rename it to {copied}{own}", is_loss=True)
    near = copied or nearest(folded.removesuffix(own), TABLES, least=60)
    hint = tellable(f"; did you mean {near}?") if near else ""
    if is_folder:
        hint = hint or tellable("; tables lie in the data folder itself")
        return Unread(name, stem, f"the folder {name} is not a table of the contract and was not read{hint}", False)
    subject = name[: len(name) - len(own)] if own else stem
    return Unread(name, subject, f"{name} is not a table of the contract and was not read{hint}", is_loss=False)


def _copy_of(stem: str) -> str | None:
    """The table whose name a file has but for signs, the ending of a copy, or the plural; None for others."""
    plain = bare(_OF_A_COPY.sub("", stem))
    return next((table for table in TABLES if bare(table) in (plain, f"{plain}s", f"{plain}es")), None)


def why_unread_part(name: str, *, is_folder: bool) -> Unread | None:
    """Why something in the folder of a table is not read as a part of it; None when it is passed over."""
    place = PurePosixPath(name)
    table = table_of(name) or place.parts[0]
    if is_folder and place.name in LAKES:
        kind = LAKES[place.name]
        problem = (
            f"{place.parts[0]} is a {kind} table, whose files hold deleted and replaced rows too; write its present "
            "rows to plain Parquet or CSV"
        )
        return Unread(name, table, problem, is_loss=True)
    if place.name == _UNFINISHED:
        return Unread(name, table, f"{place.parts[0]} is still being written: {name} is there", is_loss=True)
    if place.name.startswith("_") or is_passed_over(place.name):
        return None
    if is_folder:
        problem = f"the folder {name} was not read: within a table, folders are named column=value"
        return Unread(name, table, problem, is_loss=True)
    return Unread(name, table, f"{name} was not read: the parts of a table are Parquet files", is_loss=False)


def partitions(folders: tuple[str, ...]) -> dict[str, str | None]:
    """The columns that folders named column=value stand for, and their values as text; None where there is none."""
    found: dict[str, str | None] = {}
    for folder in folders:
        name, _, value = folder.partition("=")
        found[unquote(name).casefold()] = None if value in ("", NO_VALUE) else unquote(value)
    return found
