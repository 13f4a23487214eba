"""Who is looking, and which rows they may see: the only way from a page to rows.

`Viewer` (a person and a role) → `Scope` (whose rows) → `View` (a version of the data reduced to those rows, with the
day and the filters of the question). Everything above reads tables from a `View` alone.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import ibis
from ibis.expr import types as ir

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

    def reduce(self, name: str, rows: ir.Table, owners: ir.Table | None = None) -> ir.Table:
        """The rows of the table `name` that the scope may see.

        A client table keeps the rows of the scope's partners alone, not the site's own; `owners` are the already
        reduced rows of the table through which `name` belongs to a client.
        """
        table = TABLES[name]
        if self.partners is None:
            return rows
        if table.is_client:
            return rows.filter(rows.partner_id.isin(sorted(self.partners)))
        if owners is not None:
            key = TABLES[table.client_through or ""].key[0]
            return rows.semi_join(owners, key)
        return rows


@dataclass(frozen=True)
class View:
    """One question to the data: whose rows, on which day, for which site and partner, in which currency."""

    version: Version
    scope: Scope
    as_of: date
    currency: str
    site: str | None = None
    partner: str | None = None
    connection: ibis.BaseBackend = field(compare=False, repr=False, kw_only=True)

    @property
    def dataset(self) -> Dataset:
        return self.version.dataset

    @property
    def key(self) -> Hashable:
        """What an answer may be cached by: the version, the scope and the whole question."""
        version = (self.version.listing.folder, self.version.id, self.version.schema)
        return (version, self.scope, self.as_of, self.currency, self.site, self.partner)

    def has(self, *names: str) -> bool:
        """Whether the data have all of these tables."""
        return all(name in self.version.tables for name in names)

    def table(self, name: str) -> ir.Table:
        """The rows of a table that the scope may see, with the columns of the contract. Raises MissingTableError."""
        if not self.has(name):
            raise MissingTableError(name)
        rows = self.connection.table(name, database=self.version.schema)
        rows = rows.select(*TABLES[name].columns)
        through = TABLES[name].client_through
        owners = self.table(through) if through and self.has(through) else None
        return self.scope.reduce(name, rows, owners)


def view(
    version: Version,
    connection: ibis.BaseBackend,
    viewer: Viewer = LOCAL_EXECUTIVE,
    *,
    as_of: date | None = None,
    site: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
) -> View:
    """A viewer's view of a version; what is left out is as the data set says.

    Raises InputError for a site or partner the viewer does not know, and for a currency that is none.
    """
    currency = currency or version.dataset.reporting_currency
    if currency not in currencies():
        raise InputError(f"{currency} is not a currency. Use an ISO 4217 code such as USD.")
    asked = View(version, viewer.scope, as_of or version.dataset.as_of, currency, site, partner, connection=connection)
    for table, column, value in (("sites", "site_id", site), ("partners", "partner_id", partner)):
        if value is not None and value not in ids(asked, table, column):
            raise InputError(f"There is no {column} {value} in the data. Use one of those in the table {table}.")
    return asked


def ids(asked: View, table: str, column: str) -> list[str]:
    """The values of a key column that the view may see, in order; empty when the table is missing."""
    if not asked.has(table):
        return []
    return sorted(asked.table(table)[column].to_pyarrow().to_pylist())
