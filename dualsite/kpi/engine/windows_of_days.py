"""One query for all that is wanted of a table: windows over days where it is large, else over its rows.

Windows are many, the months of two years among them, and a row lies in few of them. Where rows are many they are not
held against each window: those of an as-of day that are placed on the same day are counted and summed once, and windows
take the days that they have. What no sum of sums gives, as a quantile, is taken over the rows of each window.
"""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import ibis
from ibis import _ as row
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.access import AS_OF, Door
from dualsite.kpi.definition import Metric, Population, name_of, resolved
from dualsite.kpi.engine.question import ASKED
from dualsite.schema import TABLES

MAJOR = "has_major_deviation"

Over: TypeAlias = Callable[[ir.Value, ir.BooleanValue], ir.Value]
"""Takes a metric over the rows for which a condition holds."""

FEW_WINDOWS = 6
"""So many windows are held against rows as fast as against days."""

LARGE = 150_000
"""From how many rows times further windows on a table is gone through once for each day that populations are placed by:
6,000 rows for the months of two years and what else a page asks."""

ROWS = repr(row.count())
"""The name of the metric that is the number of rows, which every group has."""


@dataclass(frozen=True)
class PopulationPart:
    """A population of a table, with all that is wanted of it."""

    population: Population
    metrics: dict[str, Metric] = field(default_factory=dict)

    @property
    def identity(self) -> object:
        return self.population.identity, tuple(self.metrics)

    def expressions(self, rows: ir.Table) -> dict[int, ir.Value]:
        """Its metrics of these rows by their numbers, but for the number of rows."""
        named = enumerate(self.metrics.items())
        return {number: resolved(metric, rows) for number, (name, metric) in named if name != ROWS}


def by_name(name: str) -> str:
    """The column that says of a window whether it is grouped by the column of this name."""
    return f"is_by_{name}"


def key_name(name: str) -> str:
    """The column that holds the value to group by, empty where the window is not."""
    return f"key_{name}"


def of_windows(
    door: Door,
    windows: ir.Table,
    table: str,
    is_located: bool,
    columns: Sequence[str],
    parts: Sequence[PopulationPart],
    *,
    over_days: bool,
) -> ir.Table:
    """Each part of the table counted and summed, by window and by the columns.

    A part has its number of rows `n0`, whether one is `made_up0`, and its metrics `metric0_0`, …, by its place. Over
    days, parts that are placed by different ones stand in rows of their own, empty in the columns of others.
    """
    asked = _Asked(door, windows, table, is_located, columns)
    numbered = dict(enumerate(parts))
    if not over_days:
        return _over_rows(asked, numbered)
    alike = _any_row(table)
    together: dict[tuple[str, bool], dict[int, PopulationPart]] = defaultdict(dict)
    for place, part in numbered.items():
        placed_by = part.population.placed_by
        is_of_sums = all(map(_is_of_sums, part.expressions(alike).values()))
        together["" if placed_by is None else name_of(placed_by), is_of_sums][place] = part
    return _beside_each_other(
        [
            (_over_days if is_of_sums else _over_rows_of_days)(asked, placed_alike)
            for (_placed_by, is_of_sums), placed_alike in together.items()
        ]
    )


def is_worth_days(rows: int, windows: int) -> bool:
    """Whether so many rows are dearer to hold against so many windows than a longer statement."""
    return rows * (windows - FEW_WINDOWS) >= LARGE


