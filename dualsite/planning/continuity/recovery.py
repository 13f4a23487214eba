"""When a product is delivered again: the first delivery, not full rate; for all markets or for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dualsite.planning.continuity.licences import LicensedDays, MissingLicence, holds, least_day
from dualsite.planning.continuity.ways import RestartPlan
from dualsite.planning.facts import Licence

AtSite = tuple[str, str]
"""(stage, site_id) of a step."""


@dataclass(frozen=True, slots=True)
class MarketLicences:
    """What one market says of one product: when each step at a site is allowed, and the rows that say so."""

    days: Mapping[AtSite, LicensedDays]
    rows: Mapping[AtSite, Licence]

    def missing(self, stages: Sequence[str], plan: RestartPlan) -> tuple[MissingLicence, ...]:
        """What does not hold on the day on which a plan could deliver, in the order of the route."""
        found = []
        for stage, site_id in zip(stages, plan.sites, strict=True):
            if not holds(self.days.get((stage, site_id), ()), plan.delivered_d):
                row = self.rows.get((stage, site_id))
                found.append(MissingLicence(stage, site_id, row.expected_on if row else None))
        return tuple(found)

    def least_day(self, stages: Sequence[str], plan: RestartPlan) -> int | None:
        """The first day from the plan's delivery on on which every step's site is licensed; None: there is none."""
        needed = [self.days.get(step, ()) for step in zip(stages, plan.sites, strict=True)]
        return least_day(needed, plan.delivered_d)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Days from the stop to the first delivery, None: there is none; by which plan, and what that lacks on its day.

    Without a delivery the plan is the one that lacks fewest; None: there is no plan at all.
    """

    days: int | None
    plan: RestartPlan | None
    missing: tuple[MissingLicence, ...] = ()


def technical(plans: Sequence[RestartPlan]) -> Recovery:
    """The earliest of all plans, licences aside; of two on one day that which does without the site."""
    plan = min(plans, key=_rank, default=None)
    return Recovery(plan.delivered_d if plan else None, plan)


def licensed(plans: Sequence[RestartPlan], stages: Sequence[str], market: MarketLicences) -> Recovery:
    """The earliest day on which a plan delivers what the market lets in.

    Of plans on one day: one that does without the site, then one that lacks fewest licences on its own day.
    """
    days = [(market.least_day(stages, plan), plan) for plan in plans]
    first = min((day for day, _plan in days if day is not None), default=None)
    open_ = [plan for day, plan in days if day == first]
    lacking = [(market.missing(stages, plan), plan) for plan in open_]
    if first is None:
        missing, plan = min(lacking, key=lambda one: (len(one[0]), _rank(one[1])), default=((), None))
    else:
        missing, plan = min(lacking, key=lambda one: (one[1].by, len(one[0]), _rank(one[1])))
    return Recovery(first, plan, missing)


def _rank(plan: RestartPlan) -> tuple[int, str, int, tuple[str, ...]]:
    """By delivery, then ALTERNATE before RESUME, then as the slot finder ranks."""
    return plan.delivered_d, plan.by, plan.changes, plan.sites
