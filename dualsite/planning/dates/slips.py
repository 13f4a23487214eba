"""How gates slip: what each adds to the slip of the one before, learnt from those reached and from those still open.

Open gates count as slips longer than they are now (Kaplan and Meier 1958), gates of the same kind most.

Kaplan, E. L., and Meier, P. (1958), Nonparametric estimation from incomplete observations, Journal of the American
Statistical Association 53.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HALF, MOSTLY = 0.5, 0.8
"""The two chances that a day is told for."""
TRUSTED = 20
"""How many gates that come as told the method begins with, before what came of its days corrects it."""
OTHER_KINDS = 0.3
"""What a gate of another kind counts beside one of the same."""
SHORTEST_D = 14
"""No planned stretch counts as shorter."""
FIRST_STRETCH_D = 60
"""The stretch before a first gate, which has none."""
POWERS = (0.0, 0.5, 1.0)
"""How slips may grow with the stretch that was planned: not at all, with its root, or with itself."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AddedSlip:
    """From one gate to the next: the stretch planned, and the slip added, or that it is longer than so much."""

    kind: int
    stretch: float
    before: float
    """The slip of the gate before."""
    added: float
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Slips:
    """Added slips per unit of stretch with their chances; what is left lies beyond the last of them."""

    values: Numbers
    chances: Numbers
    beyond: float
    """The typical distance beyond the largest."""
    power: float


def slips_of(steps: Sequence[AddedSlip], kind: int, power: float) -> Slips:
    """The distribution of added slips for a kind of gate, by Kaplan and Meier with weights."""
    values = np.array([step.added / step.stretch**power for step in steps])
    is_reached = np.array([step.is_reached for step in steps])
    weights = np.array([1.0 if step.kind == kind else OTHER_KINDS for step in steps])
    # Of equal values those that were reached come first: the others are longer.
    order = np.lexsort((~is_reached, values))
    values, is_reached, weights = values[order], is_reached[order], weights[order]
    # The next one may be longer than any so far: one more of the full weight lies beyond.
    at_risk = weights[::-1].cumsum()[::-1] + 1.0
    survival = np.cumprod(np.where(is_reached, 1 - weights / at_risk, 1.0))
    chances = np.r_[1.0, survival[:-1]] - survival
    seen = values[is_reached]
    middle = np.median(seen)
    upper = seen[seen > middle]
    beyond = float(np.mean(upper - middle)) if len(upper) else 0.0
    return Slips(seen, chances[is_reached], max(beyond, 7.0 / FIRST_STRETCH_D**power), power)


def drawn_beyond(slips: Slips, least: Numbers, drawn: np.random.Generator) -> Numbers:
    """Slips of at least so much, each per unit of stretch."""
    total = np.r_[0.0, slips.chances.cumsum()]
    passed = total[np.searchsorted(slips.values, least, side="left")]
    at = passed + drawn.random(len(least)) * (1 - passed)
    place = np.searchsorted(total[1:], at, side="left")
    last = slips.values[-1]
    tail = np.maximum(last, least) + drawn.exponential(slips.beyond, len(least))
    found: Numbers = np.where(place < len(slips.values), slips.values[np.minimum(place, len(slips.values) - 1)], tail)
    return found


def kept_of(steps: Sequence[AddedSlip]) -> float:
    """How much of a gate's slip the next one keeps: all of it, unless what was learnt says that time is made up for.

    Least squares of the slip added on the slip before, drawn to none by `TRUSTED` steps of a typical slip.
    """
    before, added = np.array([step.before for step in steps]), np.array([step.added for step in steps])
    typical = float(np.mean(before**2)) or 1.0
    spread = before - before.mean()
    regained = -float((spread * (added - added.mean())).sum()) / (float((spread**2).sum()) + TRUSTED * typical)
    return 1.0 - min(max(regained, 0.0), 1.0)


def power_of(steps: Sequence[AddedSlip]) -> float:
    """How slips grow with the stretch: what misses the slips by least, at both chances."""
    added, stretch = np.array([step.added for step in steps]), np.array([step.stretch for step in steps])

    def missed(power: float) -> float:
        unit = stretch**power
        told = (np.quantile(added / unit, chance) * unit for chance in (HALF, MOSTLY))
        return sum(
            float(np.maximum(chance * (added - day), (chance - 1) * (added - day)).sum())
            for chance, day in zip((HALF, MOSTLY), told, strict=True)
        )

    return min(POWERS, key=missed)
