"""Whether everything fits: the probability that no quarter is oversold, the same wins counting in all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_EXACT = 20
"""Bids of a stage, won or not and able to bring it beyond its room, up to which every combination is counted."""

DRAWS = 200_000
_SEED = 20270101
_CHUNK = 50_000

Days = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fit:
    """A probability, and its standard error where it was drawn."""

    probability: float
    standard_error: float | None = None


def fit(demands: Sequence[Sequence[int]], wins: Sequence[float], room: Sequence[int]) -> Fit:
    """The probability that in no quarter more is won than there is room.

    `demands`: of each bid its days by quarter; `room`: the days of each quarter, below 0 where it is oversold whatever
    is won. Exact up to `MOST_EXACT` bids that matter; beyond, from `DRAWS` draws with a fixed seed.
    """
    left = np.array(room, dtype=np.int64)
    days = np.array(demands, dtype=np.int64).reshape(len(demands), len(left))
    chances = np.array(wins, dtype=np.float64)
    left = left - days[chances >= 1].sum(axis=0)
    if (left < 0).any():
        return Fit(0.0)
    days, chances = days[(chances > 0) & (chances < 1)], chances[(chances > 0) & (chances < 1)]
    can_break = days.sum(axis=0) > left
    days, left = days[:, can_break], left[can_break]
    matters = days.any(axis=1)
    days, chances = days[matters], chances[matters]
    if len(days) <= MOST_EXACT:
        return Fit(_counted(days, chances, left))
    return _drawn(days, chances, left)


def together(fits: Iterable[Fit]) -> Fit:
    """That all of these fit, which do not depend on one another; with a standard error where one of them was drawn.

    The variance of a product of independent estimates: Π(p² + s²) − Πp².
    """
    fits = list(fits)
    probability = math.prod(one.probability for one in fits)
    if all(one.standard_error is None for one in fits):
        return Fit(probability)
    squares = math.prod(one.probability**2 + (one.standard_error or 0.0) ** 2 for one in fits)
    return Fit(probability, math.sqrt(max(0.0, squares - probability**2)))


def _counted(days: Days, wins: NDArray[np.float64], room: Days) -> float:
    """Bid by bid, the largest first: what room is left in every case, without those decided already."""
    order = np.argsort(-days.sum(axis=1), kind="stable")
    days, wins = days[order].astype(np.int32), wins[order]
    still = np.cumsum(days[::-1], axis=0)[::-1]
    left, chances, fits = room.astype(np.int32)[None, :], np.ones(1), 0.0
    for place, (own, win) in enumerate(zip(days, wins, strict=True)):
        is_safe = (left >= still[place]).all(axis=1)
        fits += float(chances[is_safe].sum())
        left, chances = left[~is_safe], chances[~is_safe]
        has_room = (left >= own).all(axis=1)
        left = np.concatenate((left, left[has_room] - own))
        chances = np.concatenate((chances * (1.0 - win), chances[has_room] * win))
    return min(1.0, fits + float(chances.sum()))


def _drawn(days: Days, wins: NDArray[np.float64], room: Days) -> Fit:
    random = np.random.default_rng(_SEED)
    chance, own, most = wins.astype(np.float32), days.astype(np.float32), room.astype(np.float32)
    fitting = 0
    for _chunk in range(DRAWS // _CHUNK):
        is_won = random.random((_CHUNK, len(wins)), dtype=np.float32) < chance
        fitting += int((is_won.astype(np.float32) @ own <= most).all(axis=1).sum())
    share = fitting / DRAWS
    return Fit(share, math.sqrt(share * (1 - share) / DRAWS))
