"""From rows to groups: every population of every question counted and summed.

The engine reduces tables: one query per table answers all questions that are asked together. Their windows, and the
months of those by month, are rows joined to the table, each with its own as-of day and with the columns to group by.
Small frames of named computations are grouped here. Either way a group has its number of rows, its metrics, and
whether a row is made up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from ibis.expr import types as ir

from dualsite.access import Door
from dualsite.access.filters import PLACED
from dualsite.kpi.definition import COLUMN, Metric, Population, name_of, resolved
from dualsite.kpi.engine.question import ASKED, WINDOWS, Question
from dualsite.kpi.engine.row_groups import Key, RowGroup, row_groups, whole
from dualsite.kpi.engine.windows_of_days import ROWS, PopulationPart, by_name, is_worth_days, key_name, of_windows
from dualsite.kpi.windows import Window
from dualsite.store.statements import Begin, Given, run


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


def of_frames(wanted: Iterable[Wanted]) -> dict[Hashable, Groups]:
    """The groups of what is wanted of computations, by its identity. Raises NotAvailableError."""
    return {
        one.identity: _of_frame(one.question.once(one.population.source), one)
        for one in wanted
        if one.population.source is not None
    }


class TableSums:
    """What is wanted of tables: the engine counts and sums it from now on, while something else is done."""

    def __init__(self, wanted: Iterable[Wanted], begin: Begin) -> None:
        of_tables: dict[tuple[str, bool], list[Wanted]] = defaultdict(list)
        for one in wanted:
            if one.population.source is None:
                is_located = one.population.table in PLACED and one.question.by in ("site", "stage")
                of_tables[one.population.table, is_located].append(one)
        self._begun = [_OneTable(table, is_located, ones, begin) for (table, is_located), ones in of_tables.items()]

    def groups(self) -> dict[Hashable, Groups]:
        """The groups of everything that is wanted, by its identity."""
        return {identity: groups for one in self._begun for identity, groups in one.groups().items()}


class _OneTable:
    """One query for all: each metric over the rows of its population, window by window."""

    def __init__(self, table: str, is_located: bool, wanted: Sequence[Wanted], begin: Begin) -> None:
        self._wanted = wanted
        self._parts: dict[Hashable, PopulationPart] = {}
        self._windows: dict[Hashable, list[tuple[int, date | None]]] = defaultdict(list)
        columns = sorted({name for one in wanted for name in one.columns})
        asked: dict[tuple[Any, ...], int] = {}
        for one in wanted:
            part = self._parts.setdefault(one.population.identity, PopulationPart(one.population))
            part.metrics.update(one.metrics)
            for month, window in one.windows():
                is_by = (name in one.columns for name in columns)
                days = (one.question.view.as_of, window.first, window.last)
                self._windows[one.identity].append((asked.setdefault((*days, *is_by), len(asked)), month))
        types = {**WINDOWS, **{by_name(name): "boolean" for name in columns}}
        given = Given(types, [(place, *values) for values, place in asked.items()])
        view = wanted[0].question.view
        parts = list(self._parts.values())
        over_days = is_worth_days(view.stored_rows(table), len(asked))
        key = (table, is_located, over_days, tuple(columns), tuple(part.identity for part in parts))

        def write(door: Door, given: ir.Table) -> ir.Table:
            return of_windows(door, given, table, is_located, columns, parts, over_days=over_days)

        kept = view.kept(key, write, given)
        self._found = partial(run, kept) if view.is_quickly_asked(table) else begin(kept).result

    def groups(self) -> dict[Hashable, Groups]:
        """The groups of each, once the query has been answered."""
        rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for counted in self._found().dicts():
            rows[counted[ASKED]].append(counted)
        places = {identity: place for place, identity in enumerate(self._parts)}
        found: dict[Hashable, Groups] = {}
        for one in self._wanted:
            place, names = places[one.population.identity], list(self._parts[one.population.identity].metrics)
            found[one.identity] = {
                tuple(month if name == "month" else counts[key_name(name)] for name in one.keys): _counted(
                    counts, place, names
                )
                for asked_as, month in self._windows[one.identity]
                for counts in rows[asked_as]
                if counts[f"n{place}"] and all(counts[key_name(name)] is not None for name in one.columns)
            }
        return found


def _counted(counts: Mapping[str, Any], place: int, names: Sequence[str]) -> Group:
    metrics = {name: counts.get(f"metric{place}_{number}") for number, name in enumerate(names)}
    metrics[ROWS] = counts[f"n{place}"]
    return Group(counts[f"n{place}"], bool(counts[f"made_up{place}"]), metrics)


def _of_frame(small: pd.DataFrame, wanted: Wanted) -> Groups:
    if wanted.population.of is not None:
        small = small[resolved(wanted.population.of, small)]
    if not wanted.keys:
        return {(): _group(whole(small), wanted)}
    splits = [place for place, name in enumerate(wanted.keys) if name in COLUMN.values()]
    return {
        key: _group(part, wanted)
        for key, part in row_groups(small, wanted.keys)
        if all(key[place] is not None for place in splits)
    }


def _group(part: RowGroup, wanted: Wanted) -> Group:
    if not len(part):
        return NOTHING
    metrics = {name: resolved(metric, part) for name, metric in wanted.metrics.items()}
    return Group(len(part), part.is_illustrative.any(), metrics)
