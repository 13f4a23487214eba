"""What a rule is, and what its queries may know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Query:
    """Finds the rows of `table` that break a rule.

    `sql` selects `_row` (the row of the file, a person's count), `value` (text) and `problem` (a clause that says what
    is wrong). It reads tables by their contract name, each with its `_row`.
    """

    table: str
    column: str | None
    sql: str
    condition: str | None = None
    """What breaks the rule, where that is said of a row of `table` alone: many of these are counted in one scan."""
    named_by: tuple[str, str] | None = None
    """Table and column of what `value` should have named, where it names nothing there."""


def of_row(table: str, column: str, condition: str, value: str, problem: str) -> Query:
    """Finds the rows of which the condition holds; `value` and `problem` are SQL on the row, too."""
    sql = f"SELECT _row, {value} AS value, {problem} AS problem FROM {table} WHERE {condition}"
    return Query(table, column, sql, condition)


@dataclass(frozen=True)
class VersionFacts:
    """What the queries of a rule may know: the tables that can be read, the day, and the countries' boxes."""

    tables: Collection[str]
    as_of: date
    reporting_currency: str
    refused: Collection[str] = ()
    """Tables that were delivered and cannot be read."""

    def has(self, *names: str) -> bool:
        """Whether every one of these tables is there."""
        return all(name in self.tables for name in names)


Queries = Callable[[VersionFacts], Iterable[Query]]


def _none(_: VersionFacts) -> Iterator[Query]:
    return iter(())


@dataclass(frozen=True)
class Rule:
    """One rule of the contract."""

    id: str
    title: str
    advice: str
    queries: Queries = _none

    @property
    def severity(self) -> Severity:
        return "error" if self.id.startswith("E") else "warning"


def rule(id_: str, title: str, advice: str) -> Callable[[Queries], Rule]:
    """Make the function, which gives the queries that find what breaks it, the rule: E… an error, W… a warning."""
    return lambda queries: Rule(id_, title, advice, queries)
