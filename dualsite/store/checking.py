"""Tables held to the contract in the database: what breaks the columns' constraints, and what the rules find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import duckdb

from dualsite.schema import Table
from dualsite.schema.rules import Query
from dualsite.store import constraints as constraints_of
from dualsite.store.diagnosis import references
from dualsite.store.diagnosis.columns import Mends
from dualsite.store.diagnosis.invisible import shown_as_id
from dualsite.store.findings import SHOWN_PER_LINE, Tallied, finding

T = TypeVar("T")

NO_END = "DATE '9999-12-31'"
"""How some programs say that there is no day."""

Asked = tuple[str, Query]
"""A query with the id of its rule."""

AT_ONCE = 20
"""Queries counted in one statement: planning is most of what one costs. From 40 on, it takes back what is saved."""


def broken_constraints(
    cursor: duckdb.DuckDBPyConnection, table: Table, place: str, mends: Mends, *, is_plain: bool
) -> Iterator[Tallied]:
    """What breaks a constraint of its column in the table at `place`: counted in one query, listed where it is any.

    A code that is written in another way is read as the one it is, which is put into `mends`; whatever else breaks a
    constraint that is an error's is empty in the table from then on.
    """
    constraints = [
        (column, constraint, constraint.holds(column.name))
        for column in table.columns.values()
        for constraint in column.constraints
        if not (is_plain and constraint.rule == "W17")
    ]
    errors = [one for one in constraints if one[1].rule.startswith("E")]
    warnings = [one for one in constraints if one not in errors]
    counted = [f"count(*) FILTER (NOT ({holds}))" for _, _, holds in errors]
    # Warnings are rare, and dear to count column by column: first whether there is any, of days without end, too.
    endless = {column.name for column, *_ in warnings if column.kind == "day" and column.nullable}
    any_ = [f"NOT ({holds})" for _, _, holds in warnings] + [f'"{name}" = {NO_END}' for name in sorted(endless)]
    if any_:
        counted.append(f"count(*) FILTER ({' OR '.join(any_)})")
    (totals,) = cursor.execute(f"SELECT {', '.join(counted)} FROM {place}").fetchall()
    wrong = [one for one, total in zip(errors, totals, strict=False) if total]
    if any_ and totals[-1]:
        wrong += warnings
        for name in sorted(endless):
            # It says that there is no end, and so does no day.
            cursor.execute(f'UPDATE {place} SET "{name}" = NULL WHERE "{name}" = {NO_END}').fetchall()
    for column, constraint, holds in wrong:
        breach = constraints_of.Breach(table.name, column, constraint, holds)
        if constraint.codes:
            yield from constraints_of.mended_codes(cursor, place, breach, mends)
        yield from constraints_of.breaches(cursor, place, breach)


def found_by(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> Iterator[tuple[Asked, tuple[Tallied, ...]]]:
    """What each query finds: counted many at a time, listed only where there is any. What is said of rows comes first.

    Raises duckdb.Error.
    """
    of_rows: dict[str, list[Asked]] = {}
    others: list[Asked] = []
    for one in asked:
        (others if one[1].condition is None else of_rows.setdefault(one[1].table, [])).append(one)
    for tables in _parts(list(of_rows)):
        scans = [", ".join(f"count(*) FILTER ({query.condition})" for _, query in of_rows[table]) for table in tables]
        counted = [
            f"SELECT {place} AS place, [{scan}] AS found FROM {tables[place]}" for place, scan in enumerate(scans)
        ]
        totals = dict(cursor.execute(" UNION ALL ".join(counted)).fetchall())
        for place, table in enumerate(tables):
            yield from _found(cursor, of_rows[table], totals[place])
    for some in _parts(others):
        counted = [
            f"SELECT {place} AS place, count(*) AS found FROM ({query.sql})" for place, (_, query) in enumerate(some)
        ]
        totals = dict(cursor.execute(" UNION ALL ".join(counted)).fetchall())
        yield from _found(cursor, some, [totals[place] for place in range(len(some))])


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _found(
    cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked], totals: Sequence[int]
) -> Iterator[tuple[Asked, tuple[Tallied, ...]]]:
    for one, total in zip(asked, totals, strict=True):
        yield one, tuple(_listed(cursor, *one, total)) if total else ()


def _listed(cursor: duckdb.DuckDBPyConnection, rule: str, query: Query, total: int) -> Iterator[Tallied]:
    if query.named_by is not None:
        yield from references.told(cursor, rule, query)
        return
    listed = cursor.execute(
        f"SELECT _row, value, problem FROM ({query.sql}) ORDER BY _row, problem LIMIT {SHOWN_PER_LINE}"
    ).fetchall()
    for place, (row, value, problem) in enumerate(listed):
        further = total - len(listed) if place == 0 else 0
        shown = shown_as_id(value) if rule == "W19" else value
        yield finding(rule, query.table, problem, row=row, column=query.column, value=shown), further
