"""The data folder: which files hold which table, and when they changed."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from dualsite.errors import InputError
from dualsite.schema import TABLES
from dualsite.schema.vocabulary import currencies
from dualsite.store.findings import Finding, finding

DATASET = "dataset.toml"
TABLE_FILES = (".csv", ".parquet")


@dataclass(frozen=True)
class Dataset:
    """What `dataset.toml` says of the data as a whole."""

    title: str
    as_of: date
    reporting_currency: str
    fiscal_year_start_month: int
    operator: str | None = None
    """What the company itself is called; None when the data do not say."""
    operator_ko: str | None = None
    operator_ja: str | None = None

    def operator_in(self, language: str) -> str | None:
        """What the company is called in a language (ISO 639): its name there, else the one for all."""
        return {"ko": self.operator_ko, "ja": self.operator_ja}.get(language) or self.operator


@dataclass(frozen=True)
class Source:
    """The files of one table: one CSV or Parquet file, or the parts of a Parquet folder in order of name."""

    table: str
    paths: tuple[Path, ...]

    @property
    def is_parquet(self) -> bool:
        return all(path.suffix == ".parquet" and not path.is_dir() for path in self.paths)

    @property
    def is_one_file_set(self) -> bool:
        """Whether these are one file, or parts of one folder."""
        return len(self.paths) == 1 or (self.is_parquet and len({path.parent for path in self.paths}) == 1)


@dataclass(frozen=True)
class Listing:
    """A data folder at one moment. Two listings are of the same data version when their fingerprints are equal."""

    folder: Path
    files: tuple[tuple[str, int, int], ...]
    """Name, size in bytes and modification time in ns of every file of the data folder, by name."""

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name this version of the data."""
        return hashlib.sha256(repr(self.files).encode()).hexdigest()[:12]

    def sources(self) -> dict[str, Source]:
        """The files of each table, by table, in order of name; see `Source.is_one_file_set`."""
        paths: dict[str, list[Path]] = {}
        for name, _, _ in self.files:
            path = self.folder / name
            table = path.parent.name if path.parent != self.folder else path.stem
            if table in TABLES and path.suffix in ("", *TABLE_FILES):
                paths.setdefault(table, []).append(path)
        return {table: Source(table, tuple(found)) for table, found in paths.items()}

    def strangers(self) -> Iterator[Finding]:
        """Files that look like tables and are none."""
        for name, _, _ in self.files:
            path = Path(Path(name).parts[0])
            stem = path.stem if path.suffix in TABLE_FILES else path.name
            if name != DATASET and stem not in TABLES:
                near = difflib.get_close_matches(stem, TABLES, 1)
                hint = f"; did you mean {near[0]}?" if near else ""
                yield finding("W01", stem, f"{name} is not a table of the contract and was not read{hint}")


def listing(folder: Path) -> Listing:
    """What lies in the folder now. Raises InputError when there is no such folder."""
    if not folder.is_dir():
        raise InputError(f"There is no data folder {folder}. Name one that holds at least sites.csv or sites.parquet.")
    files: list[tuple[str, int, int]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            # A file that vanishes between being listed and being looked at was not there.
            with contextlib.suppress(FileNotFoundError):
                files += _stamps(entry)
    return Listing(folder, tuple(sorted(files)))


def _stamps(entry: os.DirEntry[str]) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of a file of the data folder, of a folder's parts, or of a folder that should have parts."""
    if entry.is_dir() and entry.name.removesuffix(".parquet") in TABLES:
        with os.scandir(entry.path) as parts:
            found = [part for part in parts if part.name.endswith(".parquet") and entry.name in TABLES]
        names = {f"{entry.name}/{part.name}": part for part in found} or {entry.name: entry}
    elif entry.is_file() and (entry.name == DATASET or entry.name.lower().endswith(TABLE_FILES)):
        names = {entry.name: entry}
    else:
        return
    for name, stamped in names.items():
        status = stamped.stat()
        yield name, status.st_size, status.st_mtime_ns


def dataset(folder: Path, today: date) -> tuple[Dataset, list[Finding]]:
    """What `dataset.toml` says, with defaults for what it leaves out, and what is wrong with it."""
    path = folder / DATASET
    found: list[Finding] = []
    said: dict[str, Any] = {}
    if path.exists():
        try:
            said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            found.append(finding("E14", "dataset", f"{DATASET} cannot be read: {error}"))

    known = [one.name for one in fields(Dataset)]
    problem = f"{DATASET} knows {', '.join(known)} alone; it was not read"
    found += [finding("W01", "dataset", problem, column=name) for name in said if name not in known]

    def take(name: str, default: Any, kind: type, words: str) -> Any:
        value = said.get(name, default)
        if type(value) is not kind:
            found.append(finding("E02", "dataset", f"it must be {words}", column=name, value=str(value)))
            return default
        return value

    title = take("title", folder.resolve().name, str, 'text, such as title = "Our network"')
    as_of = take("as_of", today, date, "a day without quotation marks, such as as_of = 2026-11-20")
    currency = take("reporting_currency", "USD", str, 'a currency code, such as reporting_currency = "USD"')
    first = take("fiscal_year_start_month", 1, int, "a month from 1 to 12")
    if currency not in currencies():
        found.append(
            finding("E04", "dataset", "it is not an ISO 4217 code", column="reporting_currency", value=currency)
        )
        currency = "USD"
    if not 1 <= first <= 12:
        found.append(finding("E05", "dataset", "it is not 1 to 12", column="fiscal_year_start_month", value=str(first)))
        first = 1
    operators = [
        take(name, "", str, f'a name, such as {name} = "Our company"').strip() or None
        for name in ("operator", "operator_ko", "operator_ja")
    ]
    return Dataset(title, as_of, currency, first, *operators), found
