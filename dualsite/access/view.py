"""Who is looking, and which rows they may see: the only way from a page to rows.

`Viewer` (a person and a role) → `Scope` (whose rows) → `View` (a version of the data reduced to those rows, with the
day and the filters of the question). Everything above reads tables from a `View` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

from dualsite.access import code_names
from dualsite.access.availability import occupancy, reserved
from dualsite.access.availability.occupancy import Block, SuiteClass
from dualsite.errors import DualsiteError, InputError
from dualsite.schema import TABLES
from dualsite.schema.vocabulary import currencies
from dualsite.store import Dataset, Version

Role = Literal["executive", "account_manager", "partner"]


class MissingTableError(DualsiteError):
    """A question needs a table that the data do not have; `table` names it."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The data have no table {table}. Add {table}.csv to the data folder to see this.")
        self.table = table


@dataclass(frozen=True)
class Viewer:
    """Who is looking. Executives see every client, the others the `partners` they are given."""

    role: Role
    partners: frozenset[str] = frozenset()

    @property
    def scope(self) -> Scope:
        """What this viewer may see."""
        return Scope(None if self.role == "executive" else self.partners)


LOCAL_EXECUTIVE = Viewer("executive")
"""The viewer when no sign-in is configured; the server then listens on this machine only."""


@dataclass(frozen=True)
class Scope:
    """Whose rows may be seen: those of `partners`, or everyone's (None)."""

    partners: frozenset[str] | None = None

    @property
    def is_limited(self) -> bool:
        """Whether rows of anyone are kept from the viewer."""
        return self.partners is not None

    def reduce(self, name: str, rows: ir.Table, own: Callable[[str], ir.Table | None]) -> ir.Table:
        """The rows of the table `name` that the scope may see, by what the contract says of it (`schema.Sight`).

        `own` gives another table so reduced, None when the data do not have it. What a person wrote beside a row that
        is no client's (its note and its source) may speak of anyone, and is seen by executives alone.
        """
        table = TABLES[name]
        if self.partners is None:
            return rows
        match table.sight:
            case "own rows":
                return rows.filter(rows.partner_id.isin(sorted(self.partners)))
            case "rows of own":
                owner = table.client_through or name
                owners = own(owner)
                return rows.limit(0) if owners is None else rows.semi_join(owners, TABLES[owner].key[0])
            case "cited by own":
                citing = [found for one in TABLES.values() if one.is_client and (found := own(one.name)) is not None]
                return rows.semi_join(_cited(citing), "source_id") if citing else rows.limit(0)
            case "between own":
                products = own("products")
                ends = [rows.from_class, rows.to_class]
                return _unwritten(rows.filter(*(_is_of(end, products) for end in ends)))
            case "facts":
                return _unwritten(rows)
            case _:
                return rows.limit(0)


def _cited(tables: list[ir.Table]) -> ir.Table:
    return ibis.union(*(table.select("source_id") for table in tables), distinct=True) if tables[1:] else tables[0]


def _is_of(end: ir.StringColumn, products: ir.Table | None) -> ir.BooleanValue:
    """Whether one end of a changeover is any product, or one of these by its id or class."""
    if products is None:
        return end == "*"
    return (end == "*") | end.isin(products.product_id) | end.isin(products.changeover_class)


def _unwritten(rows: ir.Table) -> ir.Table:
    return rows.mutate(note=ibis.null("string"), source_id=ibis.null("string"))


