"""Where Spark and DuckDB differ by themselves, the same expression gives the same rows all the same, or an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import duckdb
import ibis
import pytest
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.errors import EngineError
from dualsite.kpi.computations.recurrence import with_forerunner
from dualsite.store.engines.spark.sessions import Spark
from dualsite.store.statements import arrays, run
from tests.engines.spark.conftest import opened
from tools.spark import Cluster

ROWS = """(VALUES (1, 7, 2.25, DATE '2026-01-31', 'b'), (2, -7, -2.25, DATE '2026-03-01', 'B'), (3, 0, 1.15, DATE
  '2024-02-29', 'ä'), (4, 5, 0.35, DATE '2026-12-31', 'z'), (5, NULL, NULL, NULL, NULL))"""
TYPED = "CAST(id AS BIGINT) id, CAST(number AS BIGINT) number, CAST(share AS DOUBLE) share, day, word"
SCHEMA = ibis.schema({"id": "int64", "number": "int64", "share": "float64", "day": "date", "word": "string"})

EXPRESSIONS: dict[str, Callable[[ir.Table], ir.Table]] = {
    "a count of no rows is 0": lambda t: t.aggregate(n=t.count(where=t.number > 100), m=t.count(where=t.number > 0)),
    "what is summed of no rows is empty": lambda t: t.filter(t.id > 9).aggregate(s=t.number.sum(), m=t.share.max()),
    "no rows are no rows": lambda t: t.filter(t.id > 9),
    "days between days": lambda t: t.select("id", d=t.day.delta(ibis.date(2026, 3, 1), unit="day")),
    "a month begins on a day": lambda t: t.select("id", m=t.day.truncate("M")),
    "a year begins on a day": lambda t: t.select("id", y=t.day.truncate("Y")),
    "months on, to the last day": lambda t: t.select("id", m=(t.day + ibis.interval(months=1)).cast("date")),
    "days on": lambda t: t.select("id", d=(t.day + ibis.interval(days=30)).cast("date")),
    "whole numbers divided are fractions": lambda t: t.select("id", d=t.number / 2),
    "whole parts are those below": lambda t: t.select("id", d=t.number // 2),
    "rounded half away from zero": lambda t: t.select("id", one=t.share.round(1), none=t.share.round(0)),
    "quantiles lie between": lambda t: t.aggregate(q=t.share.quantile(0.9), m=t.number.cast("float64").median()),
    "quantiles of some": lambda t: t.aggregate(q=t.share.quantile(0.5, where=t.number > 0)),
    "nothing comes last": lambda t: t.order_by(t.number).select("id"),
    "nothing comes last, from above too": lambda t: t.order_by(t.number.desc()).select("id"),
    "texts in the order of their bytes": lambda t: t.order_by(t.word).select("word"),
    "the largest of some": lambda t: t.select("id", g=ibis.greatest(t.number, 1), c=t.number.fill_null(0)),
    "texts are counted by letters": lambda t: t.select("id", n=t.word.length()),
    "different ones": lambda t: t.aggregate(n=t.word.nunique(), any=(t.number > 6).any(), all=(t.number > 6).all()),
    "the next in order": lambda t: t.select("id", n=t.day.lead().over(ibis.window(order_by=[t.id]))),
    "the last before": lambda t: with_forerunner(
        t.select(key=t.word.notnull(), opened_on=t.day), t.select(key=t.word.notnull(), closed_on=t.day), ["key"]
    ),
    "added up in order": lambda t: t.select("id", s=t.number.sum().over(ibis.cumulative_window(order_by=[t.id]))),
    "hashes": lambda t: t.select("id", h=t.word.hexdigest("sha256").upper().substr(0, 10)),
    "days in words": lambda t: t.select("id", w=t.day.strftime("%b %Y")),
    "kept by text": lambda t: t.filter(t.word.isin(["b", "ä"]) & (t.day > ibis.date(2024, 1, 1))).select("id"),
}


@pytest.fixture(scope="module")
def spark(cluster: Cluster) -> Iterator[Spark]:
    asked = opened(cluster.url(cluster.folder))
    view = f"CREATE TEMPORARY VIEW spark_0_rows AS SELECT {TYPED} FROM {ROWS} AS t (id, number, share, day, word)"
    asked.found(lambda session: session.sql(view).count())
    yield Spark(asked)
    asked.end()


@pytest.fixture(scope="module")
def files() -> Iterator[ibis.BaseBackend]:
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA spark_0").fetchall()
        rows = f"SELECT {TYPED} FROM {ROWS} AS t (id, number, share, day, word)"
        connection.execute(f"CREATE TABLE spark_0.rows AS {rows}").fetchall()
        yield ibis.duckdb.from_connection(connection)


def found(expression: Callable[[ir.Table], ir.Table], connection: ibis.BaseBackend) -> list[tuple[Any, ...]]:
    """The rows: numbers to nine digits, in an order of their own unless one was asked for."""
    table = ops.DatabaseTable("rows", SCHEMA, connection, ops.Namespace(database="spark_0")).to_expr()
    asked = expression(table)
    rows = [tuple(float(f"{one:.9g}") if isinstance(one, float) else one for one in row) for row in run(asked).rows]
    return rows if isinstance(asked.op(), ops.Sort) or asked.op().find(ops.Sort) else sorted(rows, key=repr)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_gives_the_same_rows(name: str, spark: Spark, files: ibis.BaseBackend) -> None:
    assert found(EXPRESSIONS[name], spark) == found(EXPRESSIONS[name], files)


def test_arrays_have_the_same_values_and_are_empty_where_they_are(spark: Spark, files: ibis.BaseBackend) -> None:
    for connection in (spark, files):
        table = ops.DatabaseTable("rows", SCHEMA, connection, ops.Namespace(database="spark_0")).to_expr()
        held = arrays(table.filter(table.id > 3).select("number", "share", "day", "word", is_it=table.number > 0))
        order = sorted(range(2), key=lambda place: str(held["word"][place]))
        first, last = order if held["number"].mask[order[1]] else reversed(order)
        assert (held["number"][first], held["share"][first], held["is_it"][first]) == (5, 0.35, True)
        assert str(held["day"][first])[:10] == "2026-12-31"
        assert held["day"].dtype.kind == "M"
        assert all(held[name].mask[last] for name in ("number", "share", "day", "word", "is_it"))


@pytest.mark.parametrize(
    "sql", ["CAST('one' AS INT)", "9223372036854775807 + 1", "CAST('2026-02-30' AS DATE)", "1 / 0"]
)
def test_what_cannot_be_computed_is_an_error(sql: str, spark: Spark) -> None:
    with pytest.raises(EngineError, match="could not answer"):
        spark.con.execute(f"SELECT {sql} FROM range(1)")


def test_no_day_moves_between_seoul_utc_and_new_york(spark: Spark) -> None:
    for text in ("2026-03-08", "2026-11-01", "1970-01-01", "0001-01-01", "9999-12-31"):
        day = date.fromisoformat(text)
        asked = spark.con.execute("SELECT CAST(:day AS DATE), CAST(CAST(:day AS DATE) AS STRING)", {"day": day})
        assert asked.fetchall() == [(day, text)]
