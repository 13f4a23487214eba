"""From rows to groups: every population of a question counted and summed.

The engine reduces tables: the populations of one source are one query. By month it is one for each day that places
rows. Small frames of named computations are grouped here. Either way a group has its number of rows, its metrics, and
whether a row is made up.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import ibis
import pandas as pd
from ibis import _
from ibis.common.deferred import Deferred
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.kpi.definition import COLUMN, Metric, Population, resolved
from dualsite.kpi.question import Question
from dualsite.kpi.rows import COLUMNS, rows

Key = tuple[str | date | None, ...]
"""The values of the key columns of a group, in their order."""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found among the rows of one group; a metric over nothing is None."""

    n: int
    is_illustrative: bool
    metrics: Mapping[str, Any]


Groups = Mapping[Key, Group]
"""The groups that have rows, by their key; without key columns at most one, under the empty key."""

ROWS = repr(_.count())
"""The name of the metric that is the number of rows, which every group has."""

NOTHING = Group(0, False, {})


@dataclass(frozen=True)
class Wanted:
    """Metrics of one population, grouped by the columns `keys`."""

    population: Population
    keys: tuple[str, ...]
    metrics: dict[str, Metric] = field(default_factory=dict)

    @property
    def identity(self) -> Hashable:
        return self.population.identity, self.keys

    def add(self, metrics: Iterable[Metric]) -> None:
        """Want these metrics as well."""
        self.metrics.update((name_of(metric), metric) for metric in metrics)


def name_of(metric: Metric) -> str:
    """What a metric is called among the metrics of a group; equal for equal metrics."""
    return metric.__qualname__ if callable(metric) and hasattr(metric, "__qualname__") else repr(metric)


def groups(question: Question, wanted: Sequence[Wanted]) -> dict[Hashable, Groups]:
    """The groups of everything wanted, by its identity."""
    found: dict[Hashable, Groups] = {}
    together: dict[Hashable, list[Wanted]] = {}
    for one in wanted:
        population = one.population
        computed = question.once(population.source) if population.source else None
        if isinstance(computed, pd.DataFrame):
            found[one.identity] = _of_frame(computed, one)
        else:
            placed_by = repr(population.placed_by) if "month" in one.keys else None
            together.setdefault((population.source or population.table, one.keys, placed_by), []).append(one)
    for ones in together.values():
        found.update(_of_table(question, ones))
    return found


def _of_table(question: Question, wanted: Sequence[Wanted]) -> dict[Hashable, Groups]:
    """One query for all, which are of one source and one grouping: each aggregate over the rows of its population."""
    population, keys = wanted[0].population, wanted[0].keys
    among = _source(question, wanted)
    is_named = [among[name].notnull() for name in keys if name != "month"]
    among = among.filter(_may_count(question, among, wanted), *is_named)
    columns = {name: among[name] for name in keys if name != "month"}
    if "month" in keys and population.placed_by is not None:
        columns["month"] = population.placed_by.resolve(among).truncate("M")
    counted: dict[str, ir.Value] = {}
    for place, one in enumerate(wanted):
        condition = _condition(question, among, one.population)
        counted[f"n{place}"] = among.count(where=condition)
        counted[f"made_up{place}"] = (among.data_class == "ILLUSTRATIVE").any(where=condition)
        for number, (name, metric) in enumerate(one.metrics.items()):
            if name != ROWS:
                counted[f"metric{place}_{number}"] = _over(resolved(metric, among), condition).cast("float64")
    reduced = among.group_by(**columns).aggregate(**counted) if columns else among.aggregate(**counted)
    found: list[dict[Key, Group]] = [{} for _one in wanted]
    for row in reduced.to_pyarrow().to_pylist():
        key = tuple(row[name] for name in keys)
        for place, one in enumerate(wanted):
            if row[f"n{place}"]:
                metrics = {name: row.get(f"metric{place}_{number}") for number, name in enumerate(one.metrics)}
                metrics[ROWS] = row[f"n{place}"]
                found[place][key] = Group(row[f"n{place}"], bool(row[f"made_up{place}"]), metrics)
    return {one.identity: of_one for one, of_one in zip(wanted, found, strict=True)}


def _source(question: Question, wanted: Sequence[Wanted]) -> ir.Table:
    """The rows of the computation, or those of the table with the columns that the metrics speak of."""
    population = wanted[0].population
    if population.source is not None:
        return question.once(population.source)
    spoken_of = _Names()
    for one in wanted:
        for metric in (one.population.placed_by, one.population.of, *one.metrics.values()):
            if isinstance(metric, Deferred):
                metric.resolve(spoken_of)
    keys = {name for name in wanted[0].keys if name != "month"}
    names = spoken_of.found & COLUMNS[population.table] | keys | {"data_class"}
    return rows(question, population.table, *sorted(names))


class _Names:
    """Stands in for the rows to learn which columns an expression speaks of."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def __getattr__(self, name: str) -> Deferred:
        self.found.add(name)
        return getattr(_, name)


def _may_count(question: Question, among: ir.Table, wanted: Sequence[Wanted]) -> ir.BooleanValue:
    """Whether a row may be of any population at all: what the engine can leave out at once."""
    loosely = {}
    for one in wanted:
        placed_by = one.population.placed_by
        of_all = one.population if placed_by is None else replace(one.population, of=None)
        loosely[of_all.identity] = of_all
    return functools.reduce(operator.or_, [_condition(question, among, population) for population in loosely.values()])


def _condition(question: Question, among: ir.Table, population: Population) -> ir.BooleanValue:
    """Whether a row is of the population, the window included."""
    holds = [] if population.of is None else [population.of.resolve(among)]
    if population.placed_by is not None:
        day = population.placed_by.resolve(among)
        holds += [day >= question.window.first, day <= question.window.last]
    return functools.reduce(operator.and_, holds) if holds else ibis.literal(True)


def _over(metric: ir.Value, condition: ir.BooleanValue) -> ir.Value:
    """The metric with each of its aggregates taken over the rows for which the condition holds."""

    def narrowed(node: ops.Node, changed: dict[str, Any] | None) -> ops.Node:
        arguments = {**dict(zip(node.argnames, node.args, strict=True)), **(changed or {})}
        if isinstance(node, ops.Reduction):
            return type(node)(**{**arguments, "where": condition.op()})
        return type(node)(**arguments) if changed else node

    return metric.op().replace(narrowed, filter=ops.Value).to_expr()


def _of_frame(small: pd.DataFrame, wanted: Wanted) -> Groups:
    if wanted.population.of is not None:
        small = small[resolved(wanted.population.of, small)]
    if not wanted.keys:
        return {(): _group(small, wanted)}
    small = small.dropna(subset=[name for name in wanted.keys if name in COLUMN.values()])
    grouped = small.groupby(list(wanted.keys), dropna=False, sort=False)
    return {tuple(_plain(value) for value in key): _group(part, wanted) for key, part in grouped}


def _group(small: pd.DataFrame, wanted: Wanted) -> Group:
    if small.empty:
        return NOTHING
    metrics = {name: resolved(metric, small) for name, metric in wanted.metrics.items()}
    return Group(len(small), bool(small["is_illustrative"].any()), metrics)


def _plain(value: Any) -> str | date | None:
    """A key as plain Python: a day for a timestamp, None for a missing one."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else str(value)
