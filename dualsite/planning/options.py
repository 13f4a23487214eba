"""The best choices of a site per step, found without trying every choice.

A partial choice (the first steps' sites) is worth at best what its earliest chain gives when the later steps may be at
any site. Searched best first under that bound, complete choices come out in their rank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import islice, pairwise

from dualsite.planning.approvals import Licensing, MissingApproval, may_lack_nothing, missing_approval
from dualsite.planning.chains import Calendar, delivery, earliest_chain, latest_starts
from dualsite.planning.stations import Case, Station

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A site per step with its earliest chain; `delivered` is an ordinal day."""

    sites: tuple[str, ...]
    chain: tuple[int, ...]
    delivered: int
    missing: tuple[MissingApproval, ...]


def best_choices(case: Case, approvals: Licensing) -> list[Choice]:
    """Up to three choices that have a plan, by missing approvals, delivery, site changes, site ids. None: empty."""
    return list(islice(_ranked(case, approvals), SHOWN)) if case.stations else []


def calendars(stations: Sequence[Station], sites: Sequence[str]) -> list[Calendar]:
    """Where each step may start: at its chosen site, or anywhere where `sites` is too short to say."""
    chosen: list[Calendar] = [(station.starts[site],) for station, site in zip(stations, sites, strict=False)]
    return chosen + [(station.anywhere,) for station in stations[len(sites) :]]


def _ranked(case: Case, approvals: Licensing) -> Iterator[Choice]:
    latest = latest_starts(case.trains, case.end)
    floor = [case.ready] * len(case.trains)
    open_: list[tuple[tuple[int, int, int, tuple[str, ...]], Choice]] = []

    def consider(sites: tuple[str, ...]) -> None:
        chain = earliest_chain(case.trains, calendars(case.stations, sites), floor, latest)
        if chain is None:
            return
        delivered = delivery(case.trains, chain)
        is_whole = len(sites) == len(case.stations)
        missing = _missing(case, approvals, sites, delivered) if is_whole else ()
        lacking = len(missing) if is_whole else _least_lacking(case, approvals, sites, delivered)
        changes = sum(here != there for here, there in pairwise(sites))
        heappush(open_, ((lacking, delivered, changes, sites), Choice(sites, chain, delivered, missing)))

    consider(())
    while open_:
        _, choice = heappop(open_)
        if len(choice.sites) == len(case.stations):
            yield choice
            continue
        for site in case.stations[len(choice.sites)].rooms:
            consider((*choice.sites, site))


def _missing(case: Case, approvals: Licensing, sites: Sequence[str], delivered: int) -> tuple[MissingApproval, ...]:
    day = date.fromordinal(delivered)
    found = (
        missing_approval(approvals, station.train.step.stage, site, day)
        for station, site in zip(case.stations, sites, strict=True)
    )
    return tuple(missing for missing in found if missing is not None)


def _least_lacking(case: Case, approvals: Licensing, sites: Sequence[str], delivered: int) -> int:
    """The fewest approvals any completion of a partial choice may lack, given that it delivers no earlier."""
    since, until = date.fromordinal(delivered), date.fromordinal(case.end)
    return sum(
        not any(
            may_lack_nothing(approvals, station.train.step.stage, site, since, until)
            for site in (sites[place : place + 1] or station.rooms)
        )
        for place, station in enumerate(case.stations)
    )
