"""How long supply lasts: from which day on what has come falls short of what was needed.

What expires first is used first, and what has expired unused is lost.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dualsite.planning.continuity.demand import Demand
from dualsite.planning.continuity.supply import Supply

CLOSE_KG = 1e-9
"""What is short by less is not short."""


def survive(demand: Demand, supplies: Sequence[Supply], horizon_d: int) -> int | None:
    """Whole days until the first one on which supply so far falls short of demand so far; None: not by the horizon.

    Between two days on which a month begins or ends, or something comes or expires, every day is as the one before; so
    it is enough to look from one of them to the next.
    """
    waiting = sorted(supplies, key=lambda one: one.begin, reverse=True)
    at_hand: list[tuple[int, float]] = []
    """What is left of each, by the day it expires."""
    needed = had = 0.0
    for begin, end, daily_kg in _stretches(demand, supplies, horizon_d):
        while at_hand and at_hand[0][0] <= begin:
            had -= at_hand.pop(0)[1]
        while waiting and waiting[-1].begin <= begin:
            one = waiting.pop()
            insort(at_hand, (one.end, one.kg))
            had += one.kg
        if daily_kg:
            days = _days_met(had - needed, daily_kg, end - begin)
            if days < end - begin:
                return begin + days
            _use(at_hand, daily_kg * (end - begin))
            needed += daily_kg * (end - begin)
    return None


def _stretches(demand: Demand, supplies: Sequence[Supply], horizon_d: int) -> Iterator[tuple[int, int, float]]:
    """The days up to the horizon in stretches `[begin, end)` of days alike, each with what is needed a day."""
    edges = {0, horizon_d}
    edges.update(edge for month in demand for edge in (month.begin, month.end))
    edges.update(edge for one in supplies for edge in (one.begin, one.end))
    months = iter(demand)
    month = next(months, None)
    for begin, end in pairwise(sorted(edge for edge in edges if 0 <= edge <= horizon_d)):
        while month is not None and month.end <= begin:
            month = next(months, None)
        yield begin, end, month.daily_kg if month is not None and month.begin <= begin else 0.0


def _days_met(left_kg: float, daily_kg: float, most: int) -> int:
    """How many days' demand is met of what is left, up to `most` of them."""
    if daily_kg * most - left_kg <= CLOSE_KG:
        return most
    days = min(most, max(0, int((left_kg + CLOSE_KG) / daily_kg)))
    while days and daily_kg * days - left_kg > CLOSE_KG:
        days -= 1
    while days < most and daily_kg * (days + 1) - left_kg <= CLOSE_KG:
        days += 1
    return days


def _use(at_hand: list[tuple[int, float]], kg: float) -> None:
    """Take so much of it, what expires first first."""
    while at_hand and kg > 0:
        expires, left = at_hand[0]
        if left > kg:
            at_hand[0] = (expires, left - kg)
            return
        kg -= left
        at_hand.pop(0)