@dataclass(frozen=True)
class _Asked:
    """What is asked of a table: the windows, and the columns to group by."""

    door: Door
    windows: ir.Table
    table: str
    is_located: bool
    columns: Sequence[str]

    @property
    def days(self) -> ir.Table:
        """The as-of days of the windows, each with the first and the last day that a window of it has."""
        bounds = {"window_first": self.windows.window_first.min(), "window_last": self.windows.window_last.max()}
        return self.windows.group_by(AS_OF).aggregate(**bounds)

    def rows(self, parts: Mapping[int, PopulationPart], given: ir.Table, **marks: Any) -> ir.Table:
        """The rows that are of any of the parts in a window, or between the first and the last day, of those `given`.

        Each has its `as_of`, whether it is of the part (`is_of0`), whether it is `made_up`, the marks, and what metrics
        read.
        """
        either = {
            place: part.population.conditions(row.window_first, row.window_last) or [ibis.literal(True)]
            for place, part in parts.items()
        }
        is_of = {f"is_of{place}": functools.reduce(operator.and_, conditions) for place, conditions in either.items()}
        marks |= {**is_of, "made_up": row.data_class == "ILLUSTRATIVE", "as_of": row.as_of}
        where = [functools.reduce(operator.or_, is_of.values())]
        alike = _any_row(self.table)
        metrics = [metric for part in parts.values() for metric in part.expressions(alike).values()]
        names = {column.name for metric in metrics for column in metric.op().find(ops.Field)} - {"as_of"}
        asked = sorted(names - {MAJOR} | {"batch_id"}) if MAJOR in names else sorted(names)
        rows = self.door.rows(self.table, asked, where, marks, is_located=self.is_located, given=given)
        return self._with_deviations(rows) if MAJOR in names else rows

    def rows_of_days(self, parts: Mapping[int, PopulationPart]) -> tuple[ir.Table, list[str]]:
        """The rows with the day they are `placed_on`, if parts have one, and the names of the columns to group by."""
        placed_by = next(iter(parts.values())).population.placed_by
        placed = {} if placed_by is None else {"placed_on": placed_by}
        keys = {key_name(name): getattr(row, name) for name in self.columns}
        return self.rows(parts, self.days, **placed, **keys), list(keys)

    def in_windows(self, rows: ir.Table) -> ir.Table:
        """Rows or days beside each window that they are in, with the values that it is grouped by."""
        is_in = [rows.as_of == self.windows[AS_OF]]
        if "placed_on" in rows.columns:
            is_in.append(rows.placed_on.between(self.windows.window_first, self.windows.window_last))
        keys = {key_name(name): _if_by(name, row[key_name(name)]) for name in self.columns}
        return rows.inner_join(self.windows, is_in).mutate(**keys)

    def _with_deviations(self, batches: ir.Table) -> ir.Table:
        """The batches with whether a critical or major deviation was opened on each, by whomever it was filed."""
        is_major = (row.kind == "DEVIATION") & row.severity.isin(("CRITICAL", "MAJOR")) & row.batch_id.notnull()
        known = {"major_on": row.batch_id, "major_as_of": row.as_of}
        major = self.door.unfiltered.rows("quality_events", [], [is_major], known, given=self.days).distinct()
        is_its_own = [batches.batch_id == major.major_on, batches.as_of == major.major_as_of]
        return batches.left_join(major, is_its_own).mutate(**{MAJOR: row.major_on.notnull()})


def _any_row(table: str) -> ir.Table:
    """Rows of the table with all that may be asked of them, to write a metric on before it is known what it reads.

    These are the columns of the contract, and beyond them the site and the stage of bookings and milestones, and of
    batches whether a critical or major deviation was opened on them.
    """
    added = {"site_id": "string", "stage": "string", MAJOR: "boolean", "as_of": "date"}
    return ibis.table({**added, **dict(TABLES[table].schema.items())}, name=table)


def _over_rows(asked: _Asked, parts: Mapping[int, PopulationPart]) -> ir.Table:
    """The parts by window, each over all of its rows, which are held against every window."""
    keys = {key_name(name): _if_by(name, getattr(row, name)) for name in asked.columns}
    rows = asked.rows(parts, asked.windows, **keys, **{ASKED: getattr(row, ASKED)})
    return rows.group_by(ASKED, *keys).aggregate(**_counts(rows, parts), **_metrics(rows, parts, _over))


def _over_rows_of_days(asked: _Asked, parts: Mapping[int, PopulationPart]) -> ir.Table:
    """The same, where each row is told by the day that all of the parts are placed by in which windows it is."""
    rows, keys = asked.rows_of_days(parts)
    joined = asked.in_windows(rows)
    return joined.group_by(ASKED, *keys).aggregate(**_counts(joined, parts), **_metrics(joined, parts, _over))


