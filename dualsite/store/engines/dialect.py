"""What PostgreSQL must be told otherwise than Ibis would: the one place where the statements of engines differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlglot.expressions as sge
from ibis.backends.sql.compilers.postgres import PostgresCompiler
from ibis.backends.sql.rewrites import Select
from ibis.expr import operations as ops


class Dialect(PostgresCompiler):  # type: ignore[misc]  # Ibis has no types
    """Ibis's compiler for PostgreSQL, with days that stay days."""

    __slots__ = ()

    def visit_DateTruncate(self, op: ops.DateTruncate, *, arg: Any, unit: Any) -> sge.Expression:  # noqa: N802
        """The beginning of a month is a day; PostgreSQL's is a time in the time zone of the session."""
        day: sge.Expression = self.cast(super().visit_DateTruncate(op, arg=arg, unit=unit), op.dtype)
        return day

    def visit_Select(self, op: Select, *, qualified: Sequence[Any], **parts: Any) -> sge.Expression:  # noqa: N802
        """What rests on a window is filtered in a selection around it, where the names of the inner one do not hold."""
        freed = [without_tables(one) for one in qualified]
        selection: sge.Expression = super().visit_Select(op, qualified=freed, **parts)
        return selection


def without_tables(condition: sge.Expression) -> sge.Expression:
    """The condition with its columns by their names alone, but for those within a window."""
    freed = condition.copy()
    for column in freed.find_all(sge.Column):
        if not column.find_ancestor(sge.Window):
            column.set("table", None)
    return freed
