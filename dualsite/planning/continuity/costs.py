"""What an event costs that stops no step: lots that wait for their release, and a tariff on what a country imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dualsite.planning.continuity.demand import demand, needed
from dualsite.planning.continuity.facts import Company, Outage
from dualsite.planning.continuity.gaps import batch_price, touched


@dataclass(frozen=True, slots=True)
class PricedBatches:
    """Batches of a product and what they are worth; `market` None: of all. None is not known.

    `kg` and `batches` are those of the last step of its route.
    """

    product_id: str
    market: str | None
    kg: float | None
    batches: float | None
    money: float | None


def waiting(company: Company, outage: Outage) -> list[PricedBatches]:
    """What waits when the site goes on making but releases nothing from the day of the outage on, for as long as it.

    Batches of the last step at the site, undecided at the as-of day, whose release would come before the outage ends;
    those overdue are among them. By worth, the most first, then by id.
    """
    found = [one for product_id in company.product_ids if (one := _waiting(company, product_id, outage))]
    return sorted(found, key=_rank)


def _waiting(company: Company, product_id: str, outage: Outage) -> PricedBatches | None:
    route = company.network.routes.get(product_id)
    if not route:
        return None
    last, kg, count = route[-1], 0.0, 0
    is_weighed = True
    for batch in company.batches.get(product_id, ()):
        if batch.stage != last.stage or batch.site_id != outage.site_id:
            continue
        made_on = batch.manufactured_on or batch.starts_on
        begin = (made_on - outage.from_on).days + last.release_d
        begin += 0 if batch.manufactured_on else last.duration_d
        if begin < outage.days:
            count += batch.count
            each_kg = company.output_kg.get(product_id)
            is_weighed = is_weighed and (batch.output_kg is not None or each_kg is not None)
            kg += batch.count * (each_kg or 0.0) if batch.output_kg is None else batch.output_kg
    return _priced(company, outage, product_id, None, kg if is_weighed else None, float(count)) if count else None


def imported(company: Company, outages: Iterable[Outage], inside: frozenset[str]) -> list[PricedBatches]:
    """What other markets take of what is made at these sites while the outages last: all of their demand.

    That is the most that may come from there: who else could supply a market takes nothing off. `inside` are the
    markets in which nothing is imported. A product made at several of the sites counts once, at the price of the first.
    By worth, the most first, then by id.
    """
    found: dict[tuple[str, str | None], PricedBatches] = {}
    for outage in outages:
        for product_id in touched(company, outage):
            for one in _imported(company, outage, product_id, inside):
                found.setdefault((product_id, one.market), one)
    return sorted(found.values(), key=_rank)


def _imported(company: Company, outage: Outage, product_id: str, inside: frozenset[str]) -> Iterator[PricedBatches]:
    for market in sorted({need.market for need in company.needs[product_id]} - inside):
        course = demand((need for need in company.needs[product_id] if need.market == market), outage.from_on)
        kg = needed(course, 0, outage.days)
        each_kg = company.output_kg.get(product_id)
        if kg:
            yield _priced(company, outage, product_id, market, kg, kg / each_kg if each_kg else None)


def _priced(
    company: Company, outage: Outage, product_id: str, market: str | None, kg: float | None, batches: float | None
) -> PricedBatches:
    price = batch_price(company.prices.get(product_id, ()), outage)
    money = None if batches is None or price is None else batches * price
    return PricedBatches(product_id, market, kg, batches, money)


def _rank(one: PricedBatches) -> tuple[float, str, str]:
    return (-(one.money or 0.0), one.product_id, one.market or "")


def at_rate(one: PricedBatches, rate: float) -> PricedBatches:
    """The same with the money that a rate (0 to 1) takes of it."""
    return replace(one, money=None if one.money is None else one.money * rate)
