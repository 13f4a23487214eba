"""Control charts: what of a KPI's months is more than chance, and whether its target will be met.

P′ and U′ (Laney 2002) for rates of counted things, individuals with moving ranges (XmR) for all others. Four rules mark
points that chance alone seldom gives.

Laney, D. B. (2002), Improved control charts for attributes, Quality Engineering 14(4). Constants 1.128, 2.66 and 3.267
are those of moving ranges of two (NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Literal

FEWEST_POINTS = 12
"""Under this many points there are no limits."""
FEWEST_EVENTS = 10
"""Under this many events, or things without one, a rate has no limits."""
RUN = 7
"""How many points in a row make a run."""

Rule = Literal[1, 2, 3, 4]
"""1 beyond a limit, 2 a run on one side of the centre, 3 a run up or down, 4 two of three beyond two thirds."""


Way = Literal["HIGH", "LOW"]
"""The side of the centre, or of a trend its direction."""


class Chart(StrEnum):
    """How the limits of a KPI are found."""

    P = "P"
    """A part of a whole, both counted."""
    U = "U"
    """Events for so many things, both counted."""
    XMR = "XMR"
    """Anything else: single values and how far each lies from the one before."""


class NoLimits(StrEnum):
    """Why a chart has no limits."""

    FEW_POINTS = "few points"
    FEW_EVENTS = "few events"
    NO_VARIATION = "no variation"


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its value, and for a rate of counted things what it is a rate of."""

    value: float
    numerator: float = 0.0
    denominator: float = 0.0


@dataclass(frozen=True, slots=True)
class ControlLimits:
    """What a point may be by chance: three sigma on either side of the centre. Not cut to what is possible."""

    centre: float
    lower: float
    upper: float


def limits(chart: Chart, points: Sequence[Point], times: float = 1.0) -> list[ControlLimits] | NoLimits:
    """The limits of each point, in their unit, or why there are none. `times` is what a rate is multiplied by."""
    if len(points) < FEWEST_POINTS:
        return NoLimits.FEW_POINTS
    if chart is not Chart.XMR:
        return _of_rates(chart, points, times)
    found = individuals([point.value for point in points])
    return [found] * len(points) if found else NoLimits.NO_VARIATION


def individuals(values: Sequence[float]) -> ControlLimits | None:
    """The limits of two values or more, by how far each lies from the one before; None where none differs."""
    ranges = [0.0 if _same(a, b) else abs(b - a) for a, b in pairwise(values)]
    mean = _mean(ranges)
    # A lone jump would widen the limits that are to show it: it is left out, once.
    mean = _mean([one for one in ranges if not _above(one, 3.267 * mean)]) or mean
    centre = _mean(values)
    return ControlLimits(centre, centre - 2.66 * mean, centre + 2.66 * mean) if mean else None


def _of_rates(chart: Chart, points: Sequence[Point], times: float) -> list[ControlLimits] | NoLimits:
    events = math.fsum(point.numerator for point in points)
    things = math.fsum(point.denominator for point in points)
    centre = events / things
    if not events or (chart is Chart.P and _same(centre, 1)):
        return NoLimits.NO_VARIATION
    if events < FEWEST_EVENTS or (chart is Chart.P and things - events < FEWEST_EVENTS):
        return NoLimits.FEW_EVENTS
    spread = centre * (1 - centre) if chart is Chart.P else centre
    sigmas = [math.sqrt(spread / point.denominator) for point in points]
    scores = [
        (point.numerator / point.denominator - centre) / sigma for point, sigma in zip(points, sigmas, strict=True)
    ]
    between = max(1.0, _mean([abs(b - a) for a, b in pairwise(scores)]) / 1.128)
    return [
        ControlLimits(times * centre, times * (centre - 3 * sigma * between), times * (centre + 3 * sigma * between))
        for sigma in sigmas
    ]