def _over_days(asked: _Asked, parts: Mapping[int, PopulationPart]) -> ir.Table:
    """The parts by window, from what they are by the day that all of them are placed by."""
    rows, keys = asked.rows_of_days(parts)
    metrics = _metrics(rows, parts, lambda metric, _condition: metric)
    by_day = _counts(rows, parts)
    for name, metric in metrics.items():
        condition = rows[f"is_of{name.removeprefix('metric').partition('_')[0]}"]
        for among, reduction in enumerate(_reductions(metric)):
            by_day[f"{name}_{among}"] = _over(reduction.to_expr(), condition)
    placed = ["placed_on"] if "placed_on" in rows.columns else []
    joined = asked.in_windows(rows.group_by("as_of", *placed, *keys).aggregate(**by_day))
    summed: dict[str, ir.Value] = {}
    for place in parts:
        summed[f"n{place}"] = joined[f"n{place}"].sum().cast("int64")
        summed[f"made_up{place}"] = joined[f"made_up{place}"].any()
    for name, metric in metrics.items():
        reductions = enumerate(_reductions(metric))
        whole = {reduction: _whole(reduction, joined[f"{name}_{among}"]) for among, reduction in reductions}
        summed[name] = metric.op().replace(whole).to_expr()
    return joined.group_by(ASKED, *keys).aggregate(**summed)


def _counts(rows: ir.Table, parts: Iterable[int]) -> dict[str, ir.Value]:
    """Of each part how many rows there are, and whether one is made up."""
    counts: dict[str, ir.Value] = {}
    for place in parts:
        counts[f"n{place}"] = rows.count(where=rows[f"is_of{place}"])
        counts[f"made_up{place}"] = rows.made_up.any(where=rows[f"is_of{place}"])
    return counts


def _metrics(rows: ir.Table, parts: Mapping[int, PopulationPart], over: Over) -> dict[str, ir.Value]:
    """The metrics of each part, over the rows that are of it."""
    return {
        f"metric{place}_{number}": over(metric, rows[f"is_of{place}"])
        for place, part in parts.items()
        for number, metric in part.expressions(rows).items()
    }


def _if_by(name: str, value: Any) -> Any:
    """The value to group by, where the window is grouped by the column of this name."""
    return getattr(row, by_name(name)).ifelse(value, ibis.null("string"))


def _reductions(metric: ir.Value) -> list[ops.Reduction]:
    """The aggregates that a metric is made of."""
    return list(metric.op().find(ops.Reduction, filter=ops.Value))


_SUMMED = (ops.Sum, ops.Count, ops.CountStar)


def _is_of_sums(metric: ir.Value) -> bool:
    """Whether a metric over several days can be told from what it is made of on each."""
    return all(isinstance(reduction, (*_SUMMED, ops.Min, ops.Max)) for reduction in _reductions(metric))


def _whole(reduction: ops.Reduction, of_days: ir.Value) -> ops.Node:
    """An aggregate over several days from those of each. What a database sums up to is as long as what was summed."""
    if isinstance(reduction, _SUMMED):
        return of_days.sum().cast(reduction.dtype).op()
    return (of_days.min() if isinstance(reduction, ops.Min) else of_days.max()).op()


def _over(metric: ir.Value, condition: ir.BooleanValue) -> ir.Value:
    """The metric with each of its aggregates taken over the rows for which the condition holds."""

    def narrowed(node: ops.Node, changed: dict[str, Any] | None) -> ops.Node:
        arguments = {**dict(zip(node.argnames, node.args, strict=True)), **(changed or {})}
        if isinstance(node, ops.Reduction):
            return type(node)(**{**arguments, "where": condition.op()})
        return type(node)(**arguments) if changed else node

    return metric.op().replace(narrowed, filter=ops.Value).to_expr()


def _beside_each_other(found: Sequence[ir.Table]) -> ir.Table:
    """The rows of all, each with the columns of all."""
    if len(found) == 1:
        return found[0]
    types = {name: of for one in found for name, of in one.schema().items()}

    def filled(one: ir.Table) -> ir.Table:
        return one.select(
            **{name: one[name].cast(of) if name in one.columns else ibis.null(of) for name, of in types.items()}
        )

    return ibis.union(*map(filled, found), distinct=False)
