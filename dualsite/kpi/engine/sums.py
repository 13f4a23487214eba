"""From rows to groups: every population of a question counted and summed.

The engine reduces tables: the populations of one source are one query. By month it is one for each day that places
rows. Small frames of named computations are grouped here. Either way a group has its number of rows, its metrics, and
whether a row is made up.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import pandas as pd
from ibis import _ as row
from ibis.common.deferred import Deferred
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.kpi.definition import COLUMN, Metric, Population, resolved
from dualsite.kpi.engine.question import Question
from dualsite.kpi.engine.rows import COLUMNS, rows

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

ROWS = repr(row.count())
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
    keys = wanted[0].keys
    among = _marked(question, wanted)
    counted: dict[str, ir.Value] = {}
    for place, one in enumerate(wanted):
        condition = among[_mark(place)] if len(wanted) > 1 else None
        counted[f"n{place}"] = among.count(where=condition)
        counted[f"made_up{place}"] = among.made_up.any(where=condition)
        for number, (name, metric) in enumerate(one.metrics.items()):
            if name != ROWS:
                counted[f"metric{place}_{number}"] = _over(resolved(metric, among), condition)
    reduced = among.group_by(*keys).aggregate(**counted) if keys else among.aggregate(**counted)
    found: list[dict[Key, Group]] = [{} for _one in wanted]
    for counts in reduced.to_pyarrow().to_pylist():
        key = tuple(counts[name] for name in keys)
        for place, one in enumerate(wanted):
            if counts[f"n{place}"]:
                metrics = {name: counts.get(f"metric{place}_{number}") for number, name in enumerate(one.metrics)}
                metrics[ROWS] = counts[f"n{place}"]
                found[place][key] = Group(counts[f"n{place}"], bool(counts[f"made_up{place}"]), metrics)
    return {one.identity: of_one for one, of_one in zip(wanted, found, strict=True)}


def _marked(question: Question, wanted: Sequence[Wanted]) -> ir.Table:
    """The rows of the source with what is asked of them: whether each is made up, and of which of several populations.

    Rows of none are left out, so that all that are left are of the population when there is but one.
    """
    population, keys = wanted[0].population, wanted[0].keys
    columns = [name for name in keys if name != "month"]
    conditions = [one.population.conditions(question) or [ibis.literal(True)] for one in wanted]
    is_of = [functools.reduce(operator.and_, of_one) for of_one in conditions]
    counts = [functools.reduce(operator.or_, is_of), *(getattr(row, name).notnull() for name in columns)]
    marks = {_mark(place): condition for place, condition in enumerate(is_of)} if len(wanted) > 1 else {}
    marks["made_up"] = row.data_class == "ILLUSTRATIVE"
    if "month" in keys and population.placed_by is not None:
        marks["month"] = population.placed_by.truncate("M")
    if population.source is not None:
        return question.once(population.source).filter(*counts).mutate(**marks)
    spoken_of = _Names()
    for one in wanted:
        for metric in one.metrics.values():
            if isinstance(metric, Deferred):
                metric.resolve(spoken_of)
    names = spoken_of.found & COLUMNS[population.table] | set(columns)
    return rows(question, population.table, *sorted(names), where=counts, **marks)


def _mark(place: int) -> str:
    """The column that says whether a row is of the population at this place of those wanted."""
    return f"is_of{place}"


class _Names:
    """Stands in for the rows to learn which columns an expression speaks of."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def __getattr__(self, name: str) -> Deferred:
        self.found.add(name)
        return getattr(row, name)


def _over(metric: ir.Value, condition: ir.BooleanValue | None) -> ir.Value:
    """The metric with each of its aggregates taken over the rows for which the condition holds; None: over all."""
    if condition is None:
        return metric

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
