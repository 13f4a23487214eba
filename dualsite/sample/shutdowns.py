"""Days on which a whole suite stands still: the yearly shutdown, and qualification before it is ready."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dualsite.sample.horizon import Horizon, day_number
from dualsite.sample.network import SampleSuite

SHUTDOWN_D, MAINTENANCE_D, QUALIFICATION_D = 12, 3, 120

_BEGINS_D = {"SEED": 0, "UPSTREAM": 11, "DOWNSTREAM": 28, "CONJUGATION": 20, "FILL_FINISH": 40}
"""Days after the first: the shutdown wanders down the line as the plant drains and fills again."""


def shutdowns(suite: SampleSuite, horizon: Horizon) -> Iterator[tuple[date, date]]:
    """The yearly shutdowns within the horizon, once the suite is ready; half-open."""
    for year in range(horizon.start.year, horizon.end.year + 1):
        begin = date(year, 7, 1) + timedelta(days=_BEGINS_D[suite.stage])
        end = begin + timedelta(days=SHUTDOWN_D)
        if begin >= max(horizon.start, suite.gmp_ready_on) and end <= horizon.end and not _is_retired(suite, end):
            yield begin, end


def maintenance_after(end: date) -> tuple[date, date]:
    """The maintenance that follows a shutdown which ends on `end`."""
    return end, end + timedelta(days=MAINTENANCE_D)


def qualification(suite: SampleSuite, horizon: Horizon) -> tuple[date, date] | None:
    """The months before the suite is ready, as far as they lie in the horizon; None when none do."""
    begin = max(horizon.start, suite.gmp_ready_on - timedelta(days=QUALIFICATION_D))
    end = min(horizon.end, suite.gmp_ready_on)
    return (begin, end) if begin < end else None


def blocked_days(suite: SampleSuite, horizon: Horizon) -> list[tuple[int, int]]:
    """Shutdowns with their maintenance, as day numbers."""
    return [(day_number(begin), day_number(maintenance_after(end)[1])) for begin, end in shutdowns(suite, horizon)]


def _is_retired(suite: SampleSuite, day: date) -> bool:
    return suite.retired_on is not None and day > suite.retired_on
