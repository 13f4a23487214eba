"""The one door to rows: what a question's terms let through of the tables of a version.

The terms are the values of one view, or stand for those of any view that has the same filters (`access.view.View.door`
and `View.kept`): what is written through a door of the second kind knows neither a day nor a site, and is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import ibis
from ibis.common.deferred import Deferred
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.access import code_names, filters, names, one_trial
from dualsite.access.knowledge import Known, exists
from dualsite.access.scope import reduced
from dualsite.errors import DualsiteError
from dualsite.scenarios import Layer
from dualsite.schema import TABLES
from dualsite.store import Version

Expression: TypeAlias = Deferred | ir.Value
"""A condition on a row or a further column of it, written on `row`."""

AS_OF = "asked_as_of"
"""The column of rows given to a statement that holds the as-of day of each."""


class MissingTableError(DualsiteError):
    """A question needs a table that the data do not have; `table` names it."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The data have no table {table}. Add {table}.csv to the data folder to see this.")
        self.table = table


@dataclass(frozen=True, eq=False)
class Door:
    """Rows of a version in terms: of whom (None: of everyone), known when, of which site and partner (None: of all)."""

    version: Version
    connection: ibis.BaseBackend
    owners: Sequence[ir.StringScalar] | None
    as_of: ir.DateScalar | None
    """None where rows are read for several days, each with its own."""
    site: ir.StringScalar | None
    partner: ir.StringScalar | None
    code_key: str | None
    other_numbers: Callable[[], one_trial.Numbers]
    """The trials that are another one again; found out where trials are read."""
    layer: Layer
    """The edits of the scenario, which come before whose rows they are: what nobody may see stays unseen."""
    noted: set[str] = field(default_factory=set)
    """The tables that were read through it and through doors made of it."""
    _of_owners: dict[str, ir.Table] = field(default_factory=dict)
    """The tables in scope, before names are coded, that were written for it and for doors made of it."""

    def has(self, name: str) -> bool:
        """Whether the data have the table."""
        return name in self.version.tables

    @property
    def unfiltered(self) -> Door:
        """The same of all sites and partners."""
        return replace(self, site=None, partner=None)

    @property
    def of_all_sites(self) -> Door:
        """The same of all sites."""
        return replace(self, site=None)

    @property
    def of_all_partners(self) -> Door:
        """The same of all partners."""
        return replace(self, partner=None)

    def rows(
        self,
        name: str,
        columns: Sequence[str],
        where: Sequence[Expression],
        computed: Mapping[str, Expression],
        *,
        is_located: bool = False,
        given: ir.Table | None = None,
    ) -> ir.Table:
        """The rows of a table as `View.table` says; `given` rows, each with its as-of day, are beside each of them.

        One filter and one selection: the engine gets no more to read than is asked for.
        """
        stored = names.told(name, self.stored(name))
        if name in one_trial.OF_TRIALS:
            stored = one_trial.once(name, stored, self.other_numbers())
        is_located = is_located or self.site is not None
        rows = filters.located(name, stored, self._stored_or_none) if is_located else stored
        if given is not None:
            rows = rows.cross_join(given)
        known = self._known(name, rows)
        conditions = exists(name, rows, known.as_of)
        conditions += filters.asked_for(name, rows, self.site, self.partner)
        conditions += [known.resolved(condition) for condition in where]
        if conditions:
            rows = rows.filter(*conditions)
            known = self._known(name, rows)
        own = {column: getattr(known, column) for column in columns if column not in computed}
        return _selected(rows, own, {column: known.resolved(value) for column, value in computed.items()})

    def _known(self, name: str, rows: ir.Table) -> Known:
        return Known(name, rows, rows[AS_OF] if self.as_of is None else self.as_of)

    def stored(self, name: str) -> ir.Table:
        """The rows of a table in scope as the files hold them. Raises MissingTableError."""
        if name not in self._of_owners:
            uncoded = replace(self, code_key=None)
            self._of_owners[name] = reduced(name, self._everyones(name), self.owners, uncoded._stored_or_none)
        rows = self._of_owners[name]
        return code_names.coded(name, rows, self.code_key) if self.code_key else rows

    def _stored_or_none(self, name: str) -> ir.Table | None:
        return self.stored(name) if self.has(name) else None

    def _everyones(self, name: str) -> ir.Table:
        """All rows of a table, before any scope: for the views alone. Raises MissingTableError."""
        if not self.has(name):
            raise MissingTableError(name)
        namespace = ops.Namespace(database=self.version.schema)
        self.noted.add(name)
        rows = ops.DatabaseTable(name, TABLES[name].schema, self.connection, namespace).to_expr()
        return self.layer.laid(name, rows, self._everyones_or_none)

    def _everyones_or_none(self, name: str) -> ir.Table | None:
        return self._everyones(name) if self.has(name) else None


def _selected(rows: ir.Table, own: Mapping[str, ir.Value], computed: Mapping[str, ir.Value]) -> ir.Table:
    """The rows with their own columns and what is computed.

    Ibis looks into every column of a `select`, which takes ten times as long as to write the selection down: so into
    what is computed alone. From what is joined it selects in its own way.
    """
    if isinstance(rows.op(), ops.JoinChain):
        return rows.select(**own, **computed)
    values = {column: value.op() for column, value in own.items()}
    if computed:
        values |= rows.select(**computed).op().values
    return ops.Project(rows.op(), values).to_expr()
