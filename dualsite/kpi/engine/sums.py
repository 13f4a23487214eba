"""From rows to groups: every population of every question counted and summed.

The engine reduces tables: one query per table answers all questions that are asked together. Their windows, and the
months of those by month, are rows joined to the table, each with its own as-of day and with the columns to group by.
Small frames of named computations are grouped here. Either way a group has its number of rows, its metrics, and
whether a row is made up.
"""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import pandas as pd
from ibis import _ as row
from ibis.common.deferred import Deferred
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.access import Door
from dualsite.access.filters import PLACED
from dualsite.kpi.definition import COLUMN, Metric, Population, name_of, resolved
from dualsite.kpi.engine.question import ASKED, WINDOWS, Question, Reader
from dualsite.kpi.engine.row_groups import Key, RowGroup, row_groups, whole
from dualsite.kpi.windows import Window
from dualsite.schema import TABLES
from dualsite.store.statements import Given, run

MAJOR = "has_major_deviation"

COLUMNS = {name: frozenset(table.columns) | {"site_id", "stage", MAJOR} for name, table in TABLES.items()}
"""What may be asked of a row, by table: the columns of the contract, and beyond them the site and the stage of bookings
and milestones, and of batches whether a critical or major deviation was opened on them."""


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
    """Metrics of one population for one question, grouped by the columns `keys`."""

    question: Question
    population: Population
    keys: tuple[str, ...]
    metrics: dict[str, Metric] = field(default_factory=dict)

    @property
    def identity(self) -> Hashable:
        return self.question, self.population.identity, self.keys

    def add(self, metrics: Iterable[Metric]) -> None:
        """Want these metrics as well."""
        self.metrics.update((name_of(metric), metric) for metric in metrics)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to group by, without the month: each month is a window of its own."""
        return tuple(name for name in self.keys if name != "month")

    def windows(self) -> Iterator[tuple[date | None, Window]]:
        """The windows that it is wanted for: each month of that of the question, by its first day, or the whole."""
        whole = self.question.window
        yield from whole.by_month.items() if "month" in self.keys else [(None, whole)]


def groups(wanted: Sequence[Wanted]) -> dict[Hashable, Groups]:
    """The groups of everything wanted, by its identity."""
    found: dict[Hashable, Groups] = {}
    of_tables: dict[tuple[str, bool], list[Wanted]] = defaultdict(list)
    for one in wanted:
        population, question = one.population, one.question
        if population.source:
            found[one.identity] = _of_frame(question.once(population.source), one)
        else:
            is_located = population.table in PLACED and question.by in ("site", "stage")
            of_tables[population.table, is_located].append(one)
    for (table, is_located), ones in of_tables.items():
        found.update(_of_table(table, is_located, ones))
    return found


@dataclass(frozen=True)
class _PopulationPart:
    """A population of a table, with all that is wanted of it."""

    population: Population
    metrics: dict[str, Metric] = field(default_factory=dict)

    @property
    def identity(self) -> Hashable:
        return self.population.identity, tuple(self.metrics)


def _of_table(table: str, is_located: bool, wanted: Sequence[Wanted]) -> dict[Hashable, Groups]:
    """One query for all: each metric over the rows of its population, window by window."""
    parts: dict[Hashable, _PopulationPart] = {}
    columns = sorted({name for one in wanted for name in one.columns})
    asked: dict[tuple[Any, ...], int] = {}
    windows: dict[Hashable, list[tuple[int, date | None]]] = defaultdict(list)
    for one in wanted:
        part = parts.setdefault(one.population.identity, _PopulationPart(one.population))
        part.metrics.update(one.metrics)
        for month, window in one.windows():
            is_by = (name in one.columns for name in columns)
            days = (one.question.view.as_of, window.first, window.last)
            windows[one.identity].append((asked.setdefault((*days, *is_by), len(asked)), month))
    types = {**WINDOWS, **{_by(name): "boolean" for name in columns}}
    given = Given(types, [(place, *values) for values, place in asked.items()])
    key = (table, is_located, tuple(columns), tuple(part.identity for part in parts.values()))

    def write(door: Door, given: ir.Table) -> ir.Table:
        return _written(Reader(door, given), table, is_located, columns, list(parts.values()))

    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for counted in run(wanted[0].question.view.kept(key, write, given)).dicts():
        rows[counted[ASKED]].append(counted)
    places = {identity: place for place, identity in enumerate(parts)}
    found: dict[Hashable, Groups] = {}
    for one in wanted:
        place, names = places[one.population.identity], list(parts[one.population.identity].metrics)
        found[one.identity] = {
            tuple(month if name == "month" else counts[_key(name)] for name in one.keys): _counted(counts, place, names)
            for asked_as, month in windows[one.identity]
            for counts in rows[asked_as]
            if counts[f"n{place}"] and all(counts[_key(name)] is not None for name in one.columns)
        }
    return found


def _counted(counts: Mapping[str, Any], place: int, names: Sequence[str]) -> Group:
    metrics = {name: counts.get(f"metric{place}_{number}") for number, name in enumerate(names)}
    metrics[ROWS] = counts[f"n{place}"]
    return Group(counts[f"n{place}"], bool(counts[f"made_up{place}"]), metrics)


def _by(name: str) -> str:
    """The column that says of a window whether it is grouped by the column of this name."""
    return f"is_by_{name}"


def _key(name: str) -> str:
    """The column that holds the value to group by, empty where the window is not."""
    return f"key_{name}"


def _written(
    reader: Reader, table: str, is_located: bool, columns: Sequence[str], parts: Sequence[_PopulationPart]
) -> ir.Table:
    """Each part of the table counted and summed, by window and by the columns."""
    conditions = [
        part.population.conditions(row.window_first, row.window_last) or [ibis.literal(True)] for part in parts
    ]
    is_of = [functools.reduce(operator.and_, of_one) for of_one in conditions]
    marks: dict[str, Any] = {f"is_of{place}": condition for place, condition in enumerate(is_of)}
    marks["made_up"] = row.data_class == "ILLUSTRATIVE"
    for name in columns:
        marks[_key(name)] = getattr(row, _by(name)).ifelse(getattr(row, name), ibis.null("string"))
    spoken_of = _Names()
    for part in parts:
        for metric in part.metrics.values():
            if isinstance(metric, Deferred):
                metric.resolve(spoken_of)
    names = spoken_of.found & COLUMNS[table]
    is_of_any = functools.reduce(operator.or_, is_of)
    given = _AS_OF_ASKED if "as_of" in spoken_of.found else {}
    if MAJOR in names:
        names = names - {MAJOR} | {"batch_id"}
    among = reader.rows(table, *sorted(names), where=[is_of_any], is_located=is_located, **marks, **given)
    if MAJOR in spoken_of.found:
        among = _with_deviations(reader, among)
    counted: dict[str, ir.Value] = {}
    for place, part in enumerate(parts):
        condition = among[f"is_of{place}"]
        counted[f"n{place}"] = among.count(where=condition)
        counted[f"made_up{place}"] = among.made_up.any(where=condition)
        for number, (name, metric) in enumerate(part.metrics.items()):
            if name != ROWS:
                counted[f"metric{place}_{number}"] = _over(resolved(metric, among), condition)
    return among.group_by(ASKED, *map(_key, columns)).aggregate(**counted)


_AS_OF_ASKED = {"as_of": row.as_of}
"""The as-of day of a row, where a metric speaks of it."""


def _with_deviations(reader: Reader, batches: ir.Table) -> ir.Table:
    """The batches with whether a critical or major deviation was opened on each, by whomever it was filed."""
    is_major = (row.kind == "DEVIATION") & row.severity.isin(("CRITICAL", "MAJOR")) & row.batch_id.notnull()
    major = reader.rows("quality_events", "batch_id", where=[is_major], door=reader.door.unfiltered).distinct()
    major = major.select(major_on="batch_id", major_asked=ASKED)
    with_them = batches.left_join(major, [batches.batch_id == major.major_on, batches[ASKED] == major.major_asked])
    return with_them.mutate(**{MAJOR: row.major_on.notnull()})


class _Names:
    """Stands in for the rows to learn which columns an expression speaks of."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def __getattr__(self, name: str) -> Deferred:
        self.found.add(name)
        return getattr(row, name)


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
        return {(): _group(whole(small), wanted)}
    small = small.dropna(subset=[name for name in wanted.keys if name in COLUMN.values()])
    return {key: _group(part, wanted) for key, part in row_groups(small, wanted.keys)}


def _group(part: RowGroup, wanted: Wanted) -> Group:
    if not len(part):
        return NOTHING
    metrics = {name: resolved(metric, part) for name, metric in wanted.metrics.items()}
    return Group(len(part), part.is_illustrative.any(), metrics)
