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
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.kpi.definition import COLUMN, Metric, Population, resolved
from dualsite.kpi.question import Question

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
        rows = question.once(one.population.source)
        if isinstance(rows, pd.DataFrame):
            found[one.identity] = _of_frame(rows, one)
        else:
            placed_by = repr(one.population.placed_by) if "month" in one.keys else None
            together.setdefault((one.population.source, one.keys, placed_by), []).append(one)
    for ones in together.values():
        found.update(_of_table(question, ones))
    return found


def _of_table(question: Question, wanted: Sequence[Wanted]) -> dict[Hashable, Groups]:
    """One query for all, which are of one source and one grouping: each aggregate over the rows of its population."""
    population, keys = wanted[0].population, wanted[0].keys
    source: ir.Table = question.once(population.source)
    is_asked_for = [_condition(question, source, one.population) for one in wanted]
    is_named = [source[name].notnull() for name in keys if name != "month"]
    rows = source.filter(functools.reduce(operator.or_, is_asked_for), *is_named)
    columns = {name: rows[name] for name in keys if name != "month"}
    if "month" in keys and population.placed_by is not None:
        columns["month"] = population.placed_by.resolve(rows).truncate("M")
    counted: dict[str, ir.Value] = {}
    for place, one in enumerate(wanted):
        condition = _condition(question, rows, one.population)
        counted[f"n{place}"] = rows.count(where=condition)
        counted[f"made_up{place}"] = (rows.data_class == "ILLUSTRATIVE").any(where=condition)
        for number, metric in enumerate(one.metrics.values()):
            counted[f"metric{place}_{number}"] = _among(resolved(metric, rows), condition).cast("float64")
    reduced = rows.group_by(**columns).aggregate(**counted) if columns else rows.aggregate(**counted)
    found: list[dict[Key, Group]] = [{} for _one in wanted]
    for row in reduced.to_pyarrow().to_pylist():
        key = tuple(row[name] for name in keys)
        for place, one in enumerate(wanted):
            if row[f"n{place}"]:
                metrics = {name: row[f"metric{place}_{number}"] for number, name in enumerate(one.metrics)}
                found[place][key] = Group(row[f"n{place}"], bool(row[f"made_up{place}"]), metrics)
    return {one.identity: of_one for one, of_one in zip(wanted, found, strict=True)}


def _condition(question: Question, rows: ir.Table, population: Population) -> ir.BooleanValue:
    """Whether a row is of the population, the window included."""
    holds = [] if population.of is None else [population.of.resolve(rows)]
    if population.placed_by is not None:
        day = population.placed_by.resolve(rows)
        holds += [day >= question.window.first, day <= question.window.last]
    return functools.reduce(operator.and_, holds) if holds else ibis.literal(True)


def _among(metric: ir.Value, condition: ir.BooleanValue) -> ir.Value:
    """The metric with each of its aggregates taken over the rows for which the condition holds."""

    def narrowed(node: ops.Node, changed: dict[str, Any] | None) -> ops.Node:
        arguments = {**dict(zip(node.argnames, node.args, strict=True)), **(changed or {})}
        if isinstance(node, ops.Reduction):
            return type(node)(**{**arguments, "where": condition.op()})
        return type(node)(**arguments) if changed else node

    return metric.op().replace(narrowed, filter=ops.Value).to_expr()


def _of_frame(rows: pd.DataFrame, wanted: Wanted) -> Groups:
    if wanted.population.of is not None:
        rows = rows[resolved(wanted.population.of, rows)]
    rows = rows.dropna(subset=[name for name in wanted.keys if name in COLUMN.values()])
    if not wanted.keys:
        return {(): _group(rows, wanted)}
    grouped = rows.groupby(list(wanted.keys), dropna=False, sort=False)
    return {tuple(_plain(value) for value in key): _group(part, wanted) for key, part in grouped}


def _group(rows: pd.DataFrame, wanted: Wanted) -> Group:
    if rows.empty:
        return NOTHING
    metrics = {name: resolved(metric, rows) for name, metric in wanted.metrics.items()}
    return Group(len(rows), bool(rows["is_illustrative"].any()), metrics)


def _plain(value: Any) -> str | date | None:
    """A key as plain Python: a day for a timestamp, None for a missing one."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else str(value)
