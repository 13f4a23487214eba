"""What is known of a table's rows on a day, by what the contract says of its days (`schema.columns.Meaning`)."""

from __future__ import annotations

import ibis
from ibis.common.deferred import Deferred
from ibis.expr import types as ir

from dualsite.schema import TABLES

NO_DAY = ibis.null("date")


def exists(name: str, rows: ir.Table, as_of: ir.DateValue) -> list[ir.BooleanValue]:
    """The conditions under which a row of the table exists at the as-of day; none where all do."""
    conditions: list[ir.BooleanValue] = []
    for column in TABLES[name].columns.values():
        if column.meaning is not None and column.meaning.kind == "begins":
            day = rows[column.name]
            has_begun = day.isnull() | (day <= as_of) if column.nullable else day <= as_of
            conditions.append(~rows[column.meaning.where] | has_begun if column.meaning.where else has_begun)
    return conditions


def hidden(name: str) -> frozenset[str]:
    """The columns of the table that hold a day on which something happened: unknown while it lies ahead."""
    columns = TABLES[name].columns.values()
    return frozenset(column.name for column in columns if column.meaning and column.meaning.is_hidden_ahead)


class Known:
    """Stands in for the rows of a table in an expression on `row`: its columns as known at the as-of day.

    Statuses have no history and stay as they are stored: whoever reads one looks at the day beside it, and may ask
    whether it `lies_ahead`. `as_of` is the as-of day itself.
    """

    def __init__(self, name: str, rows: ir.Table, as_of: ir.DateValue) -> None:
        self.as_of = as_of
        self._rows = rows
        self._hidden = hidden(name)

    def __getattr__(self, name: str) -> ir.Value:
        value = self._rows[name]
        return (value <= self.as_of).ifelse(value, NO_DAY) if name in self._hidden else value

    def lies_ahead(self, name: str) -> ir.BooleanValue:
        """Whether a stored day lies after the as-of day: how a day of a row says otherwise than its status.

        Empty for an empty day.
        """
        day: ir.BooleanValue = self._rows[name] > self.as_of
        return day

    def resolved(self, value: Deferred | ir.Value) -> ir.Value:
        """What an expression means of these rows; one that is resolved already stays as it is."""
        return value.resolve(self) if isinstance(value, Deferred) else value
