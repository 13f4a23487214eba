"""`dataset.toml`: the day the facts are stated for, and the file itself where there is none.

Illustrative rows hold for one day only, so a folder that states none gets the file.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dualsite.errors import DataError, InputError, why
from dualsite.sample.kept import kept_records

DEFAULT_AS_OF = date(2026, 11, 20)

OPERATOR = "Illustrative Biologics"
"""The company of the illustrative network; made up."""

_FILE = "dataset.toml"


@dataclass(frozen=True)
class SampleDataset:
    """What the folder says of itself. `text` is the file to be written, or None when the folder has its own."""

    as_of: date
    reporting_currency: str
    text: str | None


def dataset_of(folder: Path, as_of: date | None) -> SampleDataset:
    """The folder's own statement, or one for a folder without.

    Raises DataError when the file cannot be read, InputError when it states another day than `as_of`.
    """
    path = folder / _FILE
    if not path.exists():
        day = as_of or DEFAULT_AS_OF
        if kept_records(folder, "sites"):
            return SampleDataset(day, "USD", _text(day, title=folder.resolve().name))
        return SampleDataset(day, "USD", _text(day, title="Illustrative network of two sites", operator=OPERATOR))
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
        day = _day(stated.get("as_of")) or as_of or DEFAULT_AS_OF
    except (ValueError, OSError) as fault:
        raise DataError(f"{path} cannot be read: {why(fault)}. Correct the file.") from fault
    if as_of is not None and as_of != day:
        raise InputError(f"{path} states as_of {day}, not {as_of}. Leave the day out, or change it in the file.")
    return SampleDataset(day, str(stated.get("reporting_currency", "USD")), None)


def write_dataset(folder: Path, dataset: SampleDataset) -> None:
    """Write the file when the folder had none."""
    if dataset.text is not None:
        unfinished = folder / f".{_FILE}.part"
        unfinished.write_text(dataset.text, encoding="utf-8", newline="\n")
        unfinished.replace(folder / _FILE)


def _day(stated: object) -> date | None:
    """A TOML date, or a day written as text."""
    if stated is None:
        return None
    if isinstance(stated, date):
        return date(stated.year, stated.month, stated.day)
    return date.fromisoformat(str(stated))


def _text(day: date, **names: str) -> str:
    # A JSON string is a TOML string.
    named = "".join(f"{key} = {json.dumps(name)}\n" for key, name in names.items())
    return f'{named}as_of = {day.isoformat()}\nreporting_currency = "USD"\nfiscal_year_start_month = 1\n'
