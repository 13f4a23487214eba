"""What a `mapping.toml` says: of each of our tables, which files it comes from and which column each of ours is.

```toml
[batches]
files = ["mb51_*.csv"]        # one or several, put together; "book.xlsx#Sheet" is a sheet
encoding = "cp1252"           # else UTF-8
separator = ";"               # else found out
decimal = ","                 # else "."
day = "%Y%m%d"                # else ISO
skip = 2                      # lines above the header
where = { BWART = ["101"] }   # rows that are kept; else all

[batches.columns]
batch_id = "CHARG"
output_kg = { from = "MENGE", unit = "g" }
purpose = { from = "AUART", codes = { ZC = "CLINICAL" } }
partner_id = { constant = "ACME" }
```
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dualsite.errors import DataError
from dualsite.schema import TABLES

MAPPING = "mapping.toml"

UNITS = {
    "kg": ("kg", Fraction(1)),
    "g": ("kg", Fraction("0.001")),
    "mg": ("kg", Fraction("0.000001")),
    "t": ("kg", Fraction(1000)),
    "l": ("l", Fraction(1)),
    "ml": ("l", Fraction("0.001")),
    "m3": ("l", Fraction(1000)),
    "g_l": ("g_l", Fraction(1)),
    "mg_ml": ("g_l", Fraction(1)),
    "d": ("d", Fraction(1)),
    "h": ("d", Fraction(1, 24)),
    "weeks": ("d", Fraction(7)),
    "fraction": ("fraction", Fraction(1)),
    "%": ("fraction", Fraction("0.01")),
}
"""What a unit of theirs is of ours, and how many of ours one of it makes."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Column(_Told):
    source: str | None = Field(None, alias="from")
    constant: str | None = None
    codes: dict[str, str] | None = None
    day: str | None = None
    unit: str | None = None


class _Table(_Told):
    files: Annotated[list[str], Field(min_length=1)]
    columns: Annotated[dict[str, str | _Column], Field(min_length=1)]
    encoding: str = "utf-8-sig"
    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    decimal: Annotated[str, Field(pattern=r"^[.,]$")] = "."
    day: str = "%Y-%m-%d"
    skip: Annotated[int, Field(ge=0)] = 0
    where: dict[str, str | list[str]] = {}


@dataclass(frozen=True)
class ColumnMapping:
    """Where a column of ours comes from: a column of theirs, or the same text in every row."""

    name: str
    source: str | None
    constant: str | None
    codes: dict[str, str] | None
    day: str
    factor: Fraction


@dataclass(frozen=True)
class TableMapping:
    """Where a table of ours comes from."""

    table: str
    files: tuple[str, ...]
    columns: tuple[ColumnMapping, ...]
    encoding: str
    separator: str | None
    decimal: str
    skip: int
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """The tables of a mapping file, in its order."""

    tables: tuple[TableMapping, ...]


def read_mapping(path: Path) -> Mapping:
    """The mapping of a file. DataError with a line for everything that is wrong with it."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise DataError(f"{path.name} is not TOML ({reason}): mend it.") from reason
    except OSError as reason:
        raise DataError(f"{path.name} cannot be read ({reason.strerror}): check who may read it.") from reason
    problems: list[str] = []
    tables = [found for name, section in told.items() if (found := _table(name, section, problems))]
    if not told:
        problems.append("it has no section: name a table of ours in brackets.")
    if problems:
        raise DataError("\n".join(f"{path.name}, {problem}" for problem in problems))
    return Mapping(tuple(tables))


def _table(name: str, section: Any, problems: list[str]) -> TableMapping | None:
    if name not in TABLES:
        problems.append(f"[{name}]: there is no such table; the tables are {', '.join(TABLES)}.")
        return None
    try:
        told = _Table.model_validate(section)
    except ValidationError as wrong:
        for error in wrong.errors():
            place = ".".join(str(part) for part in error["loc"] if part not in ("str", "_Column"))
            problems.append(f"[{name}] {place}: {error['msg']}.")
        return None
    columns = [
        found
        for ours, said in told.columns.items()
        if (
            found := _column(
                name,
                ours,
                _Column.model_validate({"from": said}) if isinstance(said, str) else said,
                told.day,
                problems,
            )
        )
    ]
    missing = [column for column in TABLES[name].required if column not in told.columns]
    if missing:
        problems.append(f"[{name}]: no column is mapped to {', '.join(missing)}: every row needs them.")
    where = {theirs: (kept,) if isinstance(kept, str) else tuple(kept) for theirs, kept in told.where.items()}
    files = tuple(told.files)
    return TableMapping(name, files, tuple(columns), told.encoding, told.separator, told.decimal, told.skip, where)


def _column(table: str, ours: str, told: _Column, day: str, problems: list[str]) -> ColumnMapping | None:
    place = f"[{table}] {ours}"
    column = TABLES[table].columns.get(ours)
    if column is None:
        problems.append(f"{place}: {table} has no such column; it has {', '.join(TABLES[table].columns)}.")
        return None
    if (told.source is None) == (told.constant is None):
        problems.append(f"{place}: say either `from`, a column of theirs, or `constant`.")
        return None
    unit, factor = UNITS.get(told.unit or "", ("", Fraction(1)))
    if told.unit and unit != column.unit:
        known = ", ".join(name for name, (of, _) in UNITS.items() if of == column.unit) or "none"
        problems.append(f"{place}: “{told.unit}” cannot be turned into {column.unit or 'it'}; known are {known}.")
        return None
    return ColumnMapping(ours, told.source, told.constant, told.codes, told.day or day, factor)
