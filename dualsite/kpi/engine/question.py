"""One question to the catalogue: a view of the data, a window, a grouping, and what was read to answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import ibis
import pandas as pd
import pyarrow.compute as pc
from ibis.expr import types as ir

from dualsite.access import View
from dualsite.errors import DualsiteError
from dualsite.kpi.definition import COLUMN, Split
from dualsite.kpi.windows import Window

T = TypeVar("T")


class NotAvailableError(DualsiteError):
    """A KPI that these data, this filter or this grouping cannot give; the text says why, to be shown beside a “—”."""


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked: of whom and when (`view`), over which days, grouped by what."""

    view: View
    window: Window
    by: Split | None = None
    _read: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def column(self) -> str | None:
        """The column of the grouping, or None."""
        return COLUMN[self.by] if self.by else None

    @cached_property
    def as_of(self) -> ir.DateScalar:
        """The as-of day, to be written into expressions."""
        return ibis.literal(self.view.as_of)

    @cached_property
    def in_window(self) -> tuple[ir.DateScalar, ir.DateScalar]:
        """The first and the last day of the window, to be written into expressions."""
        return ibis.literal(self.window.first), ibis.literal(self.window.last)

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

    def once(self, read: Callable[[Question], T]) -> T:
        """What `read` gives for this question, read once however many KPIs need it."""
        if read not in self._read:
            self._read[read] = read(self)
        result: T = self._read[read]
        return result


def frame(rows: ir.Table) -> pd.DataFrame:
    """A small table as a frame: days are datetime64, `is_illustrative` (when `data_class` is there) says whether so."""
    found = rows.to_pyarrow()
    if "data_class" not in found.column_names:
        return found.to_pandas(date_as_object=False)
    is_illustrative = pc.equal(found["data_class"], "ILLUSTRATIVE").fill_null(False)
    small: pd.DataFrame = found.drop_columns(["data_class"]).to_pandas(date_as_object=False)
    return small.assign(is_illustrative=is_illustrative.to_numpy())
