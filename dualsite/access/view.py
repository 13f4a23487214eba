"""One question to the data, and the rows that answer it: the only door to rows.

`Viewer` (a person and a role) → `Scope` (whose rows) → `View` (a version of the data reduced to those rows, with the
day and the filters of the question). Everything above reads tables from a `View` alone: what a page, a KPI and a
planner read is the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import ibis
from ibis.expr import types as ir

from dualsite import i18n
from dualsite.access import code_names, filters, one_trial
from dualsite.access.availability import Availability, availability
from dualsite.access.door import Door, Expression
from dualsite.access.scope import Scope
from dualsite.cache import cached_per_view
from dualsite.errors import InputError
from dualsite.i18n import tellable
from dualsite.scenarios import Edit, Layer, Scenario, concerning
from dualsite.schema import TABLES
from dualsite.store import Dataset, Version
from dualsite.store.statements import STATEMENTS, Given, Kept, named, run

_QUICK_ROWS = 20_000
"""Rows below which DuckDB takes less for a question to a table than a thread that asks it costs."""

_READ: dict[Hashable, frozenset[str]] = {}
"""The tables that statements read, by what they are kept under but for a scenario."""


@dataclass(frozen=True)
class View:
    """One question to the data: whose rows, which day, site and partner, in which currency, under which scenario."""

    version: Version
    scope: Scope
    as_of: date
    currency: str
    site: str | None = None
    partner: str | None = None
    code_key: str | None = None
    """What code names are made with; None shows names. See `dualsite.code_names`."""
    scenario: Scenario | None = None
    """What the rows are asked under; None: as the data are."""
    connection: ibis.BaseBackend = field(compare=False, repr=False, kw_only=True)

    @property
    def dataset(self) -> Dataset:
        return self.version.dataset

    @property
    def key(self) -> Hashable:
        """What an answer may be cached by: the version, the scope and the whole question, the scenario's edits too."""
        version = (self.version.listing.folder, self.version.id, self.version.schema)
        return (version, self.scope, self.as_of, self.currency, self.site, self.partner, self.code_key, self._edits)

    @property
    def lasting_key(self) -> Hashable | None:
        """The same for another process, by what the files hold; None under code names, which end with the process."""
        if self.code_key is not None:
            return None
        whose = None if self.scope.partners is None else tuple(sorted(self.scope.partners))
        version = (self.version.id, self.version.tables_digest)
        return (version, whose, self.as_of, self.currency, self.site, self.partner, self._edits)

    @property
    def _edits(self) -> tuple[Edit, ...]:
        """What is left of the scenario's edits; one that changes nothing is as none."""
        return self.scenario.net if self.scenario else ()

    @property
    def whole(self) -> View:
        """The same rows under no filter and on the data's own day: for what depends on the rows alone."""
        dataset = self.dataset
        return replace(self, as_of=dataset.as_of, currency=dataset.reporting_currency, site=None, partner=None)

    def has(self, *names: str) -> bool:
        """Whether the data have all of these tables."""
        return all(name in self.version.tables for name in names)

    def stored_rows(self, name: str) -> int:
        """How many rows of a table lie in the data: for how to ask, never for what is said.

        It is 0 for whoever sees the rows of some clients alone: how they are asked tells nothing of what others have.
        """
        return self.version.rows.get(name, 0) if self.scope.partners is None else 0

    def is_quickly_asked(self, name: str) -> bool:
        """Whether a question to this table is better waited for than asked in a thread."""
        return self.connection.name == "duckdb" and self.stored_rows(name) < _QUICK_ROWS

    @property
    def unfiltered(self) -> View:
        """The same question of all sites and partners."""
        return replace(self, site=None, partner=None)

    @property
    def whenever(self) -> View:
        """The same rows on the data's own day: for tables that hold the same on every day (`Table.depends_on_day`)."""
        return replace(self, as_of=self.dataset.as_of, currency=self.dataset.reporting_currency)

    @property
    def of_all_sites(self) -> View:
        """The same question of all sites."""
        return replace(self, site=None)

    @property
    def of_all_partners(self) -> View:
        """The same question of all partners."""
        return replace(self, partner=None)

    @property
    def as_told(self) -> View:
        """The same question of the data as they are, under no scenario."""
        return replace(self, scenario=None)

    def of_table(self, name: str) -> View:
        """The same question as far as it is of this table's rows: under no scenario that leaves them as they are.

        So what is kept of the data as they are answers it. Where other tables decide which of the rows are in scope or
        of a site, it is the question itself.
        """
        is_of_it_alone = self.scope.partners is None and self.site is None
        return self.as_told if is_of_it_alone and not concerning(self._edits, (name,)) else self

    def expresses(self, name: str) -> bool:
        """Whether each filter in force can be asked of the table's rows: of a site, where they have one, and so on."""
        has_site = self.site is None or filters.has_site(name)
        return has_site and (self.partner is None or "partner_id" in TABLES[name].columns)

    def table(self, name: str, *columns: str, where: Sequence[Expression] = (), **computed: Expression) -> ir.Table:
        """The rows of a table as known at the as-of day, in scope, of the view's site and partner.

        They are those that exist on that day and of which all of `where` holds, with the `columns` named and those
        `computed` from them; with none, in the columns of the contract. What happened later is empty. Conditions and
        computations are written on `row` with any column as it is known, and `as_of`. Names are those of the reader's
        language (`access.names`). See `schema.columns.Meaning` for
        the days, `access.filters` for the filters. A trial known by several numbers is there once
        (`access.one_trial`). Raises MissingTableError.
        """
        return self.door.rows(name, columns or (() if computed else _all(name)), where, computed)

    def located(self, name: str, *columns: str, where: Sequence[Expression] = (), **computed: Expression) -> ir.Table:
        """The same, where `site_id` may be asked of every row that the data can place, and of bookings their `stage`.

        Raises MissingTableError.
        """
        columns = columns or (() if computed else _all(name))
        return self.door.rows(name, columns, where, computed, is_located=True)

    @cached_property
    def door(self) -> Door:
        """The door to the rows in this view's own terms."""
        site, partner = (None if value is None else ibis.literal(value) for value in (self.site, self.partner))
        as_of = ibis.literal(self.as_of)
        terms = (self.scope.owners, as_of, site, partner, self.code_key)
        layer = Layer(self._edits, self.dataset.as_of, lambda _name, value, of: ibis.literal(value, of))
        return Door(self.version, self.connection, *terms, lambda: self._other_numbers, layer)

    def kept(self, key: Hashable, write: Callable[[Door, ir.Table], ir.Table], given: Given) -> Kept:
        """What `write` writes through a door that knows no value of this view, on the rows that are `given`.

        Each of these has its own as-of day in the column `AS_OF`. The key says what `write` depends on besides; which
        filters are in force, and what else there is to the door, is added here.
        """
        owners = None if self.scope.partners is None else sorted(self.scope.partners)
        owners_named = None if owners is None else [named(f"owner_{place}") for place in range(len(owners))]
        site, partner = (named(name) if getattr(self, name) is not None else None for name in ("site", "partner"))
        numbers = self._other_numbers
        filtered = (self.site is not None, self.partner is not None, None if owners is None else len(owners))
        shape = (frozenset(self.version.tables), *filtered, self.code_key, i18n.locale(), numbers)
        values: dict[str, str | None] = {f"owner_{place}": owner for place, owner in enumerate(owners or ())}
        values |= {"site": self.site, "partner": self.partner}

        # What a statement reads is known once it was written: then edits of other tables make no other one of it.
        read = _READ.get((shape, key))
        edits = self._edits if read is None else concerning(self._edits, read)
        layer = Layer(edits, self.dataset.as_of, lambda name, _value, of: named(name, of))
        terms = (owners_named, None, site, partner, self.code_key)

        def written(given_rows: ir.Table) -> ir.Table:
            door = Door(self.version, self.connection, *terms, lambda: numbers, layer)
            rows = write(door, given_rows)
            if len(_READ) >= STATEMENTS:
                _READ.clear()
            _READ[shape, key] = frozenset(door.noted)
            return rows

        shape_and_edits = (shape, key, tuple(map(type, edits)))
        return Kept(self.connection, shape_and_edits, written, values | layer.values, given, self.version.schema)

    def stored(self, name: str) -> ir.Table:
        """The rows of a table in scope as the files hold them, whatever the as-of day and the filters.

        For whoever shows the files themselves, and for plans whose rules look ahead. Raises MissingTableError.
        """
        return self.door.stored(name)

    @property
    def _other_numbers(self) -> one_trial.Numbers:
        """The trials in scope that are another one again under a further number, each with that one."""
        return _other_numbers(self.whole.as_told) if self.has("trials", "trial_ids") else ()

    def codes(self, name: str) -> dict[str, str]:
        """The code that stands for each id of a client table in this view, which has code names.

        Raises MissingTableError.
        """
        rows = replace(self, code_key=None).stored(name)
        id_ = rows[TABLES[name].key[0]]
        pairs = rows.select(id=id_, code=code_names.code(id_, name, self.code_key or ""))
        return {row["id"]: row["code"] for row in run(pairs).dicts()}

    def narrowed(self, partner: str) -> View:
        """The same question of one client's rows alone. Raises InputError for a client the scope does not include."""
        alone = replace(self, scope=Scope(frozenset({partner})), partner=partner)
        is_within = self.scope.partners is None or partner in self.scope.partners
        if not is_within or partner not in ids(alone, "partners", "partner_id"):
            raise InputError(unknown_value("partner_id", partner, "partners"))
        return alone

    def availability(self) -> Availability:
        """What the viewer may know of others' time, of classes of suites at the view's site.

        The one place that reads beyond the scope: a client may know when a suite could be theirs, which everyone's
        bookings decide. Only what `access.availability` merges of them comes out, never a row. It is computed on the
        data's own day and under no scenario, so that nothing of it depends on what a viewer can choose. Raises
        MissingTableError without suites or bookings.
        """
        told, data_day = self.as_told.door, self.dataset.as_of
        everyones = told._everyones("suites"), told._everyones("bookings")
        known = availability(*everyones, self.scope.partners, data_day)
        at_site = {of: blocks for of, blocks in known.full.items() if self.site in (None, of.site_id)}
        return replace(known, full=at_site)


@cached_per_view
def _other_numbers(asked: View) -> one_trial.Numbers:
    named_ = replace(asked, code_key=None)
    numbers = one_trial.other_numbers(named_.stored("trials"), named_.stored("trial_ids"))
    if not numbers or not asked.code_key:
        return numbers
    codes = asked.codes("trials")
    return tuple((codes[number], codes[first]) for number, first in numbers)


def _all(name: str) -> tuple[str, ...]:
    return tuple(TABLES[name].columns)


def unknown_value(column: str, value: str, table: str) -> str:
    """That the data have no such site or client, and what to do."""
    return tellable(f"There is no {column} {value} in the data. Use one of those in the table {table}.")


def ids(asked: View, table: str, column: str) -> list[str]:
    """The values of a key column in scope, whatever the filters, in order; empty when the table is missing."""
    return list(_ids(asked.unfiltered.of_table(table), table, column))


@cached_per_view
def _ids(view: View, table: str, column: str) -> tuple[str, ...]:
    return tuple(sorted(run(view.stored(table)[column]).values()[column])) if view.has(table) else ()
