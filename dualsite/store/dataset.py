"""What `dataset.toml` says of the data as a whole, with defaults for what it leaves out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from dualsite.errors import why
from dualsite.schema.vocabulary import currencies
from dualsite.store.entries import DATASET
from dualsite.store.findings import Finding, finding
from dualsite.store.folder import Listing


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


def dataset(files: Listing, today: date) -> tuple[Dataset, list[Finding]]:
    """What `dataset.toml` says, with defaults for what it leaves out, and what is wrong with it."""
    path = files.dataset
    found: list[Finding] = []
    text = ""
    if path is not None:
        if path.name != DATASET:
            found.append(finding("W01", "dataset", f"{path.name} was read as {DATASET}; rename it so"))
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (UnicodeDecodeError, OSError) as error:
            found.append(finding("E14", "dataset", f"{DATASET} cannot be read: {why(error)}"))
    said, found_in_text = said_by(text, files.folder.resolve().name, today)
    return said, found + found_in_text


def said_by(text: str, name: str, today: date) -> tuple[Dataset, list[Finding]]:
    """The same of the text of such a file, of data that are called `name` where it does not say how."""
    found: list[Finding] = []
    said: dict[str, Any] = {}
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found.append(finding("E14", "dataset", f"{DATASET} cannot be read: {why(error)}"))

    known = [one.name for one in fields(Dataset)]
    problem = f"{DATASET} knows {', '.join(known)} alone; it was not read"
    found += [finding("W01", "dataset", problem, column=name) for name in said if name not in known]

    def take(name: str, default: Any, kind: type, words: str) -> Any:
        value = said.get(name, default)
        if type(value) is not kind:
            found.append(finding("E02", "dataset", f"it must be {words}", column=name, value=str(value)))
            return default
        return value

    title = take("title", name, str, 'text, such as title = "Our network"')
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
