"""The one door through which an expression is run: compiled once per shape, its values bound each time it runs.

Expressions that are the same but for their days and texts have one shape and so one statement. Either a whole one is
given: every day and text in it is taken out and bound, so that none can stay behind in what is kept; but a text with %,
which says how others are written, is part of the shape. Or a way to write one, `Kept`, which sees no value at all: only
their names, and a table of the rows that will be given. Nor does a statement know the schema of its tables, which is
put into it each time it runs: what was compiled for one version of the data holds for the next.

Ibis and sqlglot write a statement for the engine of the connection, with the placeholders that it knows; what else an
engine must be told stands in `_executed`.
"""

from __future__ import annotations

import datetime
import functools
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

import duckdb
import ibis
import sqlglot.expressions as sge
from ibis.backends import BaseBackend
from ibis.expr import types as ir
from numpy.typing import NDArray

from dualsite.store.shapes import Shape, type_of

T = TypeVar("T")

STATEMENTS = 1024
"""Statements kept; the one unused for longest makes room."""

AT_ONCE = 3
"""Statements asked at once by one who goes on meanwhile: an engine has more to answer than one question."""

GIVEN = "given"
"""The table that stands in an expression for the rows that are given when it runs."""


@dataclass(frozen=True)
class Given:
    """A few rows that a statement is given when it runs, with the type of each column."""

    types: Mapping[str, str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Kept:
    """A way to write an expression on the table that is given, by values that it has `named`.

    It is written only where nothing is kept under the key, which holds all that it depends on.
    """

    connection: BaseBackend
    key: Hashable
    write: Callable[[ir.Table], ir.Table]
    values: Mapping[str, Any]
    given: Given
    schema: str | None = None
    """Where its tables stand, on which nothing else in it depends; None: where the connection looks for them."""


@dataclass(frozen=True)
class Result:
    """The rows that a statement found, as plain Python."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def dicts(self) -> list[dict[str, Any]]:
        """A mapping per row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def values(self) -> dict[str, Sequence[Any]]:
        """The values of each column."""
        of_columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        return dict(zip(self.columns, of_columns, strict=True))


Arrays: TypeAlias = dict[str, NDArray[Any]]
"""The values of each column, masked where some are missing; days are datetime64."""


def run(asked: ir.Expr | Kept) -> Result:
    """The rows of an expression on the tables of one connection."""
    return _found(*_bound(asked))


Begin: TypeAlias = Callable[[ir.Expr | Kept], Future[Result]]
"""Asks for the rows of an expression while whoever asks goes on with something else."""


@contextmanager
def meanwhile() -> Iterator[Begin]:
    """A way to ask `AT_ONCE` statements at once, each in a thread of its own.

    What has not begun when the block ends is not asked any more, as after one that failed.
    """
    threads = ThreadPoolExecutor(AT_ONCE, "statement")

    def begin(asked: ir.Expr | Kept) -> Future[Result]:
        # It is written here: what it says may depend on who reads it, which another thread does not know.
        return threads.submit(_found, *_bound(asked))

    try:
        yield begin
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _found(connection: BaseBackend, statement: _Statement, values: Mapping[str, Any]) -> Result:
    rows = _executed(connection, statement, values).fetchall()
    return Result(statement.columns, _with_days(rows, statement.days) if statement.days else rows)


def _with_days(rows: list[tuple[Any, ...]], days: tuple[int, ...]) -> list[tuple[Any, ...]]:
    """The rows with days in these places: DuckDB gives the beginning of a month as a time."""
    timed = {place for place in days if any(isinstance(row[place], datetime.datetime) for row in rows)}

    def day(cell: Any) -> Any:
        return cell.date() if isinstance(cell, datetime.datetime) else cell

    return [tuple(day(cell) if at in timed else cell for at, cell in enumerate(row)) for row in rows] if timed else rows


def arrays(asked: ir.Expr | Kept) -> Arrays:
    """The same by column."""
    connection, statement, values = _bound(asked)
    found: Arrays = _executed(connection, statement, values).fetchnumpy()
    return found


@functools.cache
def named(name: str, of: str = "string") -> ir.Scalar:
    """A value by its name, to be written into what is `Kept`; a text, or what its type says."""

    def stands_for_it() -> None:
        """A function of this name stands in the expression until it is compiled."""

    function = ibis.udf.scalar.builtin(stands_for_it, name=f"{_NAMED}{of}_{name}", signature=((), of))
    return function()


_NAMED = "value_"

_SCHEMA = f"schema_{secrets.token_hex(8)}_"
"""How the place of a schema begins; nobody can write it into a text."""

_SQL_TYPES = {"string": "text", "date": "date", "int64": "bigint", "float64": "double", "boolean": "boolean"}


@dataclass(frozen=True)
class _Statement:
    """A query without its values and its schemas, and the names of those that it needs."""

    sql: str
    columns: tuple[str, ...]
    days: tuple[int, ...]
    """The places of the columns that hold days."""
    needs: tuple[str, ...]

    def over(self, schemas: Iterable[str]) -> _Statement:
        """The same over the tables of these schemas, in the order of their places."""
        sql = self.sql
        for place, schema in enumerate(schemas):
            sql = sql.replace(f"{_SCHEMA}{place}_", schema)
        return replace(self, sql=sql)


_statements: OrderedDict[Hashable, _Statement] = OrderedDict()
_parsed: OrderedDict[str, duckdb.Statement] = OrderedDict()
"""What DuckDB has made of their texts, which holds for all connections: a quarter of what a small question costs."""
_lock = threading.Lock()


def _bound(asked: ir.Expr | Kept) -> tuple[BaseBackend, _Statement, Mapping[str, Any]]:
    """The statement, where to run it, and its values."""
    return _of_kept(asked) if isinstance(asked, Kept) else _of_expression(asked)


def _executed(connection: BaseBackend, statement: _Statement, values: Mapping[str, Any]) -> Any:
    """A cursor with the result. DuckDB refuses a value that a statement does not need, and parses what it is told."""
    told: Any = statement.sql
    if connection.name == "duckdb":
        told = _kept(_parsed, told, lambda: connection.con.extract_statements(statement.sql)[0])
    return connection.con.execute(told, {name: values[name] for name in statement.needs})


def _kept(among: OrderedDict[Any, T], key: Hashable, make: Callable[[], T]) -> T:
    """What is kept under the key, or what is made now."""
    with _lock:
        if key in among:
            among.move_to_end(key)
            return among[key]
    made = make()
    with _lock:
        among[key] = made
        if len(among) > STATEMENTS:
            among.popitem(last=False)
    return made


def _of_kept(kept: Kept) -> tuple[BaseBackend, _Statement, Mapping[str, Any]]:
    types, count = kept.given.types, len(kept.given.rows)
    schemas = () if kept.schema is None else (kept.schema,)
    statement = _kept(
        _statements,
        (kept.connection.name, kept.key, tuple(types.items()), count),
        lambda: _compiled(kept.connection, kept.write(ibis.table(types, name=GIVEN)), schemas, types, count),
    )
    cells = {
        _cell(column, place): cell
        for place, row in enumerate(kept.given.rows)
        for column, cell in zip(types, row, strict=True)
    }
    return kept.connection, statement.over(schemas), {**kept.values, **cells}


def _of_expression(rows: ir.Expr) -> tuple[BaseBackend, _Statement, Mapping[str, Any]]:
    node = rows.as_table().op()
    shape = Shape()
    shape.of(node)

    def compiled() -> _Statement:
        placeholders = {taken: named(name, type_of(taken)).op() for taken, name in shape.taken.items()}
        return _compiled(shape.connection, node.replace(placeholders).to_expr(), tuple(shape.schemas))

    statement = _kept(_statements, (shape.connection.name, tuple(shape.parts)), compiled)
    return shape.connection, statement.over(shape.schemas), {name: taken.value for taken, name in shape.taken.items()}


def _compiled(
    connection: BaseBackend,
    rows: ir.Table,
    schemas: Sequence[str] = (),
    types: Mapping[str, str] | None = None,
    count: int = 0,
) -> _Statement:
    """The statement of an expression, with placeholders for what is named and given in it, and for the schemas."""
    needs: dict[str, None] = {}
    places = {schema: sge.to_identifier(f"{_SCHEMA}{place}_", quoted=True) for place, schema in enumerate(schemas)}

    def value(name: str, of: str) -> sge.Expression:
        needs[name] = None
        return sge.cast(sge.Placeholder(this=name), _SQL_TYPES[of])

    def written(node: sge.Expression) -> sge.Expression:
        if isinstance(node, sge.Anonymous) and node.name.lower().startswith(_NAMED):
            of, _, name = node.name.lower().removeprefix(_NAMED).partition("_")
            return value(name, of)
        if isinstance(node, sge.Table) and node.db in places:
            node.set("db", places[node.db].copy())
        return node

    # A copy, since Ibis uses a part in several places and only one of them would be replaced.
    query = connection.compiler.to_sqlglot(rows).transform(written, copy=True)
    if types:
        cells = [[value(_cell(column, place), of) for column, of in types.items()] for place in range(count)]
        query = _with_given(query, sge.Values(expressions=[sge.Tuple(expressions=row) for row in cells]), types)
    days = (place for place, of in enumerate(rows.schema().values()) if of.is_date())
    return _Statement(query.sql(connection.dialect), tuple(rows.columns), tuple(days), tuple(needs))


def _with_given(query: sge.Query, rows: sge.Values, columns: Iterable[str]) -> sge.Query:
    """The query with the rows that are given, told once before it where it has them in several places."""
    names = [sge.to_identifier(column, quoted=True) for column in columns]
    places = [node for node in query.find_all(sge.Table) if node.name == GIVEN]

    def told(name: str) -> sge.Values:
        alias = sge.TableAlias(this=sge.to_identifier(name, quoted=True), columns=names)
        return sge.Values(expressions=rows.expressions, alias=alias)

    if len(places) == 1:
        places[0].replace(told(places[0].alias or GIVEN))
        return query
    before = query.with_(sge.to_identifier(GIVEN, quoted=True), sge.select("*").from_(told(GIVEN)))
    named = before.args["with_"].expressions
    named.insert(0, named.pop())
    return before


def _cell(column: str, place: int) -> str:
    return f"{GIVEN}_{column}_{place}"
