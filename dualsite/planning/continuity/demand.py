"""Demand day by day: a month's quantity is spread evenly over its days. Days count from the day the site stops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dualsite.planning.continuity.facts import MarketNeed


@dataclass(frozen=True, slots=True)
class MonthOfDemand:
    """The days `[begin, end)` of a month on which something is needed, and how much of it each day."""

    begin: int
    end: int
    daily_kg: float


Demand = tuple[MonthOfDemand, ...]
"""Ascending and apart; on other days nothing is needed."""


def demand(needs: Iterable[MarketNeed], from_on: date) -> Demand:
    """What all these need together from a day on. Nothing needed: empty."""
    by_month: defaultdict[date, float] = defaultdict(float)
    for need in needs:
        by_month[need.month] += need.kg
    found = []
    for month, kg in sorted(by_month.items()):
        after = (month + timedelta(days=31)).replace(day=1)
        begin, end = max(0, (month - from_on).days), (after - from_on).days
        if kg > 0 and begin < end:
            found.append(MonthOfDemand(begin, end, kg / (after - month).days))
    return tuple(found)


def needed(demand: Demand, begin: int, end: int) -> float:
    """What is needed on the days `[begin, end)`."""
    return sum(month.daily_kg * days for month in demand if (days := min(end, month.end) - max(begin, month.begin)) > 0)


def planned_until(demand: Demand) -> int:
    """The first day after all demand; 0 where there is none."""
    return demand[-1].end if demand else 0
