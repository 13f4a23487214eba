"""Sums of what is won: against every way of winning counted, and what raises and lowers the risk."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualsite.planning.pipeline.fit import Fit, fit, together
from dualsite.planning.pipeline.wins import least_with, leave_one_out, p_above, sum_of

BIDS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 20).map(lambda part: part / 20)), max_size=12)


def counted(bids: list[tuple[int, float]], room: int) -> float:
    """The probability that more than the room is won, way by way."""
    ways = np.array(list(product((0, 1), repeat=len(bids))))
    days, wins = (np.array(of) for of in apart(bids))
    is_above = (ways * days).sum(axis=1) > room
    return float(np.where(ways, wins, 1 - wins).prod(axis=1)[is_above].sum())


def apart(bids: list[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [days for days, _win in bids], [win for _days, win in bids]


def test_two_bids_are_won_in_four_ways() -> None:
    # 10 with 0.5 and 20 with 0.25; nothing 0.375, 10: 0.375, 20: 0.125, both 30: 0.125
    chances = sum_of([10, 20], [0.5, 0.25])
    assert [chances[days] for days in (0, 10, 20, 30)] == [0.5 * 0.75, 0.5 * 0.75, 0.5 * 0.25, 0.5 * 0.25]
    assert p_above(chances, 19) == 0.125 + 0.125
    assert p_above(chances, 20) == 0.125
    assert p_above(chances, -1) == 1.0
    assert (least_with(chances, 0.375), least_with(chances, 0.5), least_with(chances, 0.9)) == (0, 10, 30)


def test_of_each_bid_it_is_said_what_winning_and_losing_it_makes() -> None:
    # room 20: with the 10 won, the 20 breaks it (0.25); without it nothing does. With the 20 won, the 10 does (0.5).
    assert leave_one_out([10, 20], [0.5, 0.25], 20) == [(0.25, 0.0), (0.5, 0.0)]


@settings(max_examples=40, deadline=None)
@given(BIDS, st.integers(-5, 200))
def test_convolution_is_enumeration(bids: list[tuple[int, float]], room: int) -> None:
    days, wins = apart(bids)
    assert p_above(sum_of(days, wins), room) == pytest.approx(counted(bids, room), abs=1e-12)
    for place, (p_won, p_lost) in enumerate(leave_one_out(days, wins, room)):
        others = bids[:place] + bids[place + 1 :]
        assert p_won == pytest.approx(counted(others, room - days[place]), abs=1e-12)
        assert p_lost == pytest.approx(counted(others, room), abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(BIDS.filter(len), st.integers(0, 200), st.data())
def test_a_higher_chance_to_win_never_lowers_the_risk(bids, room, data) -> None:
    days, wins = apart(bids)
    place = data.draw(st.integers(0, len(bids) - 1))
    higher = [*wins[:place], min(1.0, wins[place] + 0.1), *wins[place + 1 :]]
    assert p_above(sum_of(days, higher), room) >= p_above(sum_of(days, wins), room) - 1e-12


@settings(max_examples=40, deadline=None)
@given(BIDS, st.integers(0, 200), st.integers(0, 30))
def test_more_open_days_never_raise_the_risk(bids, room, more) -> None:
    chances = sum_of(*apart(bids))
    assert p_above(chances, room + more) <= p_above(chances, room) + 1e-12


def test_the_same_wins_count_in_every_quarter() -> None:
    # Two quarters with room for 10; A needs 10 and 5, B 5 and 10. Only both at once break them, and then both do:
    # 1 − 0.5 × 0.5, not (1 − 0.25)².
    assert fit([[10, 5], [5, 10]], [0.5, 0.5], [10, 10]) == Fit(1 - 0.5 * 0.5)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 10).map(lambda x: x / 10)), max_size=9),
    st.tuples(st.integers(-1, 60), st.integers(0, 60)),
)
def test_that_everything_fits_is_enumeration(bids, room) -> None:
    total = 0.0
    for way in product((False, True), repeat=len(bids)):
        chance = float(np.prod([bid[2] if won else 1 - bid[2] for won, bid in zip(way, bids, strict=True)]))
        sums = [sum(bid[at] for won, bid in zip(way, bids, strict=True) if won) for at in (0, 1)]
        total += chance if all(own <= most for own, most in zip(sums, room, strict=True)) else 0.0
    found = fit([bid[:2] for bid in bids], [bid[2] for bid in bids], room)
    assert found.probability == pytest.approx(total, abs=1e-12)
    assert found.standard_error is None


def test_many_bids_are_drawn_and_say_how_far_that_may_be_off() -> None:
    # 24 alike: at most 12 of them fit, which is a binomial sum
    wins = [0.5] * 24
    exact = 1 - p_above(sum_of([1] * 24, wins), 12)
    drawn = fit([[1]] * 24, wins, [12])
    assert drawn == fit([[1]] * 24, wins, [12])
    assert drawn.standard_error is not None
    assert 0 < drawn.standard_error < 0.002
    assert abs(drawn.probability - exact) < 4 * drawn.standard_error


def test_stages_fit_together_by_their_product() -> None:
    assert together([Fit(0.5), Fit(0.4)]) == Fit(0.5 * 0.4)
    assert together([]) == Fit(1.0)
    both = together([Fit(0.5), Fit(0.4, 0.01)])
    assert both.probability == 0.5 * 0.4
    assert both.standard_error == pytest.approx(0.5 * 0.01)
