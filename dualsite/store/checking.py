"""Tables held to the contract in the database: what breaks the columns' constraints, and what the rules find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from dualsite.schema import Table
from dualsite.schema.rules import Query
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding

Asked = tuple[str, Query]
"""A query with the id of its rule."""

AT_ONCE = 20
"""Queries counted in one statement: planning is most of what one costs. From 40 on, it takes back what is saved."""


def broken_constraints(cursor: duckdb.DuckDBPyConnection, table: Table, place: str) -> Iterator[Tallied]:
    """What breaks a constraint of its column in the table at `place`: counted in one query, listed where it is any."""
    constraints = [
        (column.name, constraint, constraint.holds(column.name))
        for column in table.columns.values()
        for constraint in column.constraints
    ]
    counted = ", ".join(f"count(*) FILTER (NOT ({holds}))" for _, _, holds in constraints)
    (totals,) = cursor.execute(f"SELECT {counted} FROM {place}").fetchall()
    for (column, constraint, holds), total in zip(constraints, totals, strict=True):
        if total:
            listed = cursor.execute(
                f'SELECT _row, "{column}"::VARCHAR FROM {place} WHERE NOT ({holds}) '
                f"ORDER BY _row LIMIT {SHOWN_PER_LINE}"
            ).fetchall()
            for number, (row, value) in enumerate(listed):
                further = total - len(listed) if number == 0 else 0
                problem = f"it must be {constraint.words}"
                one = finding(constraint.rule, table.name, problem, row=row, column=column, value=value, kind=problem)
                yield one, further


def found_by(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> Iterator[tuple[Asked, tuple[Tallied, ...]]]:
    """What each query finds, in their order: counted many at a time, listed only where there is any."""
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        counted = " UNION ALL ".join(
            f"SELECT {number} AS number, count(*) AS found FROM ({query.sql})"
            for number, (_rule, query) in enumerate(some)
        )
        totals = dict(cursor.execute(f"SELECT * FROM ({counted}) WHERE found > 0").fetchall())
        for number, one in enumerate(some):
            yield one, tuple(_listed(cursor, *one, totals[number])) if number in totals else ()


def _listed(cursor: duckdb.DuckDBPyConnection, rule: str, query: Query, total: int) -> Iterator[Tallied]:
    listed = cursor.execute(
        f"SELECT _row, value, problem FROM ({query.sql}) ORDER BY _row, problem LIMIT {SHOWN_PER_LINE}"
    ).fetchall()
    for place, (row, value, problem) in enumerate(listed):
        further = total - len(listed) if place == 0 else 0
        yield finding(rule, query.table, problem, row=row, column=query.column, value=value), further
