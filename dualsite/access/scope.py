"""Who is looking, and whose rows they may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import ibis
from ibis.expr import types as ir

from dualsite.schema import TABLES

Role = Literal["executive", "account_manager", "partner"]


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

    @property
    def owners(self) -> list[ir.StringScalar] | None:
        """The partners, in order, to be written into expressions; None for everyone."""
        return None if self.partners is None else [ibis.literal(partner) for partner in sorted(self.partners)]


def reduced(
    name: str, rows: ir.Table, owners: Sequence[ir.StringScalar] | None, own: Callable[[str], ir.Table | None]
) -> ir.Table:
    """The rows of the table `name` that these owners may see, by what the contract says of it (`schema.Sight`).

    Without owners they are everyone's. `own` gives another table so reduced, None when the data do not have it. What a
    person wrote beside a row that is no client's (its note and its source) may speak of anyone, and is seen by
    executives alone.
    """
    table = TABLES[name]
    if owners is None:
        return rows
    match table.sight:
        case "own rows":
            return rows.filter(rows.partner_id.isin(owners))
        case "rows of own":
            owner = table.client_through or name
            of_own = own(owner)
            return rows.limit(0) if of_own is None else rows.semi_join(of_own, TABLES[owner].key[0])
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
