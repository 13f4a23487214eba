"""Where one product stands when one site stops on a day, for however long: worked out once, then asked by duration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from dualsite.planning.approvals import NEEDS_LICENCE
from dualsite.planning.continuity import ways as restart
from dualsite.planning.continuity.demand import Demand, demand, needed
from dualsite.planning.continuity.facts import Company, Outage
from dualsite.planning.continuity.licences import KNOWING, licensed_days
from dualsite.planning.continuity.recovery import AtSite, MarketLicences, Recovery, licensed, technical
from dualsite.planning.continuity.supply import Supply, share, supply
from dualsite.planning.continuity.survival import survive
from dualsite.planning.continuity.ways import RestartPlan, Ways
from dualsite.planning.facts import Licence

SHARE_D = 365
"""Days from the stop on whose demand says which part of the shared supply is a market's."""


@dataclass(frozen=True)
class StoppedProduct:
    """One product of a company. `demand` is by market, of those that need something from the stop on."""

    company: Company
    product_id: str
    stages: tuple[str, ...]
    total: Demand
    demand: Mapping[str, Demand]
    parts: Mapping[str, float]
    """Each market's part of all demand in the first `SHARE_D` days; 0 where there is none yet."""
    licences: Mapping[str, MarketLicences] | None
    """By market; None: the product is in no phase that needs any."""
    ways: Ways
    only_here: tuple[str, ...]
    alternates: tuple[RestartPlan, ...] = field(repr=False)
    _supplies: dict[int, tuple[Supply, ...]] = field(default_factory=dict, repr=False, compare=False)
    _plans: dict[int, tuple[RestartPlan, ...]] = field(default_factory=dict, repr=False, compare=False)


def stopped(company: Company, product_id: str, outage: Outage) -> StoppedProduct:
    """The product when the site of the outage stops on its day. It has a route."""
    network = company.network
    stages = tuple(step.stage for step in network.routes[product_id])
    own = [licence for licence in network.licences if licence.product_id == product_id]
    known = _known_steps(company, product_id, own)
    by_market = {
        market: course
        for market in sorted({need.market for need in company.needs.get(product_id, ())})
        if (course := demand((n for n in company.needs[product_id] if n.market == market), outage.from_on))
    }
    first = {market: needed(course, 0, SHARE_D) for market, course in by_market.items()}
    total = sum(first.values())
    of_product = restart.ways(network, known, product_id, outage.site_id, outage.from_on)
    is_licensed = network.products[product_id].phase in NEEDS_LICENCE
    return StoppedProduct(
        company,
        product_id,
        stages,
        demand(company.needs.get(product_id, ()), outage.from_on),
        by_market,
        {market: kg / total if total else 0.0 for market, kg in first.items()},
        {market: _licences(own, market, company, outage) for market in by_market} if is_licensed else None,
        of_product,
        tuple(stage for stage in stages if {site for of, site in known if of == stage} == {outage.site_id}),
        tuple(restart.alternates(of_product)),
    )


def has_held_stock(of: StoppedProduct, outage: Outage) -> bool:
    """Whether some of its stock waits at the site until it runs again, so that supply depends on when that is."""
    stock = of.company.stock.get(of.product_id, ())
    return any(one.is_quarantined and one.location == outage.site_id for one in stock)


def supplies(of: StoppedProduct, outage: Outage) -> tuple[Supply, ...]:
    """All that there is of the product during an outage of this length."""
    key = outage.days if has_held_stock(of, outage) else 0
    if key not in of._supplies:
        last = of.company.network.routes[of.product_id][-1]
        stock, batches = of.company.stock.get(of.product_id, ()), of.company.batches.get(of.product_id, ())
        of._supplies[key] = supply(outage, last, stock, batches, of.company.output_kg.get(of.product_id))
    return of._supplies[key]


def plans(of: StoppedProduct, days: int) -> tuple[RestartPlan, ...]:
    """All plans when the site is out for so many days."""
    if days not in of._plans:
        of._plans[days] = (*of.alternates, *restart.resumes(of.ways, days))
    return of._plans[days]


def survives(of: StoppedProduct, outage: Outage, market: str | None = None) -> int | None:
    """How many days the supply of the product, or of one of its markets, lasts; None: to the horizon."""
    there = supplies(of, outage)
    if market is None:
        return survive(of.total, there, outage.horizon_d)
    return survive(of.demand[market], share(there, market, of.parts[market]), outage.horizon_d)


def recovers(of: StoppedProduct, days: int, market: str | None = None) -> Recovery:
    """When the product is delivered again: licences aside, or to one of its markets."""
    if market is None or of.licences is None:
        return technical(plans(of, days))
    return licensed(plans(of, days), of.stages, of.licences[market])


def knows(company: Company, product_id: str, stage: str, site_id: str) -> bool:
    """Whether a site knows a step: a batch of it was released there, or a licence for it is filed or approved."""
    step = (product_id, stage, site_id)
    return step in company.known_at or any(
        (one.product_id, one.stage, one.site_id) == step and one.status in KNOWING for one in company.network.licences
    )


def _known_steps(company: Company, product_id: str, own: list[Licence]) -> frozenset[AtSite]:
    made = {(stage, site_id) for of, stage, site_id in company.known_at if of == product_id}
    return frozenset(made | {(one.stage, one.site_id) for one in own if one.status in KNOWING})


def _licences(own: list[Licence], market: str, company: Company, outage: Outage) -> MarketLicences:
    rows: defaultdict[AtSite, list[Licence]] = defaultdict(list)
    for one in own:
        if one.market == market:
            rows[one.stage, one.site_id].append(one)
    as_of = company.network.as_of
    days = {step: licensed_days(of_step, as_of, outage.from_on) for step, of_step in rows.items()}
    return MarketLicences(days, {step: of_step[0] for step, of_step in rows.items()})
