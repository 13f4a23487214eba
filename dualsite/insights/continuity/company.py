"""What an outage is asked of: the facts of supply, read for the planner that holds them against one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from ibis import _ as row

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.insights.capacity import slots
from dualsite.insights.continuity.undecided import released, undecided
from dualsite.insights.contracts.amounts import ILLUSTRATIVE, question
from dualsite.insights.frames import known, small
from dualsite.kpi.computations.facts import IS_FIRM
from dualsite.kpi.computations.money import position
from dualsite.kpi.engine.question import NotAvailableError
from dualsite.planning.continuity import Company
from dualsite.planning.continuity.reading import company

NEEDS = ("products", "routes", "suites", "demand", "stock")
"""The tables without which nothing can be said."""


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
    tables["undecided"] = undecided(everyones)
    tables["released"] = released(everyones)
    tables["prices"] = _prices(everyones)
    asked = list(small(view.of_all_sites, "products").product_id)
    licences = _rows(everyones, "site_licences") if view.has("site_licences") else []
    made_up = {
        one["product_id"]
        for rows in (*tables.values(), licences)
        for one in rows
        if one.get("data_class") == ILLUSTRATIVE or one.get("is_illustrative")
    }
    facts = company(slots.network_of(view), tables, asked, view.currency)
    return KnownCompany(facts, frozenset(made_up))


def _rows(view: View, name: str) -> list[dict[str, Any]]:
    return _told(small(view, name))


def _told(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in one.items()} for one in rows.to_dict("records")]


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
