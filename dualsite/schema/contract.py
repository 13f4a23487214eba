"""The registry of the contract: every table with its columns, key, references and who may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import ibis
import pandera.ibis as pa

from dualsite.schema.columns import Meaning, Text, one_of, reference, text, unit_of
from dualsite.schema.vocabulary import DATA_CLASSES


class Row(pa.DataFrameModel):
    """What may stand on every row of every table."""

    source_id: Text = reference("sources", "Where the row comes from; required when it is PUBLIC.", nullable=True)
    data_class: Text = one_of(
        DATA_CLASSES,
        "PUBLIC (from a published source), ILLUSTRATIVE (made up) or INTERNAL. Empty means INTERNAL.",
        nullable=True,
    )
    note: Text = text("Anything a reader of the row should know.", nullable=True)


Sight = Literal["own rows", "rows of own", "cited by own", "between own", "facts", "nothing"]
"""What one client may see of a table: its own rows; the rows that refer to its own (through `client_through`); the
sources its own rows cite; the rules between its own products; every row, but for what a person wrote beside it; no row.
"""


@dataclass(frozen=True)
class Column:
    """One column as the contract states it."""

    name: str
    kind: str
    """`text`, `day`, `number`, `count` (whole) or `flag`."""
    description: str
    nullable: bool
    unit: str | None
    references: str | None
    vocabulary: tuple[str, ...] | None
    meaning: Meaning | None
    """When a day is known; None for what is no day."""
    checks: tuple[pa.Check, ...]

    @property
    def allowed(self) -> str:
        """What its values may be, in words; empty when anything of its kind may stand there."""
        return "; ".join(str(check.error) for check in self.checks)


_KINDS = {"string": "text", "date": "day", "float64": "number", "int64": "count", "boolean": "flag"}


@dataclass(frozen=True)
class Table:
    """One table of the contract. `key` is the columns that together are unique (empty: rows may repeat)."""

    name: str
    area: str
    model: type[pa.DataFrameModel]
    key: tuple[str, ...]
    other_keys: tuple[tuple[str, ...], ...]
    is_client: bool
    client_through: str | None
    """A table without `partner_id` whose rows belong to the client of the row they refer to, by this table."""
    sight: Sight
    """What one client may see of it; `dualsite.access` is the one place that acts on it."""

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The columns in file order, the three common ones last."""
        declared = self.model.to_schema().columns
        own = [name for name in declared if name not in Row.to_schema().columns]
        common = [name for name in Row.to_schema().columns if name not in self.key]
        if "source_id" in self.key:
            own.insert(0, "source_id")
        return {name: _column(name, declared[name]) for name in own + common}

    @cached_property
    def schema(self) -> ibis.Schema:
        """Its columns with the engine's types: the store makes every table just so."""
        types = {kind: engine_type for engine_type, kind in _KINDS.items()}
        return ibis.schema({column.name: types[column.kind] for column in self.columns.values()})

    @property
    def description(self) -> str:
        return " ".join((self.model.__doc__ or "").split())

    @property
    def required(self) -> tuple[str, ...]:
        """The columns a file must have."""
        return tuple(column.name for column in self.columns.values() if not column.nullable)


def _column(name: str, declared: Any) -> Column:
    facts = {"references": None, "vocabulary": None, "unit": None, "meaning": None} | (declared.metadata or {})
    kind = _KINDS[str(declared.dtype)]
    # `waiting_on` is whom a batch waits for, and no day.
    unit = facts["unit"] or (unit_of(name) if kind != "text" else None)
    return Column(
        name=name,
        kind=kind,
        description=declared.description or "",
        nullable=declared.nullable,
        unit=unit,
        references=facts["references"],
        vocabulary=facts["vocabulary"],
        meaning=facts["meaning"],
        checks=tuple(declared.checks),
    )


TABLES: dict[str, Table] = {}
"""Every table by name, in the order of the contract. Filled by `@table` as the subject areas are imported."""

Model = type[pa.DataFrameModel]


def table(
    name: str,
    *keys: tuple[str, ...],
    client: bool = False,
    client_through: str | None = None,
    sight: Sight = "nothing",
) -> Callable[[Model], Model]:
    """Register a model as the table `name`; the first of `keys` is its key, further ones are unique as well.

    A table that is no client's has to say what one client may see of it; until it does, that is nothing. Raises
    TypeError for a day that does not say when it is known.
    """
    seen: Sight = "own rows" if client else "rows of own" if client_through else sight

    def register(model: Model) -> Model:
        area = model.__module__.rsplit(".", 1)[-1]
        made = Table(name, area, model, keys[0] if keys else (), keys[1:], client, client_through, seen)
        for column in made.columns.values():
            if column.kind == "day" and column.meaning is None:
                raise TypeError(f"{name}.{column.name} does not say when it is known. Declare it by `day` or `month`.")
        TABLES[name] = made
        return model

    return register
