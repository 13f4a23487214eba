"""What a KPI is: one object that a head of quality could read aloud and a machine can compute.

A KPI looks at the rows of a table, which the engine reduces, or, where the arithmetic does not fit one aggregate, at
what a named computation makes of them: a small frame. Its expressions are written on `_`, the rows,
and read the same in all cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pandas as pd
from ibis.common.deferred import Deferred

from dualsite.i18n import marked
from dualsite.kpi.control_chart import Chart

if TYPE_CHECKING:
    from dualsite.kpi.engine.question import Question
    from dualsite.kpi.engine.row_groups import RowGroup

Better = Literal["higher", "lower", "neither"]
Split = Literal["month", "site", "partner", "product", "stage"]
Filter = Literal["site", "partner"]
Source: TypeAlias = Callable[["Question"], pd.DataFrame]
Metric: TypeAlias = Deferred | Callable[["RowGroup"], float]
"""An aggregate of the rows: an expression on `_`, or a function of a part of a small frame."""

COLUMN: Mapping[Split, str] = {
    "month": "month",
    "site": "site_id",
    "partner": "partner_id",
    "product": "product_id",
    "stage": "stage",
}
"""The column that holds each split."""


class Family(StrEnum):
    """A family of the catalogue; each is a module of it."""

    CAPACITY = "capacity"
    DELIVERY = "delivery"
    QUALITY = "quality"
    COMMERCIAL = "commercial"
    CLINICAL = "clinical"

    @property
    def label(self) -> str:
        """What the family is called; a marked text."""
        return _FAMILIES[self]


_FAMILIES = {
    Family.CAPACITY: marked("Capacity"),
    Family.DELIVERY: marked("Delivery"),
    Family.QUALITY: marked("Quality"),
    Family.COMMERCIAL: marked("Commercial"),
    Family.CLINICAL: marked("Clinical and regulatory"),
}

FILTERS: frozenset[Filter] = frozenset(("site", "partner"))


@dataclass(frozen=True, eq=False, kw_only=True)
class Population:
    """The rows that are counted: those of the table for which `of` holds, in the window by the day `placed_by`.

    A `source` is a named computation that gives the rows in the table's stead.

    Without `placed_by` the source has chosen the rows: they stand as they are at the as-of day, or the computation has
    cut them to the window itself.
    """

    table: str
    source: Source | None = None
    placed_by: Deferred | None = None
    of: Deferred | None = None

    @property
    def identity(self) -> tuple[str | Source, ...]:
        """Equal for populations of the same rows."""
        named = ("" if one is None else name_of(one) for one in (self.placed_by, self.of))
        return (self.source or self.table, *named)

    def conditions(self, first: date | Deferred, last: date | Deferred) -> list[Deferred]:
        """What holds of its rows, and of no other, over the days from the first to the last."""
        placed = None if self.placed_by is None else self.placed_by.between(first, last)
        return [condition for condition in (self.of, placed) if condition is not None]


@dataclass(frozen=True, eq=False, kw_only=True)
class Kpi:
    """One KPI of the catalogue.

    A rate has a `numerator` and a `denominator` (of the rows of `per` where those differ) and is `times` their ratio.
    Any other KPI has a `value`; without one it counts its rows.
    """

    id: str
    label: str
    unit: str
    """`fraction`, `d`, `months`, `L`, `count`, `batches`, `ratio`, `points`, `per 100`, `per 1,000`, or `money`: then
    it is an amount of the reporting currency."""
    better: Better
    family: Family
    definition: str
    """One sentence, to be read aloud."""
    formula: str
    """The arithmetic in words."""
    nothing: str
    """Why there is no value when there is nothing to compute it from."""
    tables: tuple[str, ...]
    """The tables it needs; the first holds its rows."""
    source: Source | None = None
    """The computation that gives its rows, where they are not those of the table."""
    behind: Population | None = None
    """The rows of the table that such a computation counts, where it does not read all of them."""
    placed_by: Deferred | None = None
    of: Deferred | None = None
    numerator: Metric | None = None
    denominator: Metric | None = None
    per: Population | None = None
    value: Metric | None = None
    n: Metric | None = None
    """How many items stand behind the value, where that is not the number of rows: clients, tests, unit-days."""
    times: float = 1
    over_nothing: float | None = None
    """The value over no rows: 0 for a sum, None for what cannot be known."""
    splits: frozenset[Split]
    """By what it can be grouped."""
    filters: frozenset[Filter] = FILTERS
    """By what the question may be narrowed without making it unavailable."""
    keys: tuple[str, ...] = ()
    """The columns of the rows it has by nature; none for the most, which have one value."""
    carries: Mapping[str, Metric] = field(default_factory=dict)
    """Facts that go with the value."""
    needs_everyone: bool = False
    """Whether it means something only over every client's rows, and is not told to who sees but some of them."""
    mature_d: int = 0
    """After how many days the rows of a month are ripe; younger months say little."""
    is_of_amounts: bool = False
    """Whether numerator and denominator are amounts or a choice among rates, not counts that chance acts on."""
    is_of_year: bool = False
    """Whether its target is one for twelve months, to which no month can be held."""
    standard: str | None = None
    """Where the definition comes from, when it is not ours."""

    @property
    def table(self) -> str:
        """The table that holds its rows."""
        return self.tables[0]

    @property
    def population(self) -> Population:
        """The rows behind the numerator or the value."""
        return Population(table=self.table, source=self.source, placed_by=self.placed_by, of=self.of)

    @property
    def is_rate(self) -> bool:
        """Whether it is a ratio of two sums."""
        return self.denominator is not None

    @property
    def chart(self) -> Chart:
        """The control chart of its months."""
        if self.unit in ("per 100", "per 1,000"):
            return Chart.U
        return Chart.P if self.unit == "fraction" and self.is_rate and not self.is_of_amounts else Chart.XMR

    @property
    def is_count(self) -> bool:
        """Whether it is the number of its rows."""
        return self.value is None and not self.is_rate

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of the reporting currency."""
        return self.unit == "money"


_NAMES: dict[int, tuple[Metric, str]] = {}
"""What metrics are called. They are written once, in the catalogue, and long to read."""


def name_of(metric: Metric) -> str:
    """What a metric is called among the metrics of a group; equal for equal metrics."""
    if id(metric) not in _NAMES:
        is_function = callable(metric) and hasattr(metric, "__qualname__")
        _NAMES[id(metric)] = metric, metric.__qualname__ if is_function else repr(metric)
    return _NAMES[id(metric)][1]


def resolved(metric: Metric, rows: Any) -> Any:
    """The metric of these rows: an Ibis expression for a table, a number for a small frame."""
    return metric.resolve(rows) if isinstance(metric, Deferred) else metric(rows)
