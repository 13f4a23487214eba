"""One question to the catalogue: a view of the data, a window, a grouping, and what was read to answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd
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

    @property
    def is_by_site(self) -> bool:
        """Whether the answer depends on the site of a row."""
        return self.by == "site" or self.view.site is not None

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

    def table(self, name: str) -> ir.Table:
        """The rows of a table that the view may see. Raises MissingTableError."""
        if name not in self._read:
            self._read[name] = self.view.table(name)
        return self._read[name]


def frame(rows: ir.Table) -> pd.DataFrame:
    """A small table as a frame: days are datetime64, `is_illustrative` (when `data_class` is there) says whether so."""
    small: pd.DataFrame = rows.to_pyarrow().to_pandas(date_as_object=False)
    if "data_class" in small:
        small["is_illustrative"] = (small.pop("data_class") == "ILLUSTRATIVE").astype(bool)
    return small
