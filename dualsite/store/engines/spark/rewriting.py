"""The queries of the rules, which are written for DuckDB, as Spark wants them; what sqlglot leaves as it is."""

from __future__ import annotations

import functools
from typing import cast

import sqlglot
import sqlglot.expressions as sge

NUMBERED = "_numbered"
"""How the views end in which each row has its number."""

DEEPEST = 12
"""Generations of batches that a licence is looked for in: Spark has no recursion that ends by itself."""


def rewritten(query: str, schema: str, tables: frozenset[str]) -> str:
    """A query of a rule on the tables of a version."""
    return str(_in_spark(query).transform(lambda node: _in_views(node, schema, tables)).sql("spark"))


@functools.lru_cache(1024)
def _in_spark(query: str) -> sge.Expression:
    return sqlglot.parse_one(query, dialect="duckdb").transform(_told_otherwise)


def _in_views(node: sge.Expression, schema: str, tables: frozenset[str]) -> sge.Expression:
    if not isinstance(node, sge.Table) or node.db or node.name not in tables:
        return node
    return cast(sge.Expression, sge.to_table(f"{schema}_{node.name}{NUMBERED}").as_(node.alias or node.name))


def _told_otherwise(node: sge.Expression) -> sge.Expression:
    if isinstance(node, sge.With) and node.recursive:
        for one in node.expressions:
            if isinstance(one.this, sge.Union):
                _bounded(one)
    elif isinstance(node, sge.RegexpLike):
        # The flag that a point stands for a line's end as well, and an end that is the very end, not one before it.
        pattern = node.expression
        if pattern.is_string and pattern.name.endswith("$"):
            node.set("expression", sge.Literal.string(f"{pattern.name[:-1]}\\z"))
        node.set("flag", None)
    elif isinstance(node, sge.Sub) and _is_day(node.this) and _is_day(node.expression):
        return sge.Anonymous(this="datediff", expressions=[node.this, node.expression])
    elif isinstance(node, sge.Func):
        return _called_otherwise(node)
    return node


def _called_otherwise(node: sge.Func) -> sge.Expression:
    """What is called otherwise there; texts are not composed anew, which Spark has no function for."""
    name = node.name.upper() if isinstance(node, sge.Anonymous) else type(node).__name__.upper()
    inner = node.expressions[0] if isinstance(node, sge.Anonymous) and node.expressions else node.this
    if name == "STRLEN":
        return sge.Anonymous(this="octet_length", expressions=[inner])
    if name == "NFC_NORMALIZE":
        return cast(sge.Expression, inner)
    if name == "ISFINITE":
        told = f"{inner.sql('spark')} NOT IN (DOUBLE('NaN'), DOUBLE('Infinity'), DOUBLE('-Infinity'))"
        return cast(sge.Expression, sqlglot.parse_one(told, dialect="spark"))
    return cast(sge.Expression, node)


def _bounded(one: sge.CTE) -> None:
    """Have a recursion end after so many generations, each row with its own."""
    union = one.this
    union.set("distinct", False)
    before = next(table.alias for table in union.right.find_all(sge.Table) if table.name == one.alias)
    union.left.select("0 AS generation", copy=False)
    union.right.select(f"{before}.generation + 1", copy=False).where(f"{before}.generation < {DEEPEST}", copy=False)
    one.args["alias"].append("columns", sge.to_identifier("generation"))


def _is_day(node: sge.Expression) -> bool:
    """Whether it is a column of days, as its name says."""
    return isinstance(node, sge.Column) and node.name.endswith(("_on", "from_end"))
