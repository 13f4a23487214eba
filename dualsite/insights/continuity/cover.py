"""How a client's products are covered: how long each market lasts if a site stops, and from when another may supply."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View, ids
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.continuity.company import known_company, why_not
from dualsite.insights.continuity.outage import answered, usual
from dualsite.insights.continuity.sentences import days_in_words, product_name, site_name
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.planning.continuity.facts import LONGEST_PLAN_D


@cached_per_view
def covers(view: View) -> pd.DataFrame:
    """A row per site, product that it makes and market, with the columns of `COVERS_SPEC`, the least covered first.

    The site stops tomorrow and for longer than is looked at, so that only others may supply: `second_on` is when.
    """
    if why_not(view):
        return COVERS_SPEC.empty()
    made_up, rows = known_company(view).illustrative, []
    for site_id in ids(view.unfiltered, "sites", "site_id"):
        found = answered(view, replace(usual(view, site_id), days=LONGEST_PLAN_D))
        for product in found.products:
            rows += [
                {
                    "product": product_name(view, product.product_id),
                    "market": market.market,
                    "site": site_name(view, site_id),
                    "covered_d": market.survive_d,
                    "second": _sites(view, market.recover_sites) if market.recover_d is not None else None,
                    "second_on": found.on(market.recover_d),
                    "product_id": product.product_id,
                    "site_id": site_id,
                    "data_class": ILLUSTRATIVE if product.product_id in made_up else None,
                }
                for market in product.markets
            ]
    rows.sort(key=lambda row: (row["covered_d"] is None, row["covered_d"], row["product_id"], row["market"]))
    return pd.DataFrame(rows, columns=COVERS_SPEC.names, dtype=object)


COVERS_SPEC = TableSpec(
    "continuity_covers",
    marked("How long each market is covered if a site stops, and from when another may supply it"),
    (
        ColumnSpec("product", marked("Product")),
        ColumnSpec("market", marked("Market"), "code", says=wording.country),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("covered_d", marked("Covered"), "whole", marked("days")),
        ColumnSpec("second", marked("Second site")),
        ColumnSpec("second_on", marked("May supply from"), "day"),
        ColumnSpec("product_id", kind="code"),
        ColumnSpec("site_id", kind="code"),
        DATA_CLASS,
    ),
)


def covers_in_words(view: View) -> list[str]:
    """Each of them as a sentence: for how many days a market is covered, and who may supply it from when."""
    return [_in_words(row) for row in covers(view).to_dict("records")]


MOST = 4
"""How many are said one by one."""


def lines(view: View) -> list[str]:
    """The least covered of them, a sentence each; empty where nothing is made for a market."""
    said = covers_in_words(view)
    more = len(said) - MOST
    rest = ngettext("One more is covered longer.", "{count} more are covered longer.", more) if more > 0 else ""
    return [*said[:MOST], *([rest.format(count=formats.number(more))] if rest else [])]


def _in_words(row: dict[Hashable, Any]) -> str:
    words = {
        "product": row["product"],
        "market": wording.country(row["market"]),
        "site": row["site"],
        "days": "" if row["covered_d"] is None else days_in_words(row["covered_d"]),
    }
    covered = (
        _("If {site} stops, {product} in {market} is covered as far as demand is planned").format(**words)
        if row["covered_d"] is None
        else _("If {site} stops, {product} in {market} is covered for {days}").format(**words)
    )
    if row["second_on"] is None:
        return _("{covered}; no second site may supply it.").format(covered=covered)
    return _("{covered}; {second} may supply it from {day}.").format(
        covered=covered, second=row["second"], day=formats.day(row["second_on"])
    )


def _sites(view: View, sites: tuple[str, ...]) -> str:
    return formats.joined([site_name(view, site_id) for site_id in dict.fromkeys(sites)])
