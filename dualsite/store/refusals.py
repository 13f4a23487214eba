"""Cells whose value was refused: they are empty in the table, and nothing is said that rests on their being so."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

import duckdb

from dualsite.schema.rules import Query


def add(cursor: duckdb.DuckDBPyConnection, place: str, column: str, rows: str) -> None:
    """Note the cells of a column in the rows that the SQL gives, of the table at `place`."""
    cursor.execute(f"CREATE TABLE IF NOT EXISTS {place}_refused (_row BIGINT, name VARCHAR)").fetchall()
    cursor.execute(f"INSERT INTO {place}_refused SELECT *, '{column}' FROM ({rows})").fetchall()


def columns(cursor: duckdb.DuckDBPyConnection, place: str) -> frozenset[str]:
    """The columns of the table at `place` that have such cells."""
    schema, _, name = place.partition(".")
    known = cursor.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?", [schema, f"{name}_refused"]
    ).fetchall()
    if not known[0][0]:
        return frozenset()
    return frozenset(name for (name,) in cursor.execute(f"SELECT DISTINCT name FROM {place}_refused").fetchall())


def without_follow_ons(query: Query, place: str, refused: Collection[str]) -> Query:
    """The query without the rows in which it rests on a refused cell of its table, which lies at `place`."""
    read = sorted(set(re.findall(r"\w+", query.sql)) & set(refused))
    if not read:
        return query
    named = ", ".join(f"'{name}'" for name in read)
    sql = (
        f"SELECT q.* FROM ({query.sql}) q "
        f"ANTI JOIN (SELECT _row FROM {place}_refused WHERE name IN ({named})) r ON q._row = r._row"
    )
    return replace(query, sql=sql, condition=None)
