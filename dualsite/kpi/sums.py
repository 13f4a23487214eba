"""From rows to groups: every population of a question counted and summed, in as few queries as there are groupings.

The engine reduces tables: each population is one branch of one query, whatever table it is of. Small frames of named
computations are grouped here. Either way a group has its number of rows, its metrics, and whether a row is made up.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import pandas as pd
from ibis import _
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
"""The groups that have rows, by their key. Without key columns: one, under the empty key, with rows or without."""

NOTHING = Group(0, False, {})  # noqa: FBT003


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
    tables: dict[tuple[str, ...], list[Wanted]] = {}
    for one in wanted:
        rows = question.once(one.population.source)
        if isinstance(rows, pd.DataFrame):
            found[one.identity] = _of_frame(rows, one)
        else:
            tables.setdefault(one.keys, []).append(one)
    for together in tables.values():
        found.update(_of_tables(question, together))
    return found


def _of_tables(question: Question, wanted: Sequence[Wanted]) -> dict[Hashable, Groups]:
    """One query for all: a branch each, with the metrics under the names a0, a1 … padded to equal width."""
    width = max(len(one.metrics) for one in wanted)
    branches = [_branch(question, one, place, width) for place, one in enumerate(wanted)]
    found: list[dict[Key, Group]] = [{} for _one in wanted]
    for row in ibis.union(*branches).to_pyarrow().to_pylist():
        one = wanted[row["branch"]]
        key = tuple(row[name] for name in one.keys)
        metrics = {name: row[f"a{place}"] for place, name in enumerate(one.metrics)}
        found[row["branch"]][key] = Group(row["n"], bool(row["made_up"]), metrics)
    return {one.identity: of_one for one, of_one in zip(wanted, found, strict=True)}


def _branch(question: Question, wanted: Wanted, place: int, width: int) -> ir.Table:
    population, window = wanted.population, question.window
    rows = question.once(population.source)
    conditions: list[Any] = [_[name].notnull() for name in wanted.keys if name != "month"]
    keys = {name: _[name] for name in wanted.keys}
    if population.placed_by is not None:
        conditions += [population.placed_by >= window.first, population.placed_by <= window.last]
        keys |= {"month": population.placed_by.truncate("M")} if "month" in keys else {}
    if population.of is not None:
        conditions.append(population.of)
    metrics = [resolved(metric, _).cast("float64") for metric in wanted.metrics.values()]
    padded = metrics + [_.count().cast("float64")] * (width - len(metrics))
    counted = {
        "n": _.count(),
        "made_up": (_.data_class == "ILLUSTRATIVE").any(),
        **{f"a{place}": metric for place, metric in enumerate(padded)},
    }
    rows = rows.filter(*conditions) if conditions else rows
    reduced = rows.group_by(**keys).aggregate(**counted) if keys else rows.aggregate(**counted)
    return reduced.mutate(branch=ibis.literal(place))


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
