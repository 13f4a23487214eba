"""A site stops: which products run out before anyone may supply them again, and by how much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dualsite.planning.continuity import reasons
from dualsite.planning.continuity.answer import ContinuityAnswer, MarketOutlook, ProductOutlook, by_gap
from dualsite.planning.continuity.demand import needed
from dualsite.planning.continuity.facts import BatchPrice, Company, Outage, check
from dualsite.planning.continuity.stopped import StoppedProduct, recovers, stopped, supplies, survives
from dualsite.planning.continuity.supply import at_hand, coming, share


def answered(company: Company, outage: Outage) -> ContinuityAnswer:
    """Every product that the outage touches, the largest gap first. An outage of no days touches none.

    Raises InputError for one that cannot be asked.
    """
    check(outage, company.network)
    made = list(touched(company, outage)) if outage.days else []
    outlooks = [outlook(stopped(company, product_id, outage), outage) for product_id in made]
    return ContinuityAnswer(
        outage,
        tuple(sorted(outlooks, key=lambda one: (-one.gap_d, -one.gap_kg, one.product_id))),
        tuple(sorted(set(company.product_ids).difference(made))),
    )


def touched(company: Company, outage: Outage) -> Iterator[str]:
    """The products that the site makes, which have a route, and demand after it stops, by id."""
    network, after = company.network, outage.from_on
    there = {suite.suite_id for suite in network.suites if suite.site_id == outage.site_id}
    booked = {
        booking.product_id
        for booking in network.bookings
        if booking.suite_id in there
        and booking.kind == "PROCESS"
        and booking.firmness in ("FIRM", "INTERNAL")
        and booking.end_on > after
    }
    for product_id in sorted(company.product_ids):
        is_made = product_id in booked or any(
            batch.site_id == outage.site_id for batch in company.batches.get(product_id, ())
        )
        if is_made and network.routes.get(product_id) and _is_needed(company, product_id, after):
            yield product_id


def _is_needed(company: Company, product_id: str, after: date) -> bool:
    return any(reasons.ends(need) > after and need.kg > 0 for need in company.needs.get(product_id, ()))


def outlook(of: StoppedProduct, outage: Outage) -> ProductOutlook:
    """What becomes of one product."""
    found, survive_d = recovers(of, outage.days), survives(of, outage)
    markets = by_gap([_market(of, outage, market) for market in of.demand])
    kg = sum(market.gap_kg for market in markets)
    each_kg = of.company.output_kg.get(of.product_id)
    batches = kg / each_kg if kg and each_kg else None
    price = batch_price(of.company.prices.get(of.product_id, ()), outage)
    return ProductOutlook(
        product_id=of.product_id,
        supply_kg=at_hand(supplies(of, outage)),
        survive_d=survive_d,
        recover_d=found.days,
        recover_by=found.plan.by if found.plan else None,
        recover_sites=found.plan.sites if found.plan else (),
        gap_d=max((market.gap_d for market in markets), default=0),
        gap_kg=kg,
        gap_batches=batches,
        gap_money=None if batches is None or price is None else batches * price,
        currency=of.company.currency,
        only_here=of.only_here,
        reason=reasons.of_product(of, outage, survive_d, found),
        markets=markets,
    )


def _market(of: StoppedProduct, outage: Outage, market: str) -> MarketOutlook:
    survive_d, found = survives(of, outage, market), recovers(of, outage.days, market)
    gap_d, kg = 0, 0.0
    if survive_d is not None:
        until = outage.horizon_d if found.days is None else found.days
        gap_d = max(0, until - survive_d)
        kg = short_kg(of, outage, market, survive_d, until)
    return MarketOutlook(
        market=market,
        survive_d=survive_d,
        recover_d=found.days,
        recover_by=found.plan.by if found.plan and found.days is not None else None,
        recover_sites=found.plan.sites if found.plan else (),
        gap_d=gap_d,
        gap_kg=kg,
        missing_licences=found.missing,
        reason=reasons.of_market(of, outage, market, survive_d, found),
    )


def short_kg(of: StoppedProduct, outage: Outage, market: str, begin: int, end: int) -> float:
    """What a market needs on the days `[begin, end)` up to the horizon, less what comes on them; not below 0."""
    if begin >= end:
        return 0.0
    own = share(supplies(of, outage), market, of.parts[market])
    return max(0.0, needed(of.demand[market], begin, min(end, outage.horizon_d)) - coming(own, begin, end))


def batch_price(prices: tuple[BatchPrice, ...], outage: Outage) -> float | None:
    """What a batch costs, as the contract year says in which the site stops; None where none does.

    Of a contract at the site first, then of the first by id.
    """
    held = [one for one in prices if one.start_on <= outage.from_on < one.end_on]
    first = min(held, key=lambda one: (one.site_id != outage.site_id, one.contract_id, one.start_on), default=None)
    return None if first is None else first.amount
