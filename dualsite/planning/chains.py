"""The earliest chain of campaigns, as a least fixed point.

The conditions between two steps only ever push a start later: a step waits for its predecessor, and a predecessor moves
later when its material would wait too long. So there is one solution in which every start is at its smallest at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from dualsite.planning.calendars import NEVER, Starts, next_start
from dualsite.planning.trains import Train

Calendar = tuple[Starts, ...]
"""Where a step may start: on a start of any of these."""


def earliest_chain(
    trains: Sequence[Train], calendars: Sequence[Calendar], floor: Sequence[int], latest: Sequence[int]
) -> tuple[int, ...] | None:
    """The smallest start of every step, or None when some step cannot start by its latest day.

    `calendars`, `floor` and `latest`: one per train; no step starts before its floor. No trains: an empty chain.
    """
    if not all(train.can_hold for train in trains[:-1]):
        return None
    chain = list(floor)
    step = 0
    while step < len(trains):
        day = min((next_start(starts, chain[step]) for starts in calendars[step]), default=NEVER)
        if day > latest[step]:
            return None
        chain[step] = day
        limit = trains[step - 1].wait_max_d if step else None
        if limit is not None and chain[step - 1] < day - limit:
            step -= 1
            chain[step] = day - limit
            continue
        step += 1
        if step < len(trains):
            chain[step] = max(chain[step], chain[step - 1] + trains[step - 1].wait_min_d)
    return tuple(chain)


def delivery(trains: Sequence[Train], chain: Sequence[int]) -> int:
    """The day the last input of the delivery is released. The chain has at least one step."""
    return max(start + train.to_release_d for train, start in zip(trains, chain, strict=True))


def latest_starts(trains: Sequence[Train], end: int) -> tuple[int, ...]:
    """The last start of each step whose last batch is released by `end`, that day included."""
    return tuple(end - train.to_release_d for train in trains)


def unhindered_delivery(trains: Sequence[Train], ready: int) -> int:
    """Delivery on calendars without bookings, changeovers and GMP dates: only the process takes time."""
    start, delivered = ready, ready
    for train in trains:
        delivered = max(delivered, start + train.to_release_d)
        start += train.wait_min_d
    return delivered
