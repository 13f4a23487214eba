"""Which licence, qualification or stock is worth most: kilograms at risk at every site, and what one thing takes off.

Everything is computed again with one thing changed: nothing is estimated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dualsite.planning.continuity.facts import Company, Outage, check
from dualsite.planning.continuity.gaps import touched
from dualsite.planning.continuity.licences import licensed_days
from dualsite.planning.continuity.recovery import MarketLicences
from dualsite.planning.continuity.risk import ProductRisk, at_risk_kg, risk
from dualsite.planning.continuity.safety_stock import stocked
from dualsite.planning.continuity.stopped import StoppedProduct, knows, stopped
from dualsite.planning.facts import Licence
from dualsite.planning.stations import has_containment, has_light

DURATIONS = tuple(range(7, 366))
"""The lengths of outages, in days, that a curve is drawn of."""

MORE_STOCK_D = (30, 60, 90)
"""Days of demand that a remedy lays in."""

Kind = Literal["LICENCE", "QUALIFIED", "STOCK"]


@dataclass(frozen=True, slots=True)
class SingleRemedy:
    """One thing that takes something off what is at risk, over the outages of all sites that were asked about.

    LICENCE: `site_id` may do `stage` for `market` from `by_on` on. QUALIFIED: `site_id` knows every step of the product
    and is licensed for them in all its markets from `by_on` on. STOCK: `days` days of the demand of all markets lie
    ready, `kg` in all, for any of them.
    """

    kind: Kind
    product_id: str
    removes_kg: float
    site_id: str | None = None
    stage: str | None = None
    market: str | None = None
    by_on: date | None = None
    days: int | None = None
    kg: float | None = None
    by_site: Mapping[str, float] | None = None
    """What it takes off at the outage of each site."""


@dataclass(frozen=True, slots=True)
class RiskCurve:
    """What is at risk when a site stops for so many days, in kg; and of it what each product is, at each length."""

    site_id: str
    days: tuple[int, ...]
    kg: tuple[float, ...]
    by_product: Mapping[str, tuple[float, ...]]


def curve(company: Company, site_id: str, from_on: date, horizon_d: int, days: Sequence[int] = DURATIONS) -> RiskCurve:
    """What is at risk at a site, for every length of its outage. Raises InputError for one that cannot be asked."""
    outage = Outage(site_id, from_on, max(days), horizon_d)
    check(outage, company.network)
    by_product = {}
    for product_id in touched(company, outage):
        of = risk(stopped(company, product_id, outage), outage)
        by_product[product_id] = tuple(sum(at_risk_kg(of, length).values()) for length in days)
    kg = tuple(sum(of[at] for of in by_product.values()) for at in range(len(days)))
    return RiskCurve(site_id, tuple(days), kg, by_product)


def remedies(company: Company, outages: Sequence[Outage], by_on: date | None = None) -> list[SingleRemedy]:
    """Single things that would take something off what these outages put at risk, the most first.

    The outages begin on one day, one per site. `by_on`: the day a licence is approved or a site qualified; None: in
    time, on the day the site stops. What takes nothing off, or adds to it, is left out.
    """
    if not outages:
        return []
    by_on = outages[0].from_on if by_on is None else by_on
    at_risk: defaultdict[str, list[_AtRisk]] = defaultdict(list)
    for outage in outages:
        check(outage, company.network)
        for product_id in touched(company, outage) if outage.days else ():
            of = risk(stopped(company, product_id, outage), outage)
            kg = at_risk_kg(of, outage.days)
            if any(kg.values()):
                at_risk[product_id].append(_AtRisk(of, outage, kg))
    found = [
        remedy for product_id, where in at_risk.items() for remedy in _of_product(company, product_id, where, by_on)
    ]
    return sorted(found, key=_rank)


@dataclass(frozen=True, slots=True)
class _AtRisk:
    """A product short of something when a site is out, by market."""

    of: ProductRisk
    outage: Outage
    kg: Mapping[str, float]

    def removed(self, changed: StoppedProduct) -> float:
        """What the change takes off, over all markets."""
        return sum(self.kg.values()) - sum(at_risk_kg(risk(changed, self.outage), self.outage.days).values())


def _rank(one: SingleRemedy) -> tuple[float, str, str, str, str, str, int]:
    """The most first; then by what it is, so that the order is always the same."""
    named = (one.product_id, one.kind, one.site_id or "", one.stage or "", one.market or "")
    return (-one.removes_kg, *named, one.days or 0)


def _of_product(company: Company, product_id: str, where: Sequence[_AtRisk], by_on: date) -> Iterator[SingleRemedy]:
    able = _able(company, product_id)
    markets = sorted({market for one in where for market in one.kg})
    is_licensed = any(one.of.of.licences is not None for one in where)
    if is_licensed:
        yield from _licences(company, product_id, where, able, markets, by_on)
    stages = [step.stage for step in company.network.routes[product_id]]
    for site_id in sorted({site for _stage, site in able}):
        if all((stage, site_id) in able for stage in stages):
            new = [_licence(product_id, stage, site_id, market, by_on) for stage in stages for market in markets]
            changed = _with_licences(company, product_id, new)
            remedy = SingleRemedy("QUALIFIED", product_id, 0.0, site_id, by_on=by_on)
            yield from _worth(remedy, where, [stopped(changed, product_id, one.outage) for one in where])
    for days in MORE_STOCK_D:
        with_more = [stocked(one.of.of, days, one.outage) for one in where]
        remedy = SingleRemedy("STOCK", product_id, 0.0, days=days, kg=with_more[0][1])
        yield from _worth(remedy, where, [of for of, _kg in with_more])


def _licences(
    company: Company,
    product_id: str,
    where: Sequence[_AtRisk],
    able: frozenset[tuple[str, str]],
    markets: Sequence[str],
    by_on: date,
) -> Iterator[SingleRemedy]:
    """Every licence that is missing on the day it would be approved, at a site that has a suite for the step."""
    known: dict[tuple[str, str], list[StoppedProduct]] = {}
    for stage, site_id in sorted(able):
        for market in markets:
            new = _licence(product_id, stage, site_id, market, by_on)
            if _holds_for_good(company, new):
                continue
            if (stage, site_id) not in known:
                # That the site then knows the step is the same whatever the market: FILED, it lets in nothing.
                filed = _with_licences(company, product_id, [replace(new, status="FILED", approved_on=None)])
                known[stage, site_id] = [
                    one.of.of if knows(company, product_id, stage, site_id) else stopped(filed, product_id, one.outage)
                    for one in where
                ]
            changed = [_licensed(of, new, one.outage) for of, one in zip(known[stage, site_id], where, strict=True)]
            yield from _worth(SingleRemedy("LICENCE", product_id, 0.0, site_id, stage, market, by_on), where, changed)


def _worth(remedy: SingleRemedy, where: Sequence[_AtRisk], changed: Sequence[StoppedProduct]) -> Iterator[SingleRemedy]:
    """The remedy with what it takes off, if that is anything."""
    by_site = {one.outage.site_id: one.removed(of) for one, of in zip(where, changed, strict=True)}
    removed = sum(by_site.values())
    if removed > _NOTHING_KG:
        yield replace(remedy, removes_kg=removed, by_site=by_site)


_NOTHING_KG = 1e-9


def _able(company: Company, product_id: str) -> frozenset[tuple[str, str]]:
    """(stage, site_id) of the steps for which a site has a suite that is fit for the product."""
    product = company.network.products[product_id]
    stages = {step.stage for step in company.network.routes[product_id]}
    return frozenset(
        (suite.stage, suite.site_id)
        for suite in company.network.suites
        if suite.stage in stages
        and suite.gmp_ready_on is not None
        and has_containment(suite, product)
        and has_light(suite, product)
    )


def _licence(product_id: str, stage: str, site_id: str, market: str, by_on: date) -> Licence:
    return Licence(product_id, stage, site_id, market, "APPROVED", None, by_on, None)


def _same(one: Licence, other: Licence) -> bool:
    return (one.product_id, one.stage, one.site_id, one.market) == (
        other.product_id, other.stage, other.site_id, other.market,
    )  # fmt: skip


def _holds_for_good(company: Company, new: Licence) -> bool:
    """Whether the licence that there is holds from the day of the new one on, and for good."""
    return any(
        one.status == "APPROVED"
        and one.valid_to_on is None
        and (one.approved_on is None or (new.approved_on is not None and one.approved_on <= new.approved_on))
        for one in company.network.licences
        if _same(one, new)
    )


def _with_licences(company: Company, product_id: str, new: Sequence[Licence]) -> Company:
    """The company with these licences besides what it has: what holds already goes on to hold."""
    network = replace(company.network, licences=(*company.network.licences, *new))
    return replace(company, network=network)


def _licensed(of: StoppedProduct, new: Licence, outage: Outage) -> StoppedProduct:
    """The product with one more licence of a step that its site knows already."""
    held = dict(of.licences or {})
    says = held.get(new.market, MarketLicences({}, {}))
    step = (new.stage, new.site_id)
    more = licensed_days([new], of.company.network.as_of, outage.from_on)
    days = {**says.days, step: tuple(sorted((*says.days.get(step, ()), *more)))}
    return replace(of, licences={**held, new.market: MarketLicences(days, says.rows)})
