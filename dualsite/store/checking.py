"""A delivery held to the contract: the columns' constraints, then the rules, all in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import duckdb
import ibis
import pandera.ibis as pa
from ibis.expr import types as ir

from dualsite.schema import TABLES
from dualsite.schema.rules import RULES, Delivery, Query
from dualsite.store.findings import SHOWN_PER_RULE, Finding, finding
from dualsite.store.reading import Found, Reading

Step = Callable[[str], None]
"""Told the name of each part of the work as it begins."""

_IBIS_TYPES = {"text": "string", "day": "date", "number": "float64", "count": "int64", "flag": "boolean"}


def check(
    cursor: duckdb.DuckDBPyConnection, schema: str, readings: Iterable[Reading], delivery: Delivery, step: Step
) -> Iterator[tuple[Finding, int]]:
    """Everything that is wrong with the tables of `schema`, each finding with how many further rows it stands for."""
    cursor.execute(f"SET schema = '{schema}'").fetchall()
    for reading in readings:
        step(reading.table.name)
        yield from _columns(cursor, reading.table.name)
    for rule in RULES.values():
        step(rule.title)
        for query in rule.queries(delivery):
            yield from _rows(cursor, rule.id, query)


def _columns(cursor: duckdb.DuckDBPyConnection, name: str) -> Found:
    """What breaks a constraint of its column: counted in one query a table, listed only where there is any."""
    (totals,) = cursor.execute(_counting(name)).fetchall()
    for n, ((column, check), total) in enumerate(zip(_constraints(name), totals, strict=True)):
        if total:
            listed = cursor.execute(_listing(name, n)).fetchall()
            for place, (row, value) in enumerate(listed):
                further = total - len(listed) if place == 0 else 0
                yield (
                    finding(check.name, name, f"it must be {check.error}", row=row, column=column, value=value),
                    further,
                )


def _constraints(name: str) -> list[tuple[str, pa.Check]]:
    return [(column.name, check) for column in TABLES[name].columns.values() for check in column.checks]


def _rows_of(name: str) -> ir.Table:
    columns = {column.name: _IBIS_TYPES[column.kind] for column in TABLES[name].columns.values()}
    return ibis.table({"_row": "int64", **columns}, name=name)


# Both are kept for the process: writing the SQL takes Ibis longer than running it takes DuckDB on most tables.
@cache
def _counting(name: str) -> str:
    """The SQL for one row with, per constraint, how many values break it (null in a table without rows)."""
    rows = _rows_of(name)
    broken = [~check(rows, column).check_output for column, check in _constraints(name)]
    return str(ibis.to_sql(rows.aggregate(**{f"n{n}": one.sum() for n, one in enumerate(broken)}), dialect="duckdb"))


@cache
def _listing(name: str, n: int) -> str:
    """The SQL for the first rows that break one constraint of the table, with the value as text."""
    rows = _rows_of(name)
    column, check = _constraints(name)[n]
    first = rows.filter(~check(rows, column).check_output).order_by("_row").limit(SHOWN_PER_RULE)
    return str(ibis.to_sql(first.select("_row", value=first[column].cast("string")), dialect="duckdb"))


def _rows(cursor: duckdb.DuckDBPyConnection, rule: str, query: Query) -> Found:
    listed = cursor.execute(
        f"SELECT _row, value, problem, count(*) OVER () FROM ({query.sql}) ORDER BY _row LIMIT {SHOWN_PER_RULE}"
    ).fetchall()
    for place, (row, value, problem, total) in enumerate(listed):
        further = total - len(listed) if place == 0 else 0
        yield finding(rule, query.table, problem, row=row, column=query.column, value=value), further
