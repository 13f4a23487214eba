"""Control charts: limits by worked examples, each rule at its edge, and what never matters."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pytest

from dualsite.kpi.control_chart import (
    Assurance,
    Chart,
    ControlLimits,
    NoLimits,
    Point,
    Variation,
    assurance,
    individuals,
    limits,
    rules,
    variation,
)

FLOW_RATES = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""The example of the NIST/SEMATECH e-Handbook, 6.3.2.2."""

ZERO_TO_NINE = ControlLimits(0, -9, 9)
"""Two sigma are 6."""


def marked(*values: float) -> list[list[int]]:
    return [list(mark) for mark in rules(values, [ZERO_TO_NINE] * len(values))]


def of(values: Sequence[float]) -> list[Point]:
    return [Point(value) for value in values]


def rates(*pairs: tuple[int, int]) -> list[Point]:
    return [Point(events / things, events, things) for events, things in pairs]


def found(chart: Chart, points: Sequence[Point], times: float = 1) -> list[ControlLimits]:
    there = limits(chart, points, times)
    assert isinstance(there, list)
    return there


def test_single_values_have_the_limits_of_the_handbook() -> None:
    one = individuals(FLOW_RATES)
    assert one is not None
    assert one.centre == pytest.approx(50.81)
    # The handbook divides by 1.128 where 2.66 is rounded.
    assert (one.lower, one.upper) == pytest.approx((45.8159, 55.8041), abs=0.001)


def test_a_lone_jump_does_not_widen_the_limits() -> None:
    # Moving ranges: ten of 1, then 20; their mean 30 ÷ 11, times 3.267 is 8.9, so the 20 is left out.
    values = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 20]
    one = individuals(values)
    assert one is not None
    assert one.centre == pytest.approx(25 / 12)
    assert one.upper == pytest.approx(25 / 12 + 2.66 * 1)


def test_one_jump_among_equal_values_is_all_there_is_to_go_by() -> None:
    one = individuals([5.0] * 11 + [6.0])
    assert one is not None
    assert one.upper == pytest.approx(61 / 12 + 2.66 * (1 / 11))


def test_equal_values_have_no_limits() -> None:
    assert limits(Chart.XMR, of([0.1 + 0.2] + [0.3] * 11)) is NoLimits.NO_VARIATION


@pytest.mark.parametrize("chart", Chart)
def test_eleven_points_have_no_limits(chart: Chart) -> None:
    points = rates(*[(5, 10), (6, 10)] * 6)
    assert limits(chart, points[:11]) is NoLimits.FEW_POINTS
    assert isinstance(limits(chart, points), list)


def test_parts_of_a_whole_spread_by_how_many_there_are() -> None:
    # 60 of 1,200 in all: 5 %. A month of 100 has a sigma of √(0.05 · 0.95 ÷ 100); none varies more than chance gives.
    first, *_ = found(Chart.P, rates(*[(5, 100)] * 12))
    assert first.centre == 0.05
    assert first.upper - first.centre == pytest.approx(3 * math.sqrt(0.05 * 0.95 / 100))
    many, few = found(Chart.P, rates(*[(20, 400), (5, 100)] * 6))[:2]
    assert few.upper - few.centre == pytest.approx(2 * (many.upper - many.centre))


def test_what_varies_more_than_counting_explains_widens_the_limits() -> None:
    # 1 and 9 of 100 in turn: z = ±0.04 ÷ √(0.05 · 0.95 ÷ 100), so neighbours differ by 2 · 1.835; over 1.128.
    sigma = math.sqrt(0.05 * 0.95 / 100)
    first, *_ = found(Chart.P, rates(*[(1, 100), (9, 100)] * 6))
    assert first.upper == pytest.approx(0.05 + 3 * sigma * (2 * 0.04 / sigma) / 1.128)


def test_events_for_so_many_things_are_told_per_hundred() -> None:
    first, *_ = found(Chart.U, rates(*[(2, 50)] * 12), times=100)
    assert first.centre == 100 * 24 / 600
    assert first.upper == pytest.approx(100 * (0.04 + 3 * math.sqrt(0.04 / 50)))


@pytest.mark.parametrize(
    ("chart", "pairs", "why"),
    [
        (Chart.P, [(0, 10)] * 12, NoLimits.NO_VARIATION),
        (Chart.P, [(10, 10)] * 12, NoLimits.NO_VARIATION),
        (Chart.U, [(0, 10)] * 12, NoLimits.NO_VARIATION),
        (Chart.P, [(1, 10)] * 9 + [(0, 10)] * 3, NoLimits.FEW_EVENTS),
        (Chart.P, [(9, 10)] * 9 + [(10, 10)] * 3, NoLimits.FEW_EVENTS),
        (Chart.U, [(1, 10)] * 9 + [(0, 10)] * 3, NoLimits.FEW_EVENTS),
    ],
)
def test_too_few_events_have_no_limits(chart: Chart, pairs: list[tuple[int, int]], why: NoLimits) -> None:
    assert limits(chart, rates(*pairs)) is why


