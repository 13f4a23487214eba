"""The queries of the rules, which are written for DuckDB, as PostgreSQL wants them.

sqlglot knows most of what differs; what it leaves as it is stands here. Tables are read in the schema of a version,
each row with the number by which the engine itself knows it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import cast

import sqlglot
import sqlglot.expressions as sge

ROW = "((ctid::text::point)[0]::bigint << 16 | (ctid::text::point)[1]::bigint)"
"""The number of a row: its block times 65,536, and its place there. `WHERE ctid = '(block,place)'` finds it."""


def rewritten(query: str, schema: str, tables: frozenset[str]) -> str:
    """A query of a rule on the tables of a schema."""
    return _in_postgres(query).transform(lambda node: _placed(node, schema, tables)).sql("postgres")


def condition(holds: str) -> str:
    """A condition on one row."""
    return _in_postgres(holds).sql("postgres")


@functools.lru_cache(1024)
def _in_postgres(query: str) -> sge.Expression:
    tree = sqlglot.parse_one(query, dialect="duckdb")
    for group in list(tree.find_all(sge.Group)):
        if group.args.get("all"):
            _group_by_all(group)
    for number, inner in enumerate(tree.find_all(sge.Subquery)):
        if isinstance(inner.parent, sge.From | sge.Join) and not inner.alias:
            inner.set("alias", sge.TableAlias(this=sge.to_identifier(f"inner_{number}")))
    return tree.transform(_told_otherwise)


def _group_by_all(group: sge.Group) -> None:
    """What `GROUP BY ALL` stands for: what is selected and no sum."""
    select = group.parent_select
    plain = [one.unalias() for one in select.selects if not one.find(sge.AggFunc)] if select else []
    group.set("all", None)
    group.set("expressions", [one.copy() for one in plain])


def _placed(node: sge.Expression, schema: str, tables: frozenset[str]) -> sge.Expression:
    """A table in its schema, with the numbers of its rows."""
    if not isinstance(node, sge.Table) or node.db or node.name not in tables:
        return node
    whole = f'SELECT *, {ROW} AS _row FROM "{schema}"."{node.name}"'
    numbered = cast(sge.Select, _parsed(whole).copy()).subquery(node.alias or node.name)
    return cast(sge.Expression, numbered)


@functools.lru_cache(1024)
def _parsed(told: str) -> sge.Expression:
    return cast(sge.Expression, sqlglot.parse_one(told, dialect="postgres"))


def _first_by(node: sge.ArgMax | sge.ArgMin) -> sge.Expression:
    """The value at which another one is largest or smallest: the first of them in that order."""
    order = "DESC" if isinstance(node, sge.ArgMax) else "ASC"
    value, by = node.this.sql("postgres"), node.expression.sql("postgres")
    there = f"{value} IS NOT NULL AND {by} IS NOT NULL"
    return _parsed(f"(array_agg({value} ORDER BY {by} {order}) FILTER (WHERE {there}))[1]").copy()


def _rounded(node: sge.Round) -> sge.Expression:
    exact = sge.Round(this=sge.cast(node.this.copy(), "decimal"), decimals=node.args.get("decimals"))
    return sge.cast(exact, "double")


_FUNCTIONS: Mapping[str, Callable[[str], str]] = {
    "STRLEN": lambda told: f"octet_length({told})",
    "ISFINITE": lambda told: f"({told} NOT IN ('NaN', 'Infinity', '-Infinity'))",
    "NFC_NORMALIZE": lambda told: f"normalize({told}, NFC)",
}
"""What is called otherwise there."""


def _told_otherwise(node: sge.Expression) -> sge.Expression:
    if isinstance(node, sge.ArgMax | sge.ArgMin):
        return _first_by(node)
    if isinstance(node, sge.RegexpLike):
        # The flag that a point stands for a line's end as well, as it does there anyway.
        node.set("flag", None)
    if isinstance(node, sge.Round) and node.args.get("decimals") is not None:
        return _rounded(node)
    if isinstance(node, sge.Anonymous | sge.Func):
        name = node.name.upper() if isinstance(node, sge.Anonymous) else type(node).__name__.upper()
        told = _FUNCTIONS.get(name)
        if told is not None:
            inner = node.expressions[0] if isinstance(node, sge.Anonymous) else node.this
            return _parsed(told(inner.sql("postgres"))).copy()
    return node
