"""Rows of `demand` and `stock` of the made-up products on the market."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dualsite.sample.chunk import Facts
from dualsite.sample.horizon import day_number
from dualsite.sample.portfolio import SampleProduct
from dualsite.sample.streams import stream
from dualsite.sample.tables import Row

_SHARES = (0.55, 0.30, 0.15)
_COVER_D = (36, 95, 150, 210, 120)
"""Days of demand in stock, product by product: one of them is short."""
_FIRM_MONTHS = 3
_SNAPSHOTS = 6
_DEPOT = "Illustrative depot"
_IN_DEPOT = 0.6
"""Of what is released on site, the share that lies in the depot."""


def demand_rows(facts: Facts) -> Iterator[Row]:
    """Three months back and twenty-four ahead, firm for the next three, growing four per cent a year."""
    random = stream(facts.seed, "demand")
    for product, kg_per_month in _on_market(facts):
        for market, share in _markets(product):
            for month in range(-3, 25):
                season = 1 + 0.08 * float(random.uniform(-1, 1))
                yield {
                    "product_id": product.product_id,
                    "partner_id": product.client.partner_id,
                    "market": market,
                    "month": facts.horizon.month(month),
                    "quantity_kg": round(kg_per_month * share * season * 1.04 ** (month / 12), 2),
                    "kind": "FIRM" if month <= _FIRM_MONTHS else "FORECAST",
                }


def stock_rows(facts: Facts) -> Iterator[Row]:
    """Counts on the first of the last months and on `as_of`: released in each market, on site and in a depot, and in
    quarantine."""
    random = stream(facts.seed, "stock")
    counts = [*facts.horizon.months(1 - _SNAPSHOTS, 0), facts.horizon.as_of]
    for place, (product, kg_per_month) in enumerate(_on_market(facts)):
        site_id = _last_site(facts, product)
        cover = _COVER_D[place % len(_COVER_D)] / 30.4
        for as_of_on in dict.fromkeys(counts):
            level = kg_per_month * cover * float(random.uniform(0.92, 1.08))
            lying = [(market, "RELEASED", share * 0.7, -20) for market, share in _markets(product)]
            lying += [(site_id, "RELEASED", 0.3, -5), (site_id, "QUARANTINE", 0.2, 21)]
            for location, status, share, usable in lying:
                counted_kg = round(level * share * float(random.uniform(0.95, 1.05)), 2)
                is_ready = (location, status) == (site_id, "RELEASED")
                in_depot_kg = round(_IN_DEPOT * counted_kg, 2) if is_ready else 0.0
                for where, kg in ((location, round(counted_kg - in_depot_kg, 2)), (_DEPOT, in_depot_kg)):
                    if where == location or kg:
                        yield {
                            "product_id": product.product_id,
                            "partner_id": product.client.partner_id,
                            "stage": product.stages[-1],
                            "location": where,
                            "as_of_on": as_of_on,
                            "quantity_kg": kg,
                            "status": status,
                            "usable_on": as_of_on + timedelta(days=usable),
                            "expires_on": as_of_on + timedelta(days=420 + 30 * (place % 4)),
                        }


def _on_market(facts: Facts) -> Iterator[tuple[SampleProduct, float]]:
    """Products that are approved and made, with the kilograms a month their last year of batches gives."""
    end = day_number(facts.horizon.as_of)
    for product, route in zip(facts.products, facts.routes, strict=True):
        last = product.stages[-1]
        made = sum(
            end - 365 <= chain.starts[last][0] < end for campaign, chain in facts.chains if campaign.product is product
        )
        if product.is_approved and made:
            yield product, 0.92 * made * (route[last].output_kg or 1.0) * facts.scale / 12


def _markets(product: SampleProduct) -> list[tuple[str, float]]:
    """Markets with their shares of the demand, which sum to 1."""
    shares = _SHARES[: len(product.plan.markets)]
    return [(market, share / sum(shares)) for (market, _), share in zip(product.plan.markets, shares, strict=True)]


def _last_site(facts: Facts, product: SampleProduct) -> str:
    """Where the product's last step is first done."""
    for campaign, chain in facts.chains:
        if campaign.product is product:
            return chain.starts[product.stages[-1]][1].unit.suite.site_id
    return facts.sites[0].site_id