def test_ten_events_are_enough() -> None:
    assert isinstance(limits(Chart.P, rates(*[(1, 10)] * 10, (0, 10), (0, 10))), list)
    # All of the things may have an event, or several.
    assert isinstance(limits(Chart.U, rates(*[(10, 10)] * 12)), list)


def test_a_point_is_beyond_a_limit_and_not_upon_it() -> None:
    assert marked(0, 9, 9.001, -9, -9.001) == [[], [4], [1, 4], [4], [1, 4]]


def test_rounding_is_not_beyond() -> None:
    assert rules([0.1 + 0.2], [ControlLimits(0.2, 0.1, 0.3)]) == [{}]


def test_seven_on_one_side_are_a_run() -> None:
    assert marked(-1, *[1, 2] * 3, -1) == [[]] * 8
    assert marked(-1, *[1, 2] * 3, 1, -1) == [[], *[[2]] * 7, []]
    # One upon the centre ends it.
    assert marked(1, 2, 1, 2, 0, 1, 2, 1) == [[]] * 8


def test_seven_points_each_higher_are_a_rise() -> None:
    assert marked(3, -3, -2, -1, 0, 1, 2, 1) == [[]] * 8
    assert marked(3, -3, -2, -1, 0, 1, 2, 3, 1) == [[], *[[3]] * 7, []]
    assert rules([3, 2, 1, 0, -1, -2, -3], [ZERO_TO_NINE] * 7) == [{3: "LOW"}] * 7
    # Two that are equal are no rise.
    assert marked(-3, -2, -1, -1, 0, 1, 2, 3) == [[]] * 8


def test_two_of_three_far_from_the_centre_mark_themselves_alone() -> None:
    assert marked(7, 0, 0, 7) == [[]] * 4
    assert marked(7, 0, 7, 0) == [[4], [], [4], []]
    # One above and one below are none.
    assert marked(7, 0, -7) == [[]] * 3
    # Upon two sigma is not beyond.
    assert marked(6, 0, 7) == [[]] * 3


def test_the_last_point_is_told_by_its_first_rule() -> None:
    assert variation({}, "higher") is Variation.COMMON
    assert variation({1: "LOW", 3: "HIGH"}, "higher") is Variation.CONCERN
    assert variation({3: "HIGH"}, "higher") is Variation.IMPROVEMENT
    assert variation({3: "HIGH"}, "lower") is Variation.CONCERN
    assert variation({2: "LOW"}, "neither") is Variation.LOW


@pytest.mark.parametrize(
    ("target", "at_least", "at_most"),
    [
        (-9.5, Assurance.PASS, Assurance.FAIL),
        (-9, Assurance.PASS, Assurance.HIT_OR_MISS),
        (0, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (9, Assurance.HIT_OR_MISS, Assurance.PASS),
        (9.5, Assurance.FAIL, Assurance.PASS),
    ],
)
def test_a_target_is_met_where_chance_does_not_reach(target: float, at_least: Assurance, at_most: Assurance) -> None:
    assert assurance(ZERO_TO_NINE, target, True) is at_least
    assert assurance(ZERO_TO_NINE, target, False) is at_most


@pytest.mark.parametrize("seed", range(5))
def test_limits_grow_with_the_scale_of_a_series(seed: int) -> None:
    drawn = random.Random(seed)
    values = [drawn.gauss(10, 2) for _ in range(24)]
    plain, scaled = individuals(values), individuals([3 * value for value in values])
    assert plain is not None
    assert scaled is not None
    assert (scaled.lower, scaled.upper) == pytest.approx((3 * plain.lower, 3 * plain.upper))
    tripled = rules([3 * value for value in values], [scaled] * 24)
    assert tripled == rules(values, [plain] * 24)


@pytest.mark.parametrize("seed", range(5))
def test_upside_down_every_rule_goes_the_other_way(seed: int) -> None:
    drawn = random.Random(seed)
    values = [drawn.gauss(0, 5) for _ in range(40)]
    there = rules(values, [ZERO_TO_NINE] * 40)
    over = rules([-value for value in values], [ZERO_TO_NINE] * 40)
    swapped = {"HIGH": "LOW", "LOW": "HIGH"}
    assert [list(mark) for mark in there] == [list(mark) for mark in over]
    # Where a rise turns into a fall, a point takes part in both.
    assert [{rule: swapped[way] for rule, way in mark.items() if rule != 3} for mark in there] == [
        {rule: way for rule, way in mark.items() if rule != 3} for mark in over
    ]
    assert any(there)
