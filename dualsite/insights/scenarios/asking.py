"""What somebody would ask of what stands on a page: an edit of it with a usual value, as it stands in an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from dualsite.access import View
from dualsite.insights.frames import small
from dualsite.scenarios import address
from dualsite.scenarios.commercial import OpportunityWon
from dualsite.scenarios.network import SiteOut, SuiteReady
from dualsite.scenarios.operations import BookingRemoved

USUAL_STOP_D = 90
"""Days that a site stops for when nothing else is said."""

USUAL_DELAY_D = 91
"""Days that a suite is later by when nothing else is said: a quarter."""


def winning(opportunities: Iterable[str]) -> list[str]:
    """For each bid: what if it is won?"""
    return [address.of_edit(OpportunityWon(bid)) for bid in opportunities]


def without(bookings: Iterable[str]) -> list[str]:
    """For each booking: what if it were not there?"""
    return [address.of_edit(BookingRemoved(booking)) for booking in bookings]


def stopping(view: View, site_id: str) -> str:
    """What if a site stops on the as-of day?"""
    return address.of_edit(SiteOut(site_id, view.as_of, USUAL_STOP_D))


def readying(view: View, suites: pd.DataFrame) -> list[str]:
    """For each suite: what if it is ready on another day? One that is not ready yet is a quarter later; one that is,
    or of which no day is told, is ready on the as-of day. `suites` are rows of that table."""
    return [
        address.of_edit(SuiteReady(row.suite_id, _later(row.gmp_ready_on, view.as_of))) for row in suites.itertuples()
    ]


def moving(view: View, milestones: pd.DataFrame) -> list[str]:
    """For each milestone of a site: what if the suite that waits for it is ready on another day?

    That is the suite of the site, not ready yet, whose day is the next from the milestone's on; else the reader says
    which. `milestones` as `insights.programmes.milestones.of_sites` gives them.
    """
    suites = small(view.unfiltered, "suites") if view.has("suites") else pd.DataFrame()
    return [_of_milestone(view, suites, row.site_id, row.reached_on or row.due_on) for row in milestones.itertuples()]


def _of_milestone(view: View, suites: pd.DataFrame, site_id: str, due_on: date | None) -> str:
    waiting = sorted(
        (row.gmp_ready_on, row.suite_id)
        for row in suites.itertuples()
        if row.site_id == site_id and row.gmp_ready_on and row.gmp_ready_on >= max(due_on or view.as_of, view.as_of)
    )
    if not waiting:
        return address.of(SuiteReady.what, on=_later(due_on, view.as_of))
    ready_on, suite_id = waiting[0]
    return address.of_edit(SuiteReady(suite_id, _later(ready_on, view.as_of)))


def _later(day: date | None, as_of: date) -> date:
    return day + timedelta(days=USUAL_DELAY_D) if day is not None and day > as_of else as_of
