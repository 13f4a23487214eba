"""What came of days told before: the record, and the levels at which days come true as often as they say."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dualsite.planning.dates.gates import GateDays, chains, known, reached
from dualsite.planning.dates.slips import HALF, MOSTLY, TRUSTED
from dualsite.planning.dates.telling import Draws, told_of

FEWEST = 12
"""Under so many reached gates there is nothing to learn from."""

FIRST_KNOWN_D = 90
"""So many days before its baseline, a first gate is first told a day."""


@dataclass(frozen=True, slots=True)
class Believed:
    """The days by which an open gate is reached, with the two chances."""

    p50: date
    p80: date

    def after(self, before: Believed) -> Believed:
        """The same, neither day before that of the gate before."""
        half = max(self.p50, before.p50)
        return Believed(half, max(self.p80, before.p80, half))


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What came of days that were told, for gates that were reached since."""

    passed: tuple[float, ...] = ()
    """For each of them the chance it was given of being reached before the day on which it was."""

    @property
    def gates(self) -> int:
        """How many there are."""
        return len(self.passed)

    def within(self, chance: float) -> int:
        """How many were reached by the day that was told with a chance."""
        return sum(one < chance for one in self.passed)

    @property
    def within_p50(self) -> int:
        """How many were reached by the day told with 50 %."""
        return self.within(HALF)

    @property
    def within_p80(self) -> int:
        """How many were reached by the day told with 80 %."""
        return self.within(MOSTLY)


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """What would have been told of a gate on a day that is past."""

    on: date
    told: Draws
    actual: date | None
    came: float | None
    """Where its day lay among its draws; None while it is open."""


def looked_back(gates: Sequence[GateDays], as_of: date) -> Iterator[ToldBefore]:
    """What would have been told whenever a gate was reached of those after it, and before the first."""
    for subject, chain in chains(gates).items():
        actual = {gate.id: gate.actual for gate in chain}
        days = {chain[0].baseline - timedelta(days=FIRST_KNOWN_D), *actual.values()}
        for day in sorted(one for one in days if one is not None and one < as_of):
            then = known(gates, day)
            if reached(then) >= FEWEST:
                for gate, told in _told_of(tuple(then), day, subject).items():
                    came = actual[gate]
                    yield ToldBefore(day, told, came, None if came is None else told.chance(came))


@functools.lru_cache(256)
def _told_of(gates: Sequence[GateDays], on: date, subject: str) -> Mapping[str, Draws]:
    """What a day is told for is asked again with every later one, for which it is the same."""
    return told_of(gates, on, subject)


def record_of(looks: Sequence[ToldBefore]) -> TrackRecord:
    """What came of the days told of each gate when the one before it was reached, by what was known then."""
    return TrackRecord(
        tuple(
            levels_on(looks, look.on).chance(look.told, look.actual - timedelta(days=1))
            for look in looks
            if look.actual is not None and not look.told.ahead
        )
    )


@dataclass(frozen=True, slots=True)
class Levels:
    """The chances to be asked of the draws so that days come true as often as they say, for the next gate and later."""

    of_next: tuple[float, float]
    of_later: tuple[float, float]

    def days(self, told: Draws) -> Believed:
        half, mostly = self._of(told)
        return Believed(told.by(half), told.by(mostly))

    def chance(self, told: Draws, day: date) -> float:
        """That a gate is reached by the day: at least 50 % and 80 % from the days on that are told with them."""
        half, mostly = self._of(told)
        return float(np.interp(told.share(day), [0.0, half, mostly, 1.0], [0.0, HALF, MOSTLY, 1.0]))

    def _of(self, told: Draws) -> tuple[float, float]:
        return self.of_later if told.ahead else self.of_next


def levels_on(looks: Sequence[ToldBefore], as_of: date) -> Levels:
    """What has come by a day of what was told before it."""
    past = [look for look in looks if look.on < as_of]
    of_next, of_later = (
        _levels_of([_came(look, as_of) for look in past if bool(look.told.ahead) is is_later])
        for is_later in (False, True)
    )
    return Levels(of_next, of_later)


def _came(look: ToldBefore, as_of: date) -> tuple[float, bool]:
    """Where a gate's day lay among its draws, or that it lies beyond as much as has passed."""
    if look.came is not None and look.actual is not None and look.actual <= as_of:
        return look.came, True
    return look.told.chance(as_of), False


def _levels_of(came: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """The levels that came true as often as they should, by Kaplan and Meier, as if `TRUSTED` more had come as told."""
    chances = np.r_[[chance for chance, _is in came], (np.arange(TRUSTED) + 0.5) / TRUSTED]
    is_reached = np.r_[[is_reached for _chance, is_reached in came], np.ones(TRUSTED)].astype(bool)
    order = np.lexsort((~is_reached, chances))
    chances, is_reached = chances[order], is_reached[order]
    at_risk = np.arange(len(chances), 0, -1)
    passed = 1 - np.cumprod(np.where(is_reached, 1 - 1 / at_risk, 1.0))
    last = len(chances) - 1
    half, mostly = (float(chances[min(last, np.searchsorted(passed, chance))]) for chance in (HALF, MOSTLY))
    return half, mostly
