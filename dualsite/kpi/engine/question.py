"""Questions to the catalogue: a view of the data, a window, a grouping, and what was read to answer them.

Questions that are asked together read together: what a computation needs is read once, for all of their days.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd
from ibis.expr import types as ir
from numpy.typing import NDArray

from dualsite.access import AS_OF, Door, Expression, View
from dualsite.cache import cached_per_view
from dualsite.errors import DualsiteError
from dualsite.kpi.definition import COLUMN, Split
from dualsite.kpi.windows import Window
from dualsite.schema import TABLES
from dualsite.store.statements import Arrays, Given, arrays

T = TypeVar("T")

ASKED = "asked"
"""The column that says for which of the days asked together a row was read."""

DAYS = {ASKED: "int64", AS_OF: "date"}
WINDOWS = {**DAYS, "window_first": "date", "window_last": "date"}
"""What rows are read for: as-of days, or windows that each have one."""


class NotAvailableError(DualsiteError):
    """A KPI that these data, this filter or this grouping cannot give; the text says why, to be shown beside a “—”."""


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads rows for several days at once. It knows no day itself, so that what is written by it holds for any."""

    door: Door
    given: ir.Table
    is_whenever: bool = False
    """Whether what is read holds for every day, so that it is read but once."""

    def rows(
        self,
        table: str,
        *names: str,
        where: Sequence[Expression] = (),
        door: Door | None = None,
        is_located: bool = False,
        **computed: Expression,
    ) -> ir.Table:
        """The rows of a table with the columns `names`, those `computed`, and for which day each was read (`ASKED`).

        `where` and `computed` are written on `row`, which has the as-of day, and the `window_first` and `window_last`
        where windows are asked for. Another `door` reads under other filters. Raises MissingTableError, and ValueError
        for a table that another day changes where what is read is to hold for every day.
        """
        if self.is_whenever and TABLES[table].depends_on_day:
            raise ValueError(f"The rows of {table} are others on another day")
        columns = (*names, *(() if ASKED in names else (ASKED,)))
        return (door or self.door).rows(table, columns, where, computed, is_located=is_located, given=self.given)


Reading: TypeAlias = Callable[[Reader], ir.Table]
"""A small table that computations need, told apart by `ASKED`."""


@dataclass(frozen=True, eq=False)
class Together:
    """Questions that are asked at once, of the same rows: they differ in days, windows and groupings alone."""

    questions: list[Question] = field(default_factory=list)
    _read: dict[Any, pd.DataFrame] = field(default_factory=dict)

    def read(self, question: Question, reading: Reading, columns: dict[str, str], order: Sequence[str]) -> pd.DataFrame:
        """What a reading gives for one of the questions, in this order; read for all of them at the first time."""
        if (reading, question.asked(columns)) not in self._read:
            asked = dict.fromkeys(one.asked(columns) for one in self.questions)
            days = [one for one in asked if (reading, one) not in self._read]
            given = Given(columns, [(place, *one) for place, one in enumerate(days)])
            kept = question.view.kept(reading, lambda door, table: reading(Reader(door, table)), given)
            for one, rows in zip(days, _of_each(arrays(kept), len(days), order), strict=True):
                self._read[reading, one] = rows
        return self._read[reading, question.asked(columns)]


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked: of whom and when (`view`), over which days, grouped by what."""

    view: View
    window: Window
    by: Split | None = None
    together: Together = field(default_factory=Together, repr=False)
    _once: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.together.questions.append(self)

    @property
    def column(self) -> str | None:
        """The column of the grouping, or None."""
        return COLUMN[self.by] if self.by else None

    @property
    def is_by_site(self) -> bool:
        """Whether the answer depends on the site of a row."""
        return self.by == "site" or self.view.site is not None

    @property
    def asks_for_places(self) -> bool:
        """Whether the answer depends on the site or the stage of a row."""
        return self.is_by_site or self.by == "stage"

    @property
    def owner(self) -> str | None:
        """The column of whose rows are looked at one by one, when the grouping is by partner or product."""
        return self.column if self.by in ("partner", "product") else None

    def asked(self, columns: dict[str, str]) -> tuple[date, ...]:
        """Its days among those asked together."""
        return (self.view.as_of, *((self.window.first, self.window.last) if columns is WINDOWS else ()))

    def read(self, reading: Reading, *order: str) -> pd.DataFrame:
        """What is known on its as-of day, in the order of these columns. Not to be changed in place."""
        return self.together.read(self, reading, DAYS, order)

    def read_whenever(self, reading: Reading) -> pd.DataFrame:
        """What is known on every day alike, read once for all of them. Not to be changed in place."""
        return _whenever(self.view.whenever, reading)

    def read_of_window(self, reading: Reading) -> pd.DataFrame:
        """The same, where what is read depends on the window as well."""
        return self.together.read(self, reading, WINDOWS, ())

    def once(self, compute: Callable[[Question], T]) -> T:
        """What `compute` gives for this question, computed once however many KPIs need it."""
        if compute not in self._once:
            self._once[compute] = compute(self)
        result: T = self._once[compute]
        return result


@cached_per_view
def _whenever(view: View, reading: Reading) -> pd.DataFrame:
    given = Given(DAYS, [(0, view.as_of)])
    key = (reading, "whenever")
    found = arrays(view.kept(key, lambda door, table: reading(Reader(door, table, is_whenever=True)), given))
    del found[ASKED]
    return framed(found)


def _of_each(found: Arrays, days: int, order: Sequence[str]) -> list[pd.DataFrame]:
    """What was read in this order as one frame for each of so many days, cut from one that is made of all of it."""
    rows = framed(found)
    if days > 1 or order:
        rows = rows.sort_values([ASKED, *order], kind="stable", ignore_index=True)
    ends = np.searchsorted(rows.pop(ASKED), np.arange(days), side="right")
    return [rows.iloc[begin:end].reset_index(drop=True) for begin, end in itertools.pairwise([0, *ends])]


def framed(found: Arrays) -> pd.DataFrame:
    """What was read as a frame: days are datetime64, `is_illustrative` says of what has a `data_class` whether so."""
    columns = {name: _series(values) for name, values in found.items() if name != "data_class"}
    if "data_class" in found:
        columns["is_illustrative"] = np.ma.filled(found["data_class"] == "ILLUSTRATIVE", False).astype(bool)
    return pd.DataFrame(columns)


def _series(values: NDArray[Any]) -> Any:
    """The values as pandas holds them: missing numbers as NaN, missing days as NaT."""
    kind, held = values.dtype.kind, np.ma.getdata(values)
    missing = np.ma.getmaskarray(values)
    if missing.any():
        held = held.astype(object if kind in "Ob" else "float64" if kind != "M" else held.dtype)
        held[missing] = None if kind in "Ob" else np.datetime64("NaT") if kind == "M" else np.nan
    if kind == "M":
        return held.astype("datetime64[ms]")
    return pd.array(held, dtype="str") if kind == "O" else held
