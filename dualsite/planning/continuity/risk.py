"""Kilograms at risk: what the markets of a product would be short of, for outages of any length of one site.

The same as the gaps of `gaps.answered`, exactly, without the plans that cannot matter: one that resumes at the site
delivers no sooner than the site runs again and its own steps take, so it is worked out only where that is sooner than
what a market has already; and it stays as it is under longer outages up to the day its own steps start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from dualsite.planning.chains import unhindered_delivery
from dualsite.planning.continuity import ways as restart
from dualsite.planning.continuity.facts import Outage
from dualsite.planning.continuity.licences import LicensedDays, least_day
from dualsite.planning.continuity.stopped import StoppedProduct, supplies
from dualsite.planning.continuity.supply import FOR_EVER, Supply, share
from dualsite.planning.continuity.survival import survive
from dualsite.planning.continuity.ways import RestartPlan


@dataclass(frozen=True, slots=True)
class MarketSupply:
    """What a market has: always, and what is held at the site until it runs again, with the days it could be used else.

    `lasts_d`: how long what it always has lasts, None: to the horizon. `needed`: what is needed before each day.
    """

    always: tuple[Supply, ...]
    held: tuple[Supply, ...]
    lasts_d: int | None
    needed: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Resumption:
    """A choice of sites with the one that stops: what each market that it may ever serve licenses of it.

    `tail_d`: days from the site running again to delivery, if nothing but the process took time.
    """

    sites: tuple[str, ...]
    places: tuple[int, ...]
    """The steps at the site that stops."""
    tail_d: int
    licensed: Mapping[str, tuple[LicensedDays, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A plan, None: there is none, for an outage of so many days, and how many bookings at its steps that leaves gone.

    While no more are gone, a longer outage only takes days away: no plan is sooner, and where none was there is none.
    """

    days: int
    gone: tuple[int, ...]
    plan: RestartPlan | None


@dataclass(frozen=True)
class ProductRisk:
    """A product when a site stops, worked out as far as it goes without the length of the outage."""

    of: StoppedProduct
    outage: Outage
    alternates: Mapping[str, int]
    """By market, the first delivery without the site; markets that have none are left out."""
    resumptions: tuple[Resumption, ...]
    markets: Mapping[str, MarketSupply]
    _kept: dict[tuple[str, ...], _Kept] = field(default_factory=dict, repr=False, compare=False)
    """By sites, the plan that was worked out last."""


def risk(of: StoppedProduct, outage: Outage) -> ProductRisk:
    """The product at risk from an outage of this site on this day; its length does not matter yet."""
    first: dict[str, int] = {}
    for plan in of.alternates:
        for market, licensed in _licensed(of, plan.sites).items():
            day = least_day(licensed, plan.delivered_d)
            if day is not None:
                first[market] = min(day, first.get(market, day))
    resumptions = sorted(_resumptions(of), key=lambda one: one.tail_d)
    return ProductRisk(of, outage, first, tuple(resumptions), dict(_markets(of, outage)))


def _resumptions(of: StoppedProduct) -> Iterator[Resumption]:
    for sites in restart.choices(of.ways) if of.ways.trains else ():
        licensed = _licensed(of, sites)
        if licensed:
            places = tuple(place for place, site in enumerate(sites) if site == of.ways.site_id)
            yield Resumption(sites, places, unhindered_delivery(of.ways.trains[places[0] :], 0), licensed)


def _licensed(of: StoppedProduct, sites: Sequence[str]) -> dict[str, tuple[LicensedDays, ...]]:
    """By market that ever lets in what is made at these sites, on which days each step is licensed."""
    if of.licences is None:
        return dict.fromkeys(of.demand, ())
    found = {}
    for market, says in of.licences.items():
        days = tuple(says.days.get(step, ()) for step in zip(of.stages, sites, strict=True))
        if least_day(days, -FOR_EVER) is not None:
            found[market] = days
    return found


