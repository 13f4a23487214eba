"""Small results of the engine as pandas frames with plain days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from ibis.expr import types as ir

from dualsite.access import Expression, View
from dualsite.cache import cached_per_view
from dualsite.schema import TABLES
from dualsite.store.statements import run


def frame(rows: ir.Table) -> pd.DataFrame:
    """The rows in memory: days as `datetime.date` or None, other nulls as None, columns as they are in the table."""
    found = run(rows)
    return pd.DataFrame({name: pd.Series(of_one, dtype=object) for name, of_one in found.values().items()})


def column(values: Sequence[Any], beside: pd.DataFrame) -> pd.Series:
    """Values as a column beside a frame's own, None staying None."""
    return pd.Series(values, beside.index, dtype=object)


def known(view: View, name: str, *, where: Sequence[Expression] = (), **computed: Expression) -> pd.DataFrame:
    """The rows of a table as the view gives them, with what is computed of each, in the order of its key.

    `where` and `computed` are written on `row`, as for `View.table`.
    """
    columns = TABLES[name].columns
    return frame(view.table(name, *columns, where=where, **computed).order_by(*(TABLES[name].key or columns)))


@cached_per_view
def small(view: View, name: str) -> pd.DataFrame:
    """A whole table that is small in any data set, such as sites or milestones, in the order of its key."""
    return known(view, name)


def names_of(view: View, table: str, key: str) -> dict[str, str]:
    """The names of a small table's rows by their key, whatever the filters; empty when the data have no such table."""
    return _names(view.unfiltered, table, key)


@cached_per_view
def _names(view: View, table: str, key: str) -> dict[str, str]:
    if not view.has(table):
        return {}
    rows = small(view, table)
    return dict(zip(rows[key], rows["name"], strict=True))
