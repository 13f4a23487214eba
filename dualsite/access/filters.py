"""Rows of a site, or of a partner: what the two filters of a question mean for each table.

- A table with a column `site_id` is of that site. Bookings are of the site of their suite, order events and contract
  years of that of their contract, milestones of the site or of the contract's site that they are of. What is of no site
  (a contract that names none, a milestone of a product) is of none that is asked for.
- A table with a column `partner_id` is of that partner. What an authority inspected concerns everyone.
- A target holds for what is asked: without a site asked for it is the network's, else the site's own and the
  network's.
- A table that cannot express a filter is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.schema import TABLES

PLACED = frozenset(("bookings", "milestones", "order_events", "contract_years"))
"""Tables whose rows have the site of what they belong to."""

OF_CONTRACTS = ("order_events", "contract_years")
"""Tables whose rows are where their contract is."""

Others = Callable[[str], "ir.Table | None"]
"""Gives another table, None when the data do not have it."""


def has_site(name: str) -> bool:
    """Whether rows of the table are of a site."""
    return name in PLACED or "site_id" in TABLES[name].columns


def located(name: str, rows: ir.Table, other: Others) -> ir.Table:
    """The rows with their `site_id` beside them, for bookings also their `stage`, where the table itself has none.

    As they are where the data cannot say.
    """
    if name == "bookings" and (suites := other("suites")) is not None:
        return rows.inner_join(suites.select("suite_id", "site_id", "stage"), "suite_id")
    if name in OF_CONTRACTS and (contracts := other("contracts")) is not None:
        return rows.inner_join(contracts.select("contract_id", "site_id"), "contract_id")
    return _milestones(rows, other("contracts")) if name == "milestones" else rows


def _milestones(rows: ir.Table, contracts: ir.Table | None) -> ir.Table:
    site = ibis.ifelse(row.subject == "SITE", row.subject_id, ibis.null("string"))
    if contracts is None:
        return rows.mutate(site_id=site)
    sites = contracts.select(of_contract="contract_id", site_of_contract="site_id")
    is_theirs = (rows.subject == "CONTRACT") & (rows.subject_id == sites.of_contract)
    placed = rows.left_join(sites, [is_theirs]).mutate(site_id=ibis.coalesce(site, row.site_of_contract))
    return placed.drop("of_contract", "site_of_contract")


def asked_for(
    name: str, rows: ir.Table, site: ir.StringScalar | None, partner: ir.StringScalar | None
) -> list[ir.BooleanValue]:
    """The conditions under which a located row is of the site and of the partner; None asks for all."""
    conditions = []
    if name == "targets":
        conditions.append(rows.site_id.isnull() | (rows.site_id == site) if site is not None else rows.site_id.isnull())
    elif site is not None and "site_id" in rows.columns:
        conditions.append(rows.site_id == site)
    if partner is not None and "partner_id" in rows.columns:
        is_theirs = rows.partner_id == partner
        is_of_all = rows.partner_id.isnull() & (rows.authority != "CLIENT") if name == "inspections" else None
        conditions.append(is_theirs if is_of_all is None else is_theirs | is_of_all)
    return conditions