@dataclass(frozen=True)
class View:
    """One question to the data: whose rows, on which day, for which site and partner, in which currency."""

    version: Version
    scope: Scope
    as_of: date
    currency: str
    site: str | None = None
    partner: str | None = None
    code_key: str | None = None
    """What code names are made with; None shows names. See `dualsite.code_names`."""
    connection: ibis.BaseBackend = field(compare=False, repr=False, kw_only=True)

    @property
    def dataset(self) -> Dataset:
        return self.version.dataset

    @property
    def key(self) -> Hashable:
        """What an answer may be cached by: the version, the scope and the whole question."""
        version = (self.version.listing.folder, self.version.id, self.version.schema)
        return (version, self.scope, self.as_of, self.currency, self.site, self.partner, self.code_key)

    @property
    def whole(self) -> View:
        """The same rows under no filter and on the data's own day: for what depends on the rows alone."""
        dataset = self.dataset
        return replace(self, as_of=dataset.as_of, currency=dataset.reporting_currency, site=None, partner=None)

    def has(self, *names: str) -> bool:
        """Whether the data have all of these tables."""
        return all(name in self.version.tables for name in names)

    def table(self, name: str) -> ir.Table:
        """The rows of a table that the scope may see, in the columns of the contract. Raises MissingTableError."""
        uncoded = replace(self, code_key=None)
        rows = self.scope.reduce(name, self._everyones(name), uncoded._table_or_none)
        return code_names.coded(name, rows, self.code_key) if self.code_key else rows

    def reserved(self) -> list[reserved.Block]:
        """When others hold each suite, in merged weeks; see `dualsite.reserved`. Empty for who sees all bookings.

        This reads beyond the scope, for what `reserved` lets out of it. Empty without bookings, too.
        """
        if self.scope.partners is None or not self.has("suites", "bookings"):
            return []
        return reserved.reserved(
            self._everyones("suites"), self._everyones("bookings"), self.scope.partners, self.as_of
        )

    def _table_or_none(self, name: str) -> ir.Table | None:
        return self.table(name) if self.has(name) else None

    def narrowed(self, partner: str) -> View:
        """The same question of one client's rows alone. Raises InputError for a client the scope does not include."""
        alone = replace(self, scope=Scope(frozenset({partner})), partner=partner)
        is_within = self.scope.partners is None or partner in self.scope.partners
        if not is_within or partner not in ids(alone, "partners", "partner_id"):
            raise InputError(_unknown("partner_id", partner, "partners"))
        return alone

    def occupied_weeks(self, weeks: int = 26) -> dict[SuiteClass, tuple[Block, ...]]:
        """Every class of suites with the weeks in which it has no room, from the ISO week of the as-of day.

        The one place that reads beyond the scope: a client may know when a suite could be theirs, which everyone's
        bookings decide. Only what `occupancy` merges of them comes out, never a row, and nothing of it depends on
        whose the bookings are or how many. Raises MissingTableError without suites or bookings.
        """
        first = occupancy.monday(self.as_of)
        return occupancy.blocks(self._everyones("suites"), self._everyones("bookings"), first, weeks, self.as_of)

    def _everyones(self, name: str) -> ir.Table:
        """All rows of a table, before any scope: for the methods above alone. Raises MissingTableError."""
        if not self.has(name):
            raise MissingTableError(name)
        namespace = ops.Namespace(database=self.version.schema)
        return ops.DatabaseTable(name, TABLES[name].schema, self.connection, namespace).to_expr()


def view(
    version: Version,
    connection: ibis.BaseBackend,
    viewer: Viewer = LOCAL_EXECUTIVE,
    *,
    as_of: date | None = None,
    site: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    code_key: str | None = None,
) -> View:
    """A viewer's view of a version; what is left out is as the data set says.

    Raises InputError for a site or partner the viewer does not know, and for a currency that is none.
    """
    currency = currency or version.dataset.reporting_currency
    if currency not in currencies():
        raise InputError(f"{currency} is not a currency. Use an ISO 4217 code such as USD.")
    asked = View(
        version, viewer.scope, as_of or version.dataset.as_of, currency, site, partner, code_key, connection=connection
    )
    for table, column, value in (("sites", "site_id", site), ("partners", "partner_id", partner)):
        if value is not None and value not in ids(asked, table, column):
            raise InputError(_unknown(column, value, table))
    return asked


def view_of_partner(version: Version, connection: ibis.BaseBackend, owner: str, **question: Any) -> View:
    """The view of one partner, `owner`, the question put as for `view`. Raises InputError for one that is not there."""
    viewer = Viewer("partner", frozenset((owner,)))
    view(version, connection, viewer, partner=owner)
    return view(version, connection, viewer, **question)


def _unknown(column: str, value: str, table: str) -> str:
    return f"There is no {column} {value} in the data. Use one of those in the table {table}."


def ids(asked: View, table: str, column: str) -> list[str]:
    """The values of a key column that the view may see, in order; empty when the table is missing."""
    if not asked.has(table):
        return []
    return sorted(asked.table(table)[column].to_pyarrow().to_pylist())
