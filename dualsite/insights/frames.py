"""Small results of the engine as pandas frames with plain days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
from ibis.expr import types as ir

from dualsite import i18n
from dualsite.access import AS_OF, Door, Expression, View
from dualsite.cache import cached_per_view
from dualsite.collation import by_name
from dualsite.schema import TABLES
from dualsite.store.statements import Given, Kept, run


def frame(rows: ir.Table | Kept) -> pd.DataFrame:
    """The rows in memory: days as `datetime.date` or None, other nulls as None, columns as they are in the table."""
    found = run(rows)
    return pd.DataFrame(found.rows, columns=list(found.columns), dtype=object)


def column(values: Sequence[Any], beside: pd.DataFrame) -> pd.Series:
    """Values as a column beside a frame's own, None staying None."""
    return pd.Series(values, beside.index, dtype=object)


def known(view: View, name: str, *, where: Sequence[Expression] = (), **computed: Expression) -> pd.DataFrame:
    """The rows of a table as the view gives them, with what is computed of each, in the order of its key.

    `where` and `computed` are written on `row`, as for `View.table`, and name nothing that another day or another view
    would have otherwise: they are written into a statement once.
    """
    columns = tuple(TABLES[name].columns)

    def write(door: Door, given: ir.Table) -> ir.Table:
        rows = door.rows(name, columns, where, computed, given=given)
        return rows.order_by(*(TABLES[name].key or columns))

    key = ("known", name, repr(where), repr(computed))
    return frame(view.kept(key, write, Given({AS_OF: "date"}, [(view.as_of,)])))


def small(view: View, name: str) -> pd.DataFrame:
    """A whole table that is small in any data set, such as sites or milestones, in the order of its key."""
    asked = view.of_table(name)
    return _small(asked if TABLES[name].depends_on_day else asked.whenever, name)


@cached_per_view
def _small(view: View, name: str) -> pd.DataFrame:
    return known(view, name)


def names_of(view: View, table: str, key: str) -> dict[str, str]:
    """The names of a small table's rows by their key, whatever the filters; empty when the data have no such table."""
    return _names(view.unfiltered.of_table(table), table, key)


@cached_per_view
def _names(view: View, table: str, key: str) -> dict[str, str]:
    if not view.has(table):
        return {}
    rows = small(view, table)
    return dict(zip(rows[key], rows["name"], strict=True))


def labels(view: View, table: str, column: str) -> dict[str, str]:
    """Names to show and put into the URL, each with its id; a name that stands twice carries its id."""
    if not view.has(table):
        return {}
    rows = small(view.unfiltered, table).to_dict("records")
    often = Counter(row["name"] for row in rows)
    told = [(row[column], f"{row['name']} ({row[column]})" if often[row["name"]] > 1 else row["name"]) for row in rows]
    return {name: id_ for id_, name in sorted(told, key=by_name)}


@cached_per_view
def called_anywhere(view: View, table: str, column: str) -> dict[str, str]:
    """The same in every language that is offered, for what was named in another one: a link, a saved pack.

    What a name means to the reader goes before what it means to others, and stands last.
    """
    found: dict[str, str] = {}
    for language in i18n.offered():
        with i18n.speaking(language):
            found |= labels(view, table, column)
    own = labels(view, table, column)
    return {name: id_ for name, id_ in found.items() if name not in own} | own
