"""What may be told of open gates on a day: their days in many draws, gate by gate along each chain."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dualsite.planning.dates.gates import GateDays, chains, open_of, slip_of, steps_of
from dualsite.planning.dates.slips import (
    FIRST_STRETCH_D,
    SHORTEST_D,
    AddedSlip,
    Numbers,
    Slips,
    drawn_beyond,
    kept_of,
    power_of,
    slips_of,
)

DRAWS = 2_000
"""How often a chain of gates is drawn."""


@dataclass(frozen=True, slots=True)
class Draws:
    """What the slips say of one open gate: its day in many draws, ascending, and how many open gates are before it."""

    days: NDArray[np.int64]
    ahead: int

    def chance(self, day: date) -> float:
        """That it is reached by the day: half of the draws of the day itself count."""
        reached, not_before = self.days.searchsorted((day.toordinal(), day.toordinal() + 1))
        return float(reached + not_before) / 2 / len(self.days)

    def share(self, day: date) -> float:
        """The part of the draws in which it is reached by the day, that day included."""
        return float(np.searchsorted(self.days, day.toordinal(), side="right")) / len(self.days)

    def by(self, chance: float) -> date:
        """The least day that has at least the chance."""
        return date.fromordinal(int(self.days[min(len(self.days), int(np.ceil(chance * len(self.days)))) - 1]))


def told_of(gates: Sequence[GateDays], as_of: date, subject: str | None = None) -> dict[str, Draws]:
    """What is told of the open gates, of one subject or of all."""
    teacher = Teacher(gates, as_of)
    return {
        gate: told
        for name, chain in chains(gates).items()
        if subject in (None, name)
        for gate, told in teacher.tell(chain).items()
    }


def stretch_of(before: GateDays | None, gate: GateDays) -> float:
    return float(FIRST_STRETCH_D if before is None else max(SHORTEST_D, (gate.baseline - before.baseline).days))


class Teacher:
    """What the gates known on a day teach, and the days it tells."""

    def __init__(self, gates: Iterable[GateDays], as_of: date) -> None:
        self._as_of = as_of
        steps = list(self._learnt(gates))
        self._kept = kept_of([step for step in steps if step.is_reached])
        self._steps = [replace(step, added=step.added + (1 - self._kept) * step.before) for step in steps]
        self._power = power_of([step for step in self._steps if step.is_reached])
        self._of_kind: dict[int, Slips] = {}

    def _learnt(self, gates: Iterable[GateDays]) -> Iterator[AddedSlip]:
        for chain in chains(gates).values():
            first_open = next(iter(open_of(chain)), None)
            for before, gate in steps_of(chain):
                stretch, slip = stretch_of(before, gate), slip_of(before)
                if gate.actual is not None:
                    yield AddedSlip(gate.kind, stretch, slip, slip_of(gate) - slip, is_reached=True)
                elif gate is first_open:
                    yield AddedSlip(
                        gate.kind, stretch, slip, (self._as_of - gate.baseline).days - slip, is_reached=False
                    )

    def tell(self, chain: Sequence[GateDays]) -> dict[str, Draws]:
        """What is told of the open gates of one subject."""
        waiting = open_of(chain)
        if not waiting:
            return {}
        drawn = np.random.default_rng(zlib.crc32(chain[0].subject.encode()))
        before = next((gate for gate in reversed(chain) if gate.actual is not None), None)
        slip = np.full(DRAWS, float(slip_of(before)))
        earliest = np.full(DRAWS, float(self._as_of.toordinal() + 1))
        told: dict[str, Draws] = {}
        for ahead, gate in enumerate(waiting):
            baseline, slip = gate.baseline.toordinal(), self._kept * slip
            # What it must add at least, as its day lies ahead and not before that of the gate before.
            least = earliest - baseline - slip if gate is waiting[0] else np.full(DRAWS, -np.inf)
            day = np.maximum(np.ceil(baseline + slip + self._added(before, gate, least, drawn)), earliest)
            told[gate.id] = Draws(np.sort(day).astype(np.int64), ahead)
            slip, earliest, before = day - baseline, day, gate
        return told

    def _added(self, before: GateDays | None, gate: GateDays, least: Numbers, drawn: np.random.Generator) -> Numbers:
        """Slips that a gate adds, each of at least so much."""
        if gate.kind not in self._of_kind:
            self._of_kind[gate.kind] = slips_of(self._steps, gate.kind, self._power)
        slips = self._of_kind[gate.kind]
        unit = stretch_of(before, gate) ** slips.power
        added: Numbers = drawn_beyond(slips, least / unit, drawn) * unit
        return added
