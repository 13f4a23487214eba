"""Safety stock: how much more of a product must lie ready when a site stops for nobody to run out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dualsite.planning.continuity.demand import needed
from dualsite.planning.continuity.facts import Company, CountedStock, Outage
from dualsite.planning.continuity.stopped import StoppedProduct, recovers, stopped, survives

MOST_WEEKS = 156
"""Weeks of demand that are tried at most."""


@dataclass(frozen=True, slots=True)
class SafetyStock:
    """So many weeks of the demand of all markets of a product, ready for any of them: `kg` in all."""

    product_id: str
    weeks: int
    kg: float


def stocked(of: StoppedProduct, days: int, outage: Outage) -> tuple[StoppedProduct, float]:
    """The product with the next so many days of its demand more in stock, ready on the day the site stops; and the kg.

    They lie where the outage does not touch them, and do not expire.
    """
    kg = needed(of.total, 0, days)
    more = CountedStock("", kg, is_quarantined=False, usable_on=outage.from_on, expires_on=None)
    stock = {**of.company.stock, of.product_id: (*of.company.stock.get(of.product_id, ()), more)}
    return replace(of, company=replace(of.company, stock=stock), _supplies={}), kg


def least_stock(company: Company, product_id: str, outage: Outage) -> SafetyStock | None:
    """The least whole weeks with which no market of the product runs out before it is supplied again.

    None: not even `MOST_WEEKS` do. The product has a route and is short of something.
    """
    of = stopped(company, product_id, outage)
    again = {market: recovers(of, outage.days, market).days for market in of.demand}
    weeks = 1 + bisect_left(range(1, MOST_WEEKS + 1), True, key=lambda tried: _lasts(of, 7 * tried, outage, again))
    if weeks > MOST_WEEKS:
        return None
    return SafetyStock(product_id, weeks, stocked(of, 7 * weeks, outage)[1])


def _lasts(of: StoppedProduct, days: int, outage: Outage, again: Mapping[str, int | None]) -> bool:
    """Whether every market lasts until it is supplied again, with so many days more in stock."""
    with_more, _kg = stocked(of, days, outage)
    for market, again_d in again.items():
        survive_d = survives(with_more, outage, market)
        if survive_d is not None and survive_d < (outage.horizon_d if again_d is None else again_d):
            return False
    return True