def rules(values: Sequence[float], found: Sequence[ControlLimits]) -> list[dict[Rule, Way]]:
    """The rules that each point takes part in, ascending, and which way: a rise or the upper side is HIGH.

    A point carries a rule that later points complete too.
    """
    marks: list[dict[Rule, Way]] = [{} for _ in values]
    pairs = list(zip(values, found, strict=True))
    sides: tuple[tuple[Way, Callable[[float, float], bool]], ...] = (("HIGH", _above), ("LOW", _below))
    for way, beyond in sides:
        outer = [beyond(value, _limit(one, way)) for value, one in pairs]
        off = [beyond(value, one.centre) for value, one in pairs]
        far = [beyond(value, one.centre + 2 / 3 * (_limit(one, way) - one.centre)) for value, one in pairs]
        _mark(marks, 1, way, [place for place, is_out in enumerate(outer) if is_out])
        _mark(marks, 2, way, _runs(off, RUN))
        steps = [False, *(beyond(b, a) for a, b in pairwise(values))]
        _mark(marks, 3, way, _trends(steps))
        _mark(marks, 4, way, _two_of_three(far))
    return [dict(sorted(mark.items())) for mark in marks]


def _limit(one: ControlLimits, way: Way) -> float:
    return one.upper if way == "HIGH" else one.lower


def _mark(marks: Sequence[dict[Rule, Way]], rule: Rule, way: Way, places: Sequence[int]) -> None:
    for place in places:
        marks[place][rule] = way


def _runs(holds: Sequence[bool], least: int) -> list[int]:
    """The places of unbroken runs of at least so many."""
    places: list[int] = []
    for is_held, run in groupby(enumerate(holds), key=lambda item: item[1]):
        members = [place for place, _ in run]
        if is_held and len(members) >= least:
            places += members
    return places


def _trends(steps: Sequence[bool]) -> list[int]:
    """The places of points of which each lies further than the one before; the first of them is before the steps."""
    members = _runs(steps, RUN - 1)
    return sorted({*members, *(place - 1 for place in members)})


def _two_of_three(beyond: Sequence[bool]) -> list[int]:
    """The places of points beyond, of which at least two lie among three in a row."""
    return sorted(
        {
            place
            for first in range(len(beyond) - 2)
            if sum(beyond[first : first + 3]) >= 2
            for place in range(first, first + 3)
            if beyond[place]
        }
    )


def _above(a: float, b: float) -> bool:
    return a > b and not _same(a, b)


def _below(a: float, b: float) -> bool:
    return a < b and not _same(a, b)


def _same(a: float, b: float) -> bool:
    """A difference that is rounding is none."""
    return abs(a - b) < 1e-12 * max(1.0, abs(a), abs(b))


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)


class Variation(StrEnum):
    """What the last point says."""

    IMPROVEMENT = "IMPROVEMENT"
    CONCERN = "CONCERN"
    HIGH = "HIGH"
    LOW = "LOW"
    COMMON = "COMMON"


class Assurance(StrEnum):
    """Whether the target will be met, if nothing changes."""

    PASS = "PASS"  # noqa: S105  a test that is passed
    FAIL = "FAIL"
    HIT_OR_MISS = "HIT_OR_MISS"


def variation(mark: dict[Rule, Way], better: Literal["higher", "lower", "neither"]) -> Variation:
    """What the rules of the last point say of a KPI that is better higher, lower or neither."""
    if not mark:
        return Variation.COMMON
    way = mark[min(mark)]
    if better == "neither":
        return Variation(way)
    return Variation.IMPROVEMENT if (way == "HIGH") == (better == "higher") else Variation.CONCERN


def assurance(one: ControlLimits, target: float, is_least: bool) -> Assurance:
    """Whether a target, to be reached at least or at most, lies outside what chance may give."""
    worst, best = (one.lower, one.upper) if is_least else (one.upper, one.lower)
    reaches: Callable[[float], bool] = (lambda value: value >= target) if is_least else (lambda value: value <= target)
    if reaches(worst):
        return Assurance.PASS
    return Assurance.HIT_OR_MISS if reaches(best) else Assurance.FAIL
