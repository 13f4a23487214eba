"""The arithmetic of a train of batches: how long a campaign holds its suite, and how far apart two steps start.

Batch j of a campaign that starts on s goes in on s + (j − 1) · takt and comes out duration days later. Every condition
between two steps is about all batches; because both sides are linear in j, the first and the last batch decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from dualsite.planning.facts import Step


@dataclass(frozen=True, slots=True)
class Train:
    """One step's campaign of N batches, in days counted from its start.

    `wait_min_d` and `wait_max_d`: the next step starts no sooner and no later than this (None: no limit, or no next
    step). Where the first exceeds the second, no start of the next step suits all batches.
    """

    step: Step
    span_d: int
    to_usable_d: int
    to_release_d: int
    wait_min_d: int
    wait_max_d: int | None

    @property
    def can_hold(self) -> bool:
        """Whether some start of the next step suits all batches."""
        return self.wait_max_d is None or self.wait_min_d <= self.wait_max_d


def trains(route: Sequence[Step], batches: int, at_risk: bool) -> tuple[Train, ...]:
    """One train per step, in route order; an empty route gives none."""
    return tuple(_train(step, following, batches, at_risk) for step, following in zip_longest(route, route[1:]))


def _train(step: Step, following: Step | None, batches: int, at_risk: bool) -> Train:
    span = step.duration_d + (batches - 1) * step.takt_d
    if following is None:
        return Train(step, span, span + step.release_d, span + step.release_d, 0, None)
    release = 0 if at_risk else step.release_d
    # How much later than the next step's takt gives it the last batch comes; negative when it comes sooner.
    drift = (batches - 1) * (step.takt_d - following.takt_d)
    return Train(
        step=step,
        span_d=span,
        to_usable_d=span + release,
        to_release_d=span + step.release_d,
        wait_min_d=step.duration_d + release + step.min_hold_d + max(0, drift),
        wait_max_d=None if step.max_hold_d is None else step.duration_d + step.max_hold_d + min(0, drift),
    )
