"""Dates one can believe: what never holds less, and how often the days come true on companies made up at random."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dualsite.planning.dates import Dates, GateDays, dates, open_gates

AS_OF = date(2026, 11, 20)

PLANNED_D = (0, 50, 110, 245, 310, 560, 740, 1060, 1130)
"""When each gate is planned, after the first."""

Slip = Callable[[random.Random, int, float], float]
"""The slip a gate adds, of the days planned since the one before and of the slip there."""

STRETCHED: Slip = lambda drawn, planned, _before: planned * (math.exp(drawn.gauss(0.15, 0.35)) - 1)  # noqa: E731
TAILED: Slip = lambda drawn, _planned, _before: 0 if drawn.random() < 0.5 else drawn.lognormvariate(3, 0.9)  # noqa: E731
REGAINED: Slip = lambda drawn, _planned, before: drawn.gauss(5, 20) - 0.5 * before  # noqa: E731


def company(seed: int, slip: Slip, subjects: int = 16) -> list[GateDays]:
    """Gates of some subjects, some past, some to come, with the days on which they will have been reached."""
    drawn = random.Random(seed)
    gates = []
    for subject in range(subjects):
        first = AS_OF - timedelta(days=drawn.randrange(-200, 1500))
        late, before = 0.0, date.min
        for kind, planned in enumerate(PLANNED_D[: drawn.choice((5, 7, 9))]):
            baseline = first + timedelta(days=planned + (drawn.randrange(-20, 20) if kind else 0))
            since = planned - PLANNED_D[kind - 1] if kind else 60
            late += slip(drawn, since, late)
            actual = max(baseline + timedelta(days=round(late)), before + timedelta(days=1))
            late, before = (actual - baseline).days, actual
            gates.append(GateDays(f"G-{subject}-{kind}", f"S-{subject}", kind, baseline, actual))
    return gates


@pytest.fixture(scope="module")
def told() -> tuple[list[GateDays], Dates]:
    gates = company(1, STRETCHED)
    return gates, dates(gates, AS_OF)


def test_every_open_gate_has_two_days_ahead_in_order(told: tuple[list[GateDays], Dates]) -> None:
    gates, found = told
    waiting = open_gates(gates, AS_OF)
    assert set(found.days) == {gate.id for gate in waiting}
    before: dict[str, date] = {}
    for gate in waiting:
        half, mostly = found.days[gate.id].p50, found.days[gate.id].p80
        assert AS_OF < half <= mostly
        assert before.get(gate.subject, date.min) <= half
        before[gate.subject] = half


def test_later_days_in_the_file_change_no_date(told: tuple[list[GateDays], Dates]) -> None:
    gates, found = told
    hidden = [replace(gate, actual=None) if gate.actual and gate.actual > AS_OF else gate for gate in gates]
    assert dates(hidden, AS_OF) == found


def test_the_order_of_gates_never_matters(told: tuple[list[GateDays], Dates]) -> None:
    gates, found = told
    shuffled = random.Random(3).sample(gates, len(gates))
    assert dates(shuffled, AS_OF) == found


def test_under_twelve_reached_gates_there_are_no_days() -> None:
    gates = sorted(company(1, STRETCHED), key=lambda gate: gate.actual or date.max)
    few = [replace(gate, actual=None) for gate in gates[11:]]
    found = dates([*gates[:11], *few], AS_OF)
    assert (found.days, found.n, found.record.gates) == ({}, 11, 0)
    assert dates([*gates[:12], *few[1:]], AS_OF).days


def test_a_gate_before_a_reached_one_is_not_told() -> None:
    gates = company(1, STRETCHED)
    passed = next(
        gate for gate in gates if gate.kind == 2 and gate.actual and gate.actual < AS_OF - timedelta(days=400)
    )
    open_again = [replace(gate, actual=None) if gate is passed else gate for gate in gates]
    assert passed.id not in dates(open_again, AS_OF).days


def test_open_gates_of_a_terminated_contract_are_not_told_and_teach_nothing() -> None:
    gates = company(1, STRETCHED)
    subject = open_gates(gates, AS_OF)[0].subject
    ended = [replace(gate, counts_open=False) if gate.subject == subject else gate for gate in gates]
    without = [gate for gate in ended if gate.subject != subject or (gate.actual and gate.actual <= AS_OF)]
    assert dates(ended, AS_OF).days == dates(without, AS_OF).days


def test_an_overdue_gate_is_told_later_the_longer_it_waits(told: tuple[list[GateDays], Dates]) -> None:
    gates, found = told
    gate = open_gates(gates, AS_OF)[0]
    hidden = [replace(one, actual=None) if one.actual and one.actual > AS_OF else one for one in gates]
    later = dates(hidden, max(gate.baseline, AS_OF) + timedelta(days=200))
    assert later.days[gate.id].p50 > found.days[gate.id].p50


def test_days_come_true_as_often_as_they_say() -> None:
    """Of twelve companies; the gates of one hang together, so the bounds are wide.

    Over 30 companies for each kind of slip 49 to 50 % and 79 to 82 % of some 1,250 gates each came by their day.
    """
    came = []
    for seed in range(12):
        gates = company(1000 + seed, (STRETCHED, TAILED, REGAINED)[seed % 3])
        actual = {gate.id: gate.actual or date.max for gate in gates}
        came += [(actual[gate] <= day.p50, actual[gate] <= day.p80) for gate, day in dates(gates, AS_OF).days.items()]
    half, mostly = (sum(one) / len(came) for one in zip(*came, strict=True))
    assert len(came) > 300
    assert 0.40 <= half <= 0.60
    assert 0.72 <= mostly <= 0.88


def test_the_record_counts_gates_told_when_the_one_before_was_reached(told: tuple[list[GateDays], Dates]) -> None:
    _gates, found = told
    record = found.record
    assert 20 < record.gates < found.n
    assert record.within_p50 <= record.within_p80 <= record.gates
    assert record.within_p80 / record.gates > 0.7


@pytest.mark.parametrize(("told_with", "chance"), [("p50", 0.5), ("p80", 0.8)])
def test_a_day_agreed_is_held_with_the_chance_that_it_is_told_with(
    told: tuple[list[GateDays], Dates], told_with: str, chance: float
) -> None:
    gates, found = told
    days: dict[str, date] = {id_: getattr(one, told_with) for id_, one in found.days.items()}

    def held(later_d: int) -> dict[str, float]:
        shifted = {id_: day + timedelta(days=later_d) for id_, day in days.items()}
        return dict(dates([replace(gate, agreed=shifted.get(gate.id)) for gate in gates], AS_OF).held)

    assert set(held(0)) == set(days)
    assert min(held(0).values()) >= chance > max(held(-1).values())


def test_an_agreed_day_that_has_passed_is_missed_and_teaches_nothing(told: tuple[list[GateDays], Dates]) -> None:
    gates, found = told
    passed = dates([replace(gate, agreed=AS_OF) for gate in gates], AS_OF)
    assert set(passed.held.values()) == {0.0}
    assert (passed.days, passed.record) == (found.days, found.record)


def test_the_record_is_told_at_every_chance(told: tuple[list[GateDays], Dates]) -> None:
    record = told[1].record
    held = [record.within(tenth / 10) for tenth in range(11)]
    assert held == sorted(held)
    assert held[0] == 0
    assert (held[5], held[8]) == (record.within_p50, record.within_p80)
