"""What an outage is asked of: the facts of supply, read for the planner that holds them against one another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from ibis import _ as row

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.insights.capacity import slots
from dualsite.insights.contracts.amounts import ILLUSTRATIVE, question
from dualsite.insights.frames import known, small
from dualsite.kpi.computations.facts import IS_FIRM, IS_RELEASED
from dualsite.kpi.computations.money import position
from dualsite.kpi.engine.question import NotAvailableError
from dualsite.planning.continuity import Company
from dualsite.planning.continuity.reading import company
from dualsite.store.statements import run

NEEDS = ("products", "routes", "suites", "demand", "stock")
"""The tables without which nothing can be said."""

BATCH = ("batch_id", "product_id", "stage", "site_id", "status", "output_kg", "planned_start_on", "actual_start_on",
         "manufactured_on", "disposition_on")  # fmt: skip


@dataclass(frozen=True)
class KnownCompany:
    """The facts, and the products of which any of them is made up."""

    facts: Company
    illustrative: frozenset[str]


def why_not(view: View) -> str | None:
    """Why nothing can be said of an outage; None when it can."""
    missing = [name for name in NEEDS if not view.has(name)]
    return _("The table {table} is missing.").format(table=missing[0]) if missing else None


@cached_per_view
def known_company(view: View) -> KnownCompany:
    """The company at the view's as-of day, of all sites and, where a client is asked for, of its products.

    Whoever else's time counts as the slot finder knows it; in a limited scope all rows are the viewer's own. Needs the
    tables of `NEEDS`.
    """
    everyones = view.unfiltered
    tables = {name: _rows(everyones, name) for name in ("routes", "stock", "demand")}
    tables["batches"] = _batches(everyones)
    tables["batch_inputs"] = _inputs(everyones, [one["batch_id"] for one in tables["batches"]])
    tables["batches"] += _ancestors(everyones, tables["batches"], tables["batch_inputs"])
    tables["prices"] = _prices(everyones)
    asked = list(small(view.of_all_sites, "products").product_id)
    licences = _rows(everyones, "site_licences") if view.has("site_licences") else []
    made_up = {
        one["product_id"]
        for rows in (*tables.values(), licences)
        for one in rows
        if one.get("data_class") == ILLUSTRATIVE
    }
    facts = company(slots.network_of(view), tables, asked, view.currency)
    return KnownCompany(facts, frozenset(made_up))


def _rows(view: View, name: str) -> list[dict[str, Any]]:
    return _told(small(view, name))


def _told(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in one.items()} for one in rows.to_dict("records")]


def _batches(view: View) -> list[dict[str, Any]]:
    """The batches that are undecided, and one that was released of each product, stage and site."""
    if not view.has("batches"):
        return []
    undecided = run(view.table("batches", *BATCH, "data_class", where=[row.disposition_on.isnull()])).dicts()
    released = view.table("batches", *BATCH, where=[IS_RELEASED])
    first = released.filter(
        released.batch_id == released.batch_id.min().over(group_by=("product_id", "stage", "site_id"))
    )
    return [*undecided, *run(first).dicts()]


def _inputs(view: View, batch_ids: Collection[str]) -> list[dict[str, Any]]:
    """What these batches were made from, and what that was made from, generation by generation."""
    if not view.has("batch_inputs"):
        return []
    found: list[dict[str, Any]] = []
    open_, seen = set(batch_ids), set(batch_ids)
    while open_:
        rows = view.table(
            "batch_inputs", "child_batch_id", "parent_batch_id", where=[row.child_batch_id.isin(sorted(open_))]
        )
        of_these = run(rows).dicts()
        found += of_these
        open_ = {one["parent_batch_id"] for one in of_these} - seen
        seen |= open_
    return found


def _ancestors(view: View, batches: list[dict[str, Any]], inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The batches that others were made from and that are not among these."""
    there = {one["batch_id"] for one in batches}
    missing = sorted({one["parent_batch_id"] for one in inputs} - there)
    if not missing:
        return []
    return run(view.table("batches", *BATCH, where=[row.batch_id.isin(missing)])).dicts()


def _prices(view: View) -> list[dict[str, Any]]:
    """The years of firm contracts for a product, priced in the reporting currency as positions; None without a rate."""
    if not view.has("contracts", "contract_years"):
        return []
    contracts = known(view, "contracts", where=[IS_FIRM, row.product_id.notnull()])
    of = {one.contract_id: (one.product_id, one.site_id) for one in contracts.itertuples()}
    years = known(view, "contract_years")
    years = years[years.contract_id.isin(of)]
    rate = {code: _rate(view, code) for code in set(years.currency)}
    return [
        {
            "product_id": of[one.contract_id][0],
            "contract_id": one.contract_id,
            "site_id": of[one.contract_id][1],
            "start_on": one.start_on,
            "end_on": one.end_on,
            "amount": None if (worth := rate[one.currency]) is None else float(one.price_per_batch) * worth,
        }
        for one in years.itertuples()
    ]


def _rate(view: View, currency: str) -> float | None:
    """What one unit of a currency is worth in the reporting one at the as-of day; None where no rate is known."""
    one = pd.DataFrame({"amount": [1.0], "currency": [currency], "is_illustrative": [False]})
    try:
        return float(position(question(view), one)["amount"].iloc[0])
    except NotAvailableError:
        return None
