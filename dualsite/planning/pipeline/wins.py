"""Sums of whole days of which each is won or not, independently: exact, by convolution over whole days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CLOSE = 1e-12
"""Within this, probabilities are the same."""

Chances = NDArray[np.float64]
"""The probability of every whole number of days from 0 on."""

NOTHING: Chances = np.ones(1)
"""Of no bids the sum is 0."""


def with_one(chances: Chances, days: int, win: float) -> Chances:
    """The chances of the sum with one more bid, which adds its days with probability `win`."""
    if days == 0:
        return chances
    summed = np.zeros(len(chances) + days)
    summed[: len(chances)] = (1.0 - win) * chances
    summed[days:] += win * chances
    return summed


def sum_of(days: Sequence[int], wins: Sequence[float]) -> Chances:
    """The chances of the sum of what is won."""
    chances = NOTHING
    for own, win in zip(days, wins, strict=True):
        chances = with_one(chances, own, win)
    return chances


def p_above(chances: Chances, days: int) -> float:
    """The probability that the sum is more than so many days, which may be fewer than none."""
    if days < 0:
        return 1.0
    return min(1.0, float(chances[days + 1 :].sum()))


def least_with(chances: Chances, probability: float) -> int:
    """The least number of days that the sum does not exceed with this probability."""
    return int(np.argmax(np.cumsum(chances) >= probability - CLOSE))


def leave_one_out(days: Sequence[int], wins: Sequence[float], room: int) -> list[tuple[float, float]]:
    """Of each bid the probability that the sum exceeds the room, if it is won and if it is lost, the others as they
    are.

    The others' chances are those before it by those after it, so that no bid is divided out again.
    """
    before = [NOTHING]
    for own, win in zip(days[:-1], wins[:-1], strict=True):
        before.append(with_one(before[-1], own, win))
    found: list[tuple[float, float]] = []
    after = NOTHING
    for place in range(len(days) - 1, -1, -1):
        tail = np.append(np.cumsum(after[::-1])[::-1], 0.0)
        """The probability that those after it come to at least so many days."""
        p_lost = _above_together(before[place], tail, room)
        p_won = _above_together(before[place], tail, room - days[place])
        found.append((p_won, p_lost))
        after = with_one(after, days[place], wins[place])
    return found[::-1]


def _above_together(before: Chances, tail: Chances, room: int) -> float:
    """The probability that two sums together exceed the room; `tail` is that of the second to be at least its place."""
    needed = np.clip(room + 1 - np.arange(len(before)), 0, len(tail) - 1)
    return min(1.0, float(before @ tail[needed]))
