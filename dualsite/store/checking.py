"""A data version held to the contract: the columns' constraints, then the rules, all in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import duckdb

from dualsite.schema import Table
from dualsite.schema.rules import RULES, Query, VersionFacts
from dualsite.store.findings import SHOWN_PER_RULE, Finding, finding
from dualsite.store.reading import Found, Reading

OnStep = Callable[[str], None]
"""Told the name of each part of the work as it begins."""

Asked = tuple[str, Query]
"""A query with the id of its rule."""

AT_ONCE = 20
"""Queries counted in one statement: planning is most of what one costs. From 40 on, it takes back what is saved."""


def check(
    cursor: duckdb.DuckDBPyConnection, schema: str, readings: Iterable[Reading], facts: VersionFacts, step: OnStep
) -> Iterator[tuple[Finding, int]]:
    """Everything that is wrong with the tables of `schema`, each finding with how many further rows it stands for."""
    cursor.execute(f"SET schema = '{schema}'").fetchall()
    for reading in readings:
        step(reading.table.name)
        yield from _columns(cursor, reading.table)
    asked: list[Asked] = []
    for rule in RULES.values():
        step(rule.title)
        asked += [(rule.id, query) for query in rule.queries(facts)]
        if len(asked) >= AT_ONCE:
            yield from _rows(cursor, asked)
            asked = []
    yield from _rows(cursor, asked)


def _columns(cursor: duckdb.DuckDBPyConnection, table: Table) -> Found:
    """What breaks a constraint of its column: counted in one query a table, listed only where there is any."""
    constraints = [
        (column.name, constraint, constraint.holds(column.name))
        for column in table.columns.values()
        for constraint in column.constraints
    ]
    counted = ", ".join(f"count(*) FILTER (NOT ({holds}))" for _, _, holds in constraints)
    (totals,) = cursor.execute(f"SELECT {counted} FROM {table.name}").fetchall()
    for (column, constraint, holds), total in zip(constraints, totals, strict=True):
        if total:
            listed = cursor.execute(
                f'SELECT _row, "{column}"::VARCHAR FROM {table.name} WHERE NOT ({holds}) '
                f"ORDER BY _row LIMIT {SHOWN_PER_RULE}"
            ).fetchall()
            for place, (row, value) in enumerate(listed):
                further = total - len(listed) if place == 0 else 0
                problem = f"it must be {constraint.words}"
                yield finding(constraint.rule, table.name, problem, row=row, column=column, value=value), further


def _rows(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> Found:
    """What the queries find, in their order: counted many at a time, listed only where there is any."""
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        counted = " UNION ALL ".join(
            f"SELECT {place} AS place, count(*) AS found FROM ({query.sql})"
            for place, (_rule, query) in enumerate(some)
        )
        for place, total in sorted(cursor.execute(f"SELECT * FROM ({counted}) WHERE found > 0").fetchall()):
            rule, query = some[place]
            yield from _listed(cursor, rule, query, total)


def _listed(cursor: duckdb.DuckDBPyConnection, rule: str, query: Query, total: int) -> Found:
    listed = cursor.execute(
        f"SELECT _row, value, problem FROM ({query.sql}) ORDER BY _row, problem LIMIT {SHOWN_PER_RULE}"
    ).fetchall()
    for place, (row, value, problem) in enumerate(listed):
        further = total - len(listed) if place == 0 else 0
        yield finding(rule, query.table, problem, row=row, column=query.column, value=value), further
