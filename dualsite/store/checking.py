"""A delivery held to the contract: the columns' constraints, then the rules, all in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import duckdb
import ibis

from dualsite.schema.rules import RULES, Delivery, Query
from dualsite.store.findings import SHOWN_PER_RULE, Finding, finding
from dualsite.store.reading import Found, Reading

Step = Callable[[str], None]
"""Told the name of each part of the work as it begins."""


def check(
    cursor: duckdb.DuckDBPyConnection, schema: str, readings: Iterable[Reading], delivery: Delivery, step: Step
) -> Iterator[tuple[Finding, int]]:
    """Everything that is wrong with the tables of `schema`, each finding with how many further rows it stands for."""
    cursor.execute(f"SET schema = '{schema}'").fetchall()
    database = ibis.duckdb.from_connection(cursor)
    for reading in readings:
        step(reading.table.name)
        yield from _columns(database, schema, reading)
    for rule in RULES.values():
        step(rule.title)
        for query in rule.queries(delivery):
            yield from _rows(cursor, rule.id, query)


def _columns(database: ibis.BaseBackend, schema: str, reading: Reading) -> Found:
    """What breaks a constraint of its column: counted in one query a table, listed only where there is any."""
    rows = database.table(reading.table.name, database=schema)
    checks = [(name, check) for name in reading.columns for check in reading.table.columns[name].checks]
    if not checks:
        return
    broken = [~check(rows, name).check_output for name, check in checks]
    counted = rows.aggregate(**{f"n{place}": condition.sum() for place, condition in enumerate(broken)})
    totals = [int(total or 0) for total in counted.to_pyarrow().to_pylist()[0].values()]
    for (name, check), condition, total in zip(checks, broken, totals, strict=True):
        if total:
            listed = rows.filter(condition).order_by("_row").limit(SHOWN_PER_RULE)
            values = listed.select("_row", value=rows[name].cast("string")).to_pyarrow().to_pylist()
            for place, value in enumerate(values):
                further = total - len(values) if place == 0 else 0
                problem = f"it must be {check.error}"
                yield (
                    finding(check.name, reading.table.name, problem, row=value["_row"], column=name, value=value["value"]),
                    further,
                )


def _rows(cursor: duckdb.DuckDBPyConnection, rule: str, query: Query) -> Found:
    listed = cursor.execute(
        f"SELECT _row, value, problem, count(*) OVER () FROM ({query.sql}) ORDER BY _row LIMIT {SHOWN_PER_RULE}"
    ).fetchall()
    for place, (row, value, problem, total) in enumerate(listed):
        further = total - len(listed) if place == 0 else 0
        yield finding(rule, query.table, problem, row=row, column=query.column, value=value), further
