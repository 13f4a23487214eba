"""How one product could be made again when a site stops: plans of the slot finder at the sites that know it.

ALTERNATE: no step is done at the site. RESUME: at least one is, once it runs again; what was booked there to start
before that day is gone, as if it had never been booked, and what starts later stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Literal

from dualsite.planning.calendars import NEVER, Starts
from dualsite.planning.chains import delivery, earliest_chain, latest_starts
from dualsite.planning.continuity.facts import LONGEST_PLAN_D
from dualsite.planning.facts import Network, Reserved
from dualsite.planning.request import SlotRequest
from dualsite.planning.stations import case
from dualsite.planning.trains import Train

By = Literal["ALTERNATE", "RESUME"]

StartsBySite = tuple[Mapping[str, Starts], ...]
"""Per step, where and on which days it may start; sites on which it may not are left out."""


@dataclass(frozen=True, slots=True)
class RestartPlan:
    """A site for every step, and how many days after the stop their first batch is delivered."""

    by: By
    sites: tuple[str, ...]
    delivered_d: int
    holds_to_d: int
    """The longest outage under which it stays as it is, while nothing more that is booked at the site is gone."""

    @property
    def changes(self) -> int:
        """How often the chain goes from one site to another."""
        return sum(here != there for here, there in zip(self.sites, self.sites[1:], strict=False))


@dataclass(frozen=True)
class Ways:
    """One product when one site stops on a day, for however long. `network` holds the suites that know it, no other."""

    site_id: str
    question: SlotRequest
    network: Network
    trains: tuple[Train, ...]
    elsewhere: StartsBySite
    booked: tuple[tuple[int, ...], ...]
    """Per step the days on which something starts that is booked at the site for its stage, ascending."""
    stopped: int
    """The day the site stops, as an ordinal."""
    _own: dict[tuple[int, int], Starts] = field(default_factory=dict, repr=False, compare=False)


def ways(network: Network, knows: frozenset[tuple[str, str]], product_id: str, site_id: str, from_on: date) -> Ways:
    """The ways of a product. `knows`: (stage, site_id) of the steps that sites know of it."""
    suites = tuple(suite for suite in network.suites if (suite.stage, suite.site_id) in knows)
    used = {suite.suite_id: suite.site_id for suite in suites}
    known = replace(
        network,
        suites=suites,
        bookings=tuple(booking for booking in network.bookings if booking.suite_id in used),
        reserved=tuple(block for block in network.reserved if block.suite_id in used),
    )
    question = SlotRequest(product_id, 1, from_on, horizon_d=LONGEST_PLAN_D)
    others = replace(known, suites=tuple(suite for suite in suites if suite.site_id != site_id))
    worked_out = case(question, others)
    elsewhere = tuple(
        {site: starts for site, starts in sorted(station.starts.items()) if starts.begins}
        for station in worked_out.stations
    )
    stage_of = {suite.suite_id: suite.stage for suite in suites if suite.site_id == site_id}
    booked = tuple(
        tuple(
            sorted(
                booking.start_on.toordinal()
                for booking in known.bookings
                if stage_of.get(booking.suite_id) == train.step.stage
            )
        )
        for train in worked_out.trains
    )
    return Ways(site_id, question, known, worked_out.trains, elsewhere, booked, from_on.toordinal())


def alternates(of: Ways) -> Iterator[RestartPlan]:
    """A plan for every choice of sites without the one that stops, in no order."""
    for sites in product(*of.elsewhere) if of.trains else ():
        starts = [there[site] for there, site in zip(of.elsewhere, sites, strict=True)]
        plan = _plan(of, "ALTERNATE", sites, starts, of.stopped)
        if plan is not None:
            yield plan


def resumes(of: Ways, days: int) -> Iterator[RestartPlan]:
    """A plan for every choice of sites with the one that stops, which runs again after so many days, in no order."""
    for sites in choices(of):
        plan = resume(of, sites, days)
        if plan is not None:
            yield plan


def choices(of: Ways) -> Iterator[tuple[str, ...]]:
    """Every choice of sites with at least one step at the one that stops; some may have no plan."""
    known = {suite.stage for suite in of.network.suites if suite.site_id == of.site_id}
    steps = [
        (*there, of.site_id) if train.step.stage in known else tuple(there)
        for there, train in zip(of.elsewhere, of.trains, strict=True)
    ]
    return (sites for sites in product(*steps) if of.site_id in sites)


def resume(of: Ways, sites: tuple[str, ...], days: int) -> RestartPlan | None:
    """The plan at these sites, of which one is the site that stops and runs again after so many days."""
    again = of.stopped + days
    starts = [
        _own_starts(of, place, again) if site == of.site_id else there[site]
        for place, (site, there) in enumerate(zip(sites, of.elsewhere, strict=True))
    ]
    return _plan(of, "RESUME", sites, starts, again)


def gone(of: Ways, place: int, days: int) -> int:
    """How many of the bookings at the site, for the stage of a step, are gone under an outage of so many days."""
    return bisect_left(of.booked[place], of.stopped + days)


def _plan(of: Ways, by: By, sites: tuple[str, ...], starts: Sequence[Starts], again: int) -> RestartPlan | None:
    floor = [again if site == of.site_id else of.stopped for site in sites]
    latest = latest_starts(of.trains, of.stopped + of.question.horizon_d)
    chain = earliest_chain(of.trains, [(one,) for one in starts], floor, latest)
    if chain is None:
        return None
    own = [start for start, site in zip(chain, sites, strict=True) if site == of.site_id]
    until = min(own, default=NEVER) - of.stopped
    return RestartPlan(by, sites, delivery(of.trains, chain) - of.stopped, until)


def _own_starts(of: Ways, place: int, again: int) -> Starts:
    """When the site that stops may start a step, what is booked there gone; the plan keeps to the days from `again` on.

    That changes only with the days on which something booked starts. Reserved time, which clients see of others, is cut
    on the day the site runs again: nobody says how much of it was booked to start before.
    """
    key = (place, -again if of.network.reserved else gone(of, place, again - of.stopped))
    if key not in of._own:
        stage = of.trains[place].step.stage
        suites = tuple(suite for suite in of.network.suites if (suite.site_id, suite.stage) == (of.site_id, stage))
        there = {suite.suite_id for suite in suites}
        left = replace(
            of.network,
            suites=suites,
            bookings=tuple(
                booking
                for booking in of.network.bookings
                if booking.suite_id in there and booking.start_on.toordinal() >= again
            ),
            reserved=tuple(_cut(block, again) for block in of.network.reserved if block.end_on.toordinal() > again),
        )
        of._own[key] = case(of.question, left).stations[place].starts.get(of.site_id, _NEVER)
    return of._own[key]


_NEVER = Starts((), ())


def _cut(block: Reserved, again: int) -> Reserved:
    return replace(block, start_on=max(block.start_on, date.fromordinal(again)))
