"""Why a number of an outage is not known, in words."""

from __future__ import annotations

from datetime import date, timedelta

from dualsite import formats
from dualsite.i18n import _
from dualsite.planning import sentences
from dualsite.planning.continuity.demand import Demand, planned_until
from dualsite.planning.continuity.facts import LONGEST_PLAN_D, MarketNeed, Outage
from dualsite.planning.continuity.recovery import Recovery
from dualsite.planning.continuity.stopped import StoppedProduct


def ends(need: MarketNeed) -> date:
    """The first day after the month of a need."""
    return (need.month + timedelta(days=31)).replace(day=1)


def of_product(of: StoppedProduct, outage: Outage, survive_d: int | None, found: Recovery) -> str | None:
    """What is not known of a product, and which steps no other site knows; None: nothing to say."""
    said = [_survives(of.total, outage) if survive_d is None else ""]
    nowhere = _nowhere(of)
    if found.days is None:
        said.append(_never(of, nowhere))
    elif of.only_here:
        said.append(_("no other site knows {stages}").format(stages=_stages(of.only_here)))
    return _joined(said)


def of_market(of: StoppedProduct, outage: Outage, market: str, survive_d: int | None, found: Recovery) -> str | None:
    """What is not known of a market; None: nothing to say."""
    said = [_survives(of.demand[market], outage) if survive_d is None else ""]
    if found.days is None:
        said.append(_("no plan is ever licensed for it") if found.plan else _never(of, _nowhere(of)))
        if survive_d is not None:
            counted = _("the gap is counted to the end of the {days} looked at")
            said.append(counted.format(days=sentences.days(outage.horizon_d)))
    return _joined(said)


def _survives(demand: Demand, outage: Outage) -> str:
    end = planned_until(demand)
    if end < outage.horizon_d:
        until = outage.from_on + timedelta(days=end)
        return _("demand is planned until {day}").format(day=sentences.day(until))
    return _("supply lasts for the {days} looked at").format(days=sentences.days(outage.horizon_d))


def _nowhere(of: StoppedProduct) -> tuple[str, ...]:
    """The steps that no site knows."""
    known = {suite.stage for suite in of.ways.network.suites}
    return tuple(stage for stage in of.stages if stage not in known)


def _never(of: StoppedProduct, nowhere: tuple[str, ...]) -> str:
    if nowhere:
        return _("no site that knows the product has a suite for {stages}").format(stages=_stages(nowhere))
    return _("no plan delivers within {days}").format(days=sentences.days(LONGEST_PLAN_D))


def _stages(stages: tuple[str, ...]) -> str:
    return formats.joined([sentences.stage(stage) for stage in stages])


def _joined(said: list[str]) -> str | None:
    return "; ".join(one for one in said if one) or None
