"""The rules of the contract, asked of the rows where they are: in the engine that holds the tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol, cast

import ibis

from dualsite.errors import EngineError
from dualsite.schema import TABLES, Table
from dualsite.schema.columns import Kind
from dualsite.schema.rules import RULES, VersionFacts
from dualsite.store.checking import found_by
from dualsite.store.dataset import Dataset
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding
from dualsite.store.parsing import CELL_EMPTY, KEY_EMPTY
from dualsite.store.places import TablePlace

OnProgress = Callable[[str, float], None]
"""Told the part of the work that begins, and the share done, 0 to 1."""


class FoundRows(Protocol):
    """What a query has found."""

    def fetchall(self) -> list[tuple[Any, ...]]: ...


class Asking(Protocol):
    """Asks queries that are written for DuckDB of the tables of a version, each with the `_row` that it knows."""

    def execute(self, query: str) -> FoundRows: ...


@dataclass(frozen=True)
class Row:
    """A version as an engine lists it: a row of its table `versions`, where it has one."""

    number: int
    tables_in: str
    delivered_at: datetime
    dataset: str
    digest: str


def row_of(found: Sequence[Sequence[Any]], table: str) -> Row:
    """The first row of a table of versions, of which these columns were asked; `delivered_at` is a moment or seconds.

    Raises EngineError where there is none, or where it does not say what it must.
    """
    if not found:
        raise EngineError(
            f"The database has no data yet: its table {table} is empty. "
            "Load the data, or have the feed write a row of it."
        )
    number, tables_in, delivered_at, dataset, digest = found[0]
    for name, value in (("version", number), ("tables_in", tables_in), ("delivered_at", delivered_at)):
        if value is None:
            raise EngineError(f"The newest row of the table {table} says nothing in {name}. Have the feed write it.")
    if not isinstance(delivered_at, datetime):
        delivered_at = datetime.fromtimestamp(delivered_at, UTC)
    zoned = delivered_at.replace(tzinfo=UTC) if delivered_at.tzinfo is None else delivered_at.astimezone(UTC)
    return Row(number, tables_in, zoned, dataset or "", digest or "")


@dataclass(frozen=True)
class CheckedTables:
    """What the tables of one version hold, and what is wrong with them."""

    schema: str
    """What statements know them by."""
    rows: Mapping[str, int]
    """Rows of the tables that can be read, in the contract's order."""
    found: tuple[Tallied, ...]
    places: Mapping[str, TablePlace]
    """Where each of them lies."""


class Engine(Protocol):
    """What a store asks of the engine that holds its tables, which raises EngineError while it cannot be asked."""

    backend: ibis.BaseBackend
    look_every_s: float
    """How soon it is asked again whether it has a newer version."""

    def newest(self) -> Row:
        """The newest version, of which the tables need not be in order."""

    def checked(self, row: Row, said: Dataset, tell: OnProgress) -> CheckedTables:
        """The tables of a version, held to the contract."""

    def drop(self, schema: str) -> None:
        """Nobody asks for the tables of this version any more."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True)
class DeliveredColumn:
    """A column as an engine has it."""

    type: str
    is_read: bool
    """Whether it can be read as what the contract wants."""


def found_in(
    table: Table, schema: str, there: Mapping[str, DeliveredColumn], types: Mapping[Kind, str]
) -> Iterator[Tallied]:
    """What is wrong with the columns of a table, as far as their types tell.

    `schema` is where it lies, and `types` are what the columns of the contract are called in the engine.
    """
    for column in table.columns.values():
        own, wanted = there.get(column.name), types[column.kind]
        if own is None:
            yield finding("E01", table.name, f"{schema}.{table.name} has no such column", column=column.name), 0
        elif not own.is_read:
            problem = f"the column is {own.type} and must be {wanted}"
            advice = "Deliver it so; a day that is a time would be another one in another time zone."
            yield (
                finding("E01", table.name, problem, column=column.name, advice=advice if column.kind == "day" else ""),
                0,
            )


def broken(
    asking: Asking, usable: Sequence[str], unusable: Collection[str], said: Dataset, tell: OnProgress
) -> list[Tallied]:
    """What the rules find in the tables that can be read. Raises EngineError."""
    found: list[Tallied] = []
    for place, name in enumerate(usable):
        tell(name, place / (2 * len(usable)))
        found += _breaches(asking, TABLES[name])
    facts = VersionFacts(tuple(usable), said.as_of, said.reporting_currency, tuple(unusable))
    # What an id should have been is not looked for: whoever feeds an engine has it from a system.
    asked = [(rule.id, replace(query, named_by=None)) for rule in RULES.values() for query in rule.queries(facts)]
    # It asks a cursor of DuckDB for no more than to execute, as long as no query is `named_by`.
    for (rule_id, _query), tallied in found_by(cast(Any, asking), asked):
        tell(RULES[rule_id].title, 0.5)
        found += tallied
    return found


def _breaches(asking: Asking, table: Table) -> Iterator[Tallied]:
    """What breaks the constraints of a table's columns: all counted in one query, listed where it is any."""
    held = [
        (
            column,
            one.rule,
            one.words if one.rule in ("W16", "W17") else f"it must be {one.words}",
            one.holds(column.name),
        )
        for column in table.columns.values()
        for one in column.constraints
    ]
    for column in table.columns.values():
        if not column.nullable:
            rule, problem = ("E03", KEY_EMPTY) if column.name in table.key else ("E02", CELL_EMPTY)
            held.append((column, rule, problem, f'"{column.name}" IS NOT NULL'))
    counted = ", ".join(f"count(*) FILTER (WHERE NOT ({holds}))" for *_, holds in held)
    (totals,) = asking.execute(f"SELECT {counted} FROM {table.name}").fetchall()
    for (column, rule, problem, holds), total in zip(held, totals, strict=True):
        if total:
            listed = asking.execute(
                f'SELECT _row, "{column.name}"::VARCHAR FROM {table.name} WHERE NOT ({holds}) '
                f"ORDER BY _row LIMIT {SHOWN_PER_LINE}"
            ).fetchall()
            for place, (row, value) in enumerate(listed):
                one = finding(rule, table.name, problem, row=row, column=column.name, value=value)
                yield one, total - len(listed) if place == 0 else 0
