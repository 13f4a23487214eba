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
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dualsite.errors import DataError, why
from dualsite.i18n import tellable
from dualsite.schema import TABLES
from dualsite.schema.likeness import nearest

MAPPING = "mapping.toml"

UNITS = {
    "kg": ("kg", Fraction(1)),
    "g": ("kg", Fraction("0.001")),
    "mg": ("kg", Fraction("0.000001")),
    "t": ("kg", Fraction(1000)),
    "l": ("L", Fraction(1)),
    "ml": ("L", Fraction("0.001")),
    "m3": ("L", Fraction(1000)),
    "g_l": ("g/L", Fraction(1)),
    "mg_ml": ("g/L", Fraction(1)),
    "d": ("d", Fraction(1)),
    "h": ("d", Fraction(1, 24)),
    "weeks": ("d", Fraction(7)),
    "fraction": ("fraction 0–1", Fraction(1)),
    "%": ("fraction 0–1", Fraction("0.01")),
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
    tells_decimal: bool = True
    """Whether the mapping names the decimal mark; else it is a point as long as nothing speaks against it."""


@dataclass(frozen=True)
class Mapping:
    """The tables of a mapping file, in its order."""

    tables: tuple[TableMapping, ...]


@dataclass(frozen=True)
class MappingProblem:
    """What is wrong with a mapping file."""

    table: str
    """The table of ours that it is about; empty for the whole file."""
    said: str
    """The section and the key, and what is wrong there."""
    files: tuple[str, ...] = ()
    """The files that the section names."""


def read_mapping(path: Path) -> Mapping:
    """The mapping of a file. DataError with a line for everything that is wrong with it."""
    tables, problems = read_sections(path)
    if problems:
        raise DataError("\n".join(f"{path.name} {one.said}{'' if one.said.endswith('?') else '.'}" for one in problems))
    return Mapping(tables)


def read_sections(path: Path) -> tuple[tuple[TableMapping, ...], tuple[MappingProblem, ...]]:
    """The tables of a mapping file as far as it says them, and everything that is wrong with it.

    A section in which something is wrong is none of the tables.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        return (), (MappingProblem("", f"is not TOML ({why(reason)}): mend it"),)
    except OSError as reason:
        return (), (MappingProblem("", f"cannot be read ({why(reason)}): check who may read it"),)
    if not told:
        return (), (MappingProblem("", "has no section: name a table of ours in brackets"),)
    tables: list[TableMapping] = []
    problems: list[MappingProblem] = []
    for name, section in told.items():
        said: list[str] = []
        found = _table(name, section, said)
        files = section.get("files") if isinstance(section, dict) else None
        named = tuple(one for one in files if isinstance(one, str)) if isinstance(files, list) else ()
        problems += [MappingProblem(name if name in TABLES else "", one.rstrip("."), named) for one in said]
        if found is not None and not said:
            tables.append(found)
    return tuple(tables), tuple(problems)


def _table(name: str, section: Any, problems: list[str]) -> TableMapping | None:
    place = f"[{name}]"
    if name not in TABLES:
        problems.append(tellable(f"{place}: there is no such table; {_known(name, TABLES)}"))
        return None
    try:
        told = _Table.model_validate(section)
    except ValidationError as wrong:
        for error in wrong.errors():
            key = ".".join(str(part) for part in error["loc"] if part not in ("str", "_Column"))
            problems.append(f"{place} {key}: {_WRONG.get(error['type'], _OF_ANOTHER_KIND)}.")
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
        problems.append(tellable(f"{place}: no column is mapped to {', '.join(missing)}: every row needs them"))
    where = {theirs: (kept,) if isinstance(kept, str) else tuple(kept) for theirs, kept in told.where.items()}
    files = tuple(told.files)
    tells_decimal = "decimal" in told.model_fields_set
    return TableMapping(
        name, files, tuple(columns), told.encoding, told.separator, told.decimal, told.skip, where, tells_decimal
    )


_WRONG = {"missing": tellable("it is missing"), "extra_forbidden": tellable("there is no such key")}
_OF_ANOTHER_KIND = tellable("what stands there is of another kind than wanted")
"""What is wrong with a key, by the type of pydantic's error."""


def _known(name: str, names: Collection[str]) -> str:
    near = nearest(name, names)
    return tellable(f"did you mean {near}?") if near else tellable(f"there are {', '.join(names)}")


def _column(table: str, ours: str, told: _Column, day: str, problems: list[str]) -> ColumnMapping | None:
    place = f"[{table}] {ours}"
    column = TABLES[table].columns.get(ours)
    if column is None:
        problems.append(tellable(f"{place}: {table} has no such column; {_known(ours, TABLES[table].columns)}"))
        return None
    if (told.source is None) == (told.constant is None):
        problems.append(tellable(f"{place}: say either `from`, a column of theirs, or `constant`"))
        return None
    unit, factor = UNITS.get(told.unit or "", ("", Fraction(1)))
    if told.unit and unit != column.unit:
        known = ", ".join(name for name, (of, _) in UNITS.items() if of == column.unit) or "—"
        problems.append(
            tellable(f"{place}: “{told.unit}” cannot be turned into {column.unit or '—'}; known are {known}")
        )
        return None
    return ColumnMapping(ours, told.source, told.constant, told.codes, told.day or day, factor)
