"""The rows behind a product in a market: what there is of it, what is needed, and who is licensed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from ibis import _ as row

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.continuity.company import known_company
from dualsite.insights.continuity.outage import answered
from dualsite.insights.continuity.sentences import product_name, until_in_words, why
from dualsite.insights.contract_rows import rows_in_words
from dualsite.insights.data.sources import with_sources
from dualsite.insights.frames import known
from dualsite.insights.table_spec import TableSpec
from dualsite.planning.continuity import MarketOutlook, Outage, ProductOutlook


@dataclass(frozen=True)
class MarketCard:
    """A product in a market when a site stops: what is said of it, and the rows that say so."""

    name: str
    title: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, TableSpec, pd.DataFrame], ...]


def name_of(product_id: str, market: str) -> str:
    """What a product in a market is called in an address."""
    return f"{product_id}:{market}"


@cached_per_view
def card(view: View, outage: Outage, name: str) -> MarketCard | None:
    """The card of that name; None where the outage touches no such product and market."""
    found = answered(view, outage)
    for product in found.products:
        for market in product.markets:
            if name == name_of(product.product_id, market.market):
                return MarketCard(
                    name,
                    _("{product} in {market}").format(
                        product=product_name(view, product.product_id), market=wording.country(market.market)
                    ),
                    tuple(_lines(view, outage, product, market)),
                    tuple(_rows(view, outage, product.product_id, market.market)),
                )
    return None


def _lines(view: View, outage: Outage, product: ProductOutlook, market: MarketOutlook) -> Iterator[str]:
    found = answered(view, outage)
    yield _("Lasts until: {when}").format(
        when=until_in_words(found.on(market.survive_d), market.survive_d, market.reason)
    )
    yield _("Supplied again: {when}").format(
        when=until_in_words(found.on(market.recover_d), market.recover_d, market.reason)
    )
    if market.gap_d:
        yield _("Because {why}.").format(why=why(view, found, product, market))


def _rows(view: View, outage: Outage, product_id: str, market: str) -> Iterator[tuple[str, TableSpec, pd.DataFrame]]:
    """Stock at the last step by the newest count, undecided batches of it, demand from the outage on, and licences."""
    everyones = view.unfiltered
    last = known_company(view).facts.network.routes[product_id][-1].stage
    of_product = row.product_id == product_id
    counted = known(everyones, "stock", where=[of_product])
    newest = max(counted.as_of_on, default=None)
    yield _rows_of(everyones, "stock", counted[(counted.stage == last) & (counted.as_of_on == newest)])
    if view.has("batches"):
        undecided = [of_product, row.stage == last, row.disposition_on.isnull()]
        yield _rows_of(everyones, "batches", known(everyones, "batches", where=undecided))
    since = outage.from_on.replace(day=1)
    needed = [of_product, row.market == market, row.month >= since]
    yield _rows_of(everyones, "demand", known(everyones, "demand", where=needed))
    if view.has("site_licences"):
        yield _rows_of(
            everyones, "site_licences", known(everyones, "site_licences", where=[of_product, row.market == market])
        )


def _rows_of(view: View, table: str, rows: pd.DataFrame) -> tuple[str, TableSpec, pd.DataFrame]:
    told = with_sources(view, rows)
    return _(_TITLES[table]), rows_in_words(view, table).hiding_unknown(told), told


_TITLES = {
    "stock": marked("Stock, as it was counted last"),
    "batches": marked("Lots of the last step awaiting disposition"),
    "demand": marked("Demand there"),
    "site_licences": marked("Licences for that market"),
}
