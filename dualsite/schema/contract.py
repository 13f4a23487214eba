"""The registry of the contract: every table with its columns, key, references and who may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeVar

import ibis

from dualsite.schema.columns import Column, Kind, one_of, reference, text, unit_of
from dualsite.schema.vocabulary import DATA_CLASSES

COMMON: Mapping[str, Column] = {
    "source_id": reference("sources", "Where the row comes from; required when it is PUBLIC.", nullable=True),
    "data_class": one_of(
        DATA_CLASSES,
        "PUBLIC (from a published source), ILLUSTRATIVE (made up) or INTERNAL. Empty means INTERNAL.",
        nullable=True,
    ),
    "note": text("Anything a reader of the row should know.", nullable=True),
}
"""What may stand on every row of every table."""

Sight = Literal["own rows", "rows of own", "cited by own", "between own", "facts", "nothing"]
"""What one client may see of a table: its own rows; the rows that refer to its own (through `client_through`); the
sources its own rows cite; the rules between its own products; every row, but for what a person wrote beside it; no row.
"""


_TYPES: Mapping[Kind, str] = {
    "text": "string",
    "day": "date",
    "number": "float64",
    "count": "int64",
    "flag": "boolean",
}


@dataclass(frozen=True)
class Table:
    """One table of the contract. `key` is the columns that together are unique (empty: rows may repeat)."""

    name: str
    area: str
    description: str
    columns: Mapping[str, Column]
    """In file order, the common ones last."""
    key: tuple[str, ...]
    other_keys: tuple[tuple[str, ...], ...]
    is_client: bool
    client_through: str | None
    """A table without `partner_id` whose rows belong to the client of the row they refer to, by this table."""
    sight: Sight
    """What one client may see of it; `dualsite.access` is the one place that acts on it."""

    @cached_property
    def schema(self) -> ibis.Schema:
        """Its columns with the engine's types: the store makes every table just so."""
        return ibis.schema({name: _TYPES[column.kind] for name, column in self.columns.items()})

    @cached_property
    def running_numbers(self) -> frozenset[str]:
        """The columns that number rows of all clients one after the other, or name a row by such a number."""
        return frozenset(name for name, column in self.columns.items() if _is_running_number(column))

    @cached_property
    def depends_on_day(self) -> bool:
        """Whether its rows are others on another as-of day: some come later, or say less before it."""
        days = [column.meaning for column in self.columns.values() if column.meaning is not None]
        return any(day.kind == "begins" or day.is_hidden_ahead for day in days)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns a file must have."""
        return tuple(column.name for column in self.columns.values() if not column.nullable)


TABLES: dict[str, Table] = {}
"""Every table by name, in the order of the contract. Filled by `@table` as the subject areas are imported."""

Declared = TypeVar("Declared", bound=type)


def table(
    name: str,
    *keys: tuple[str, ...],
    client: bool = False,
    client_through: str | None = None,
    sight: Sight = "nothing",
) -> Callable[[Declared], Declared]:
    """Make a class the table `name`: its docstring the description, its columns the table's before the common ones.

    The first of `keys` is its key, further ones are unique as well.

    A table that is no client's has to say what one client may see of it; until it does, that is nothing. Raises
    TypeError for a day that does not say when it is known.
    """
    seen: Sight = "own rows" if client else "rows of own" if client_through else sight

    def register(declared: Declared) -> Declared:
        area = declared.__module__.rsplit(".", 1)[-1]
        own = {name: column for name, column in vars(declared).items() if isinstance(column, Column)}
        common = {name: column for name, column in COMMON.items() if name not in own}
        columns = {name: _named(name, column) for name, column in (own | common).items()}
        for column in columns.values():
            if column.kind == "day" and column.meaning is None:
                raise TypeError(f"{name}.{column.name} does not say when it is known. Declare it by `day` or `month`.")
        description = " ".join((declared.__doc__ or "").split())
        key, *others = keys or ((),)
        TABLES[name] = Table(name, area, description, columns, key, tuple(others), client, client_through, seen)
        return declared

    return register


def _is_running_number(column: Column) -> bool:
    of = TABLES.get(column.references or "")
    return column.is_running_number or (of is not None and any(of.columns[key].is_running_number for key in of.key))


def _named(name: str, column: Column) -> Column:
    # `waiting_on` is whom a batch waits for, and no day.
    unit = column.unit or (unit_of(name) if column.kind != "text" else None)
    return replace(column, name=name, unit=unit)