def at_risk_kg(of: ProductRisk, days: int) -> dict[str, float]:
    """By market, what is short of when the site is out for so many days."""
    outage = replace(of.outage, days=days)
    lasts = {market: _survives(of, outage, market) for market in of.of.demand}
    first = _first_deliveries(of, days, lasts)
    return {market: _short_kg(of, outage, market, lasts[market], first.get(market, 0)) for market in lasts}


def _first_deliveries(of: ProductRisk, days: int, lasts: Mapping[str, int | None]) -> dict[str, int]:
    """The first delivery to each market that is short without the site, `FOR_EVER` where there is none."""
    first = {
        market: day
        for market, lasts_d in lasts.items()
        if lasts_d is not None and (day := of.alternates.get(market, FOR_EVER)) > lasts_d
    }
    for one in of.resumptions if first else ():
        plan = _resumed(of, one, days, first)
        if plan is not None:
            for market, licensed in one.licensed.items():
                if plan.delivered_d < first.get(market, 0):
                    later = least_day(licensed, plan.delivered_d)
                    first[market] = first[market] if later is None else min(later, first[market])
    return first


def _resumed(of: ProductRisk, one: Resumption, days: int, first: Mapping[str, int]) -> RestartPlan | None:
    """The plan at these sites, or None where there is none that is sooner for any market."""
    latest = max(first.get(market, 0) for market in one.licensed)
    if days + one.tail_d >= latest:
        return None
    gone = tuple(restart.gone(of.of.ways, place, days) for place in one.places)
    kept = of._kept.get(one.sites)
    if kept is not None and kept.days <= days and kept.gone == gone:
        if kept.plan is None or kept.plan.delivered_d >= latest:
            return None
        if days <= kept.plan.holds_to_d:
            return kept.plan
    plan = restart.resume(of.of.ways, one.sites, days)
    of._kept[one.sites] = _Kept(days, gone, plan)
    return plan


def _short_kg(of: ProductRisk, outage: Outage, market: str, survive_d: int | None, recover_d: int) -> float:
    """As `gaps.short_kg` says, by sums made before."""
    end = min(recover_d, outage.horizon_d)
    if survive_d is None or survive_d >= end:
        return 0.0
    there, until = of.markets[market], end if recover_d == FOR_EVER else recover_d
    comes = sum(one.kg for one in there.always if survive_d <= one.begin < until)
    comes += sum(one.kg for one in there.held if survive_d <= max(outage.days, one.begin) < min(until, one.end))
    return max(0.0, there.needed[end] - there.needed[survive_d] - comes)


def _survives(of: ProductRisk, outage: Outage, market: str) -> int | None:
    """How long a market lasts. What is held at the site matters only if the site runs again before it runs out."""
    there = of.markets[market]
    if not there.held or (there.lasts_d is not None and outage.days > there.lasts_d):
        return there.lasts_d
    held = (replace(one, begin=max(outage.days, one.begin)) for one in there.held)
    own = (*there.always, *(one for one in held if one.begin < one.end))
    return survive(of.of.demand[market], own, outage.horizon_d)


def _markets(of: StoppedProduct, outage: Outage) -> Iterator[tuple[str, MarketSupply]]:
    """What each market has and needs."""
    always = supplies(of, replace(outage, days=FOR_EVER))
    at_once = supplies(of, replace(outage, days=0))
    held = tuple((Counter(at_once) - Counter(always)).elements())
    for market, course in of.demand.items():
        own = share(always, market, of.parts[market])
        each_day = [0.0] * outage.horizon_d
        for month in course:
            days = range(month.begin, min(month.end, outage.horizon_d))
            each_day[days.start : days.stop] = [month.daily_kg] * len(days)
        lasts = survive(course, own, outage.horizon_d)
        needed = tuple(accumulate(each_day, initial=0.0))
        yield market, MarketSupply(own, share(held, market, of.parts[market]), lasts, needed)
