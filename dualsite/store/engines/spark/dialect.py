"""What Spark must be told otherwise than Ibis would: the one place where its statements differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlglot.expressions as sge
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.backends.sql.rewrites import Select
from ibis.expr import datatypes
from ibis.expr import operations as ops

from dualsite.store.engines.dialect import without_tables


class SparkDialect(PySparkCompiler):  # type: ignore[misc]  # Ibis has no types
    """Ibis's compiler for Spark, with counts that are never empty, days that stay days, and rounding as in DuckDB."""

    __slots__ = ()

    def visit_CountStar(self, op: ops.CountStar, *, arg: Any, where: Any) -> sge.Expression:  # noqa: N802
        """Of no rows 0; Ibis sums, and the sum of nothing is NULL."""
        counted: sge.Expression = (
            super().visit_CountStar(op, arg=arg, where=None) if where is None else self.f.anon.count_if(where)
        )
        return counted

    def visit_DateTruncate(self, op: ops.DateTruncate, *, arg: Any, unit: Any) -> sge.Expression:  # noqa: N802
        """The beginning of a month is a day, where Spark gives a time."""
        day: sge.Expression = self.cast(super().visit_DateTruncate(op, arg=arg, unit=unit), op.dtype)
        return day

    def visit_DateDelta(self, op: ops.DateDelta, *, part: Any, left: Any, right: Any) -> sge.Expression:  # noqa: N802
        """Days between two days are a number, where Spark gives an interval."""
        days: sge.Expression = self.f.anon.datediff(left, right)
        return days

    def visit_NonNullLiteral(self, op: ops.Literal, *, value: Any, dtype: datatypes.DataType) -> Any:  # noqa: N802
        """A fraction is a double, which Spark takes for a decimal of as many digits as are written."""
        if dtype.is_floating():
            return self.cast(sge.convert(value), datatypes.float64)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_Select(self, op: Select, *, qualified: Sequence[Any], **parts: Any) -> sge.Expression:  # noqa: N802
        """What rests on a window is filtered in a selection around it, where the names of the inner one do not hold."""
        freed = [without_tables(one) for one in qualified]
        selection: sge.Expression = super().visit_Select(op, qualified=freed, **parts)
        return selection
