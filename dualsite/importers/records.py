"""What every registry format is read into, before it becomes our tables: plain texts, as the registry wrote them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dualsite.i18n import tellable


class Advance(Protocol):
    """Told how much of one file has been read, from 0 to 1, and how many studies, sites and other rows so far.

    Raises ImportLimitError once they are more than an import takes, so whoever reads a long file tells often.
    """

    def __call__(self, share: float, so_far: int = 0, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """One site of a study. `country` is the registry's spelling, or "" where it gives none."""

    country: str
    city: str = ""
    facility: str = ""
    zip: str = ""
    status: str = ""
    latitude: float | None = None
    longitude: float | None = None
    remark: str = ""
    """How it was read, where the file left room for doubt, or whose record it comes from."""
    is_of_address: bool = False
    """The country is the end of an address: there `GA` may be Georgia, and no country's code."""


@dataclass(frozen=True, slots=True)
class CountryStatement:
    """What a registry states of a study in one country, beside its sites. `country` is the registry's spelling."""

    country: str
    status: str = ""
    """The study's status there, where it has one of its own."""
    sites: int | None = None
    start: str = ""
    """The day on which recruitment began there."""
    as_of: str = ""
    """The day it was so, where that is another than the record's."""
    said_by: str = ""
    """The number of the record that says so, where that is another record of the same trial."""


@dataclass(frozen=True, slots=True)
class Record:
    """One study of one file. A text the file does not hold is "", and never null."""

    trial_id: str
    file: str
    row: int | None
    """The row as a person counts it in the file (header = row 1); None where the file has no rows."""
    detail: int
    """How much the format can tell: of two equally recent copies the one with more detail is kept."""
    title: str = ""
    acronym: str = ""
    phases: tuple[str, ...] = ()
    status: str = ""
    last_known_status: str = ""
    sponsor: str = ""
    enrollment: str = ""
    enrollment_type: str = ""
    start: str = ""
    primary_completion: str = ""
    completion: str = ""
    updated: str = ""
    """The day the registry last posted a change of the record."""
    snapshot: str = ""
    """The day the copy was taken from the registry."""
    places: tuple[Place, ...] = ()
    registry: str = "ClinicalTrials.gov"
    """Whose record it is."""
    countries: tuple[CountryStatement, ...] = ()
    """Countries the registry states without, or beside, their sites."""
    other_ids: tuple[str, ...] = ()
    """Numbers of the same trial in other registries, as `schema.trial_numbers` writes them."""
    part: str = ""
    """What part of the trial it is about, where the registry keeps a record for each country."""
    absent: tuple[str, ...] = ()
    """Fields the whole file does not have, which one finding of the file says."""


@dataclass(frozen=True)
class ImportFinding:
    """Something in a file that is not in the tables as it stands there, and what was done instead."""

    file: str
    record: str
    """The study, by its registry number; "" when the finding is about the file."""
    row: int | None
    field: str
    value: str
    message: str
    sites: int = 0
    """How many sites of the file are for this reason not in `trial_sites`."""


@dataclass(frozen=True)
class RegistryFormat:
    """A kind of file that holds studies: how one is told by how it begins, and how it is read."""

    name: str
    """What a refusal calls it, in a list of what is read."""
    suffixes: tuple[str, ...]
    """How the names of such files end; what else lies in a folder or an archive is not opened."""
    is_begun_by: Callable[[bytes], bool]
    """Whether a file that begins so is of this format: told its first bytes, without a mark of UTF-8 and blanks."""
    read: Callable[[str, bytes, Advance], tuple[list[Record], list[ImportFinding]]]
    """The studies of one file, by its name and content, in its order. Raises DataError, naming the file."""


@dataclass(frozen=True)
class ImportRefusal:
    """A file that was not imported at all. The message is a sentence that names it and says why."""

    file: str
    message: str


def clean(value: object) -> str:
    """Text on one line, without control characters; "" for null, and for anything that is not text or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    line = " ".join(str(value).split())
    return line if line.isprintable() else "".join(sign for sign in line if sign.isprintable() or sign == " ")


def said_by(trial_id: str) -> str:
    """How a note names the record of the same trial, in another registry, that its row comes from."""
    return f"by the record of {trial_id}"


def sayer(note: str) -> str:
    """The number that `said_by` has put into a note; "" for a row of the trial's own record."""
    found = re.search(r"(?:^|; )by the record of ([^;]+)", note)
    return found[1] if found else ""


def sites_in_words(number: int) -> str:
    """`1 site`, `12 sites`."""
    return tellable(f"{number:,} site") if number == 1 else tellable(f"{number:,} sites")


def finding_of(record: Record, field: str, value: str, message: str, sites: int = 0) -> ImportFinding:
    """A finding about one field of a study."""
    return ImportFinding(record.file, record.trial_id, record.row, field, value, message, sites)


def finding_of_row(file: str, number: int, column: str, value: str, what: str) -> ImportFinding:
    """A finding about a row of a file that names no trial: `what` is the number it lacks."""
    message = f"Row {number} of {file} has no {what}: it was not imported."
    return ImportFinding(file, "", number, column, value, message)
