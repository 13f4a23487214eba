"""Gates of a subject in their order: which are reached, which are open, and how late each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class GateDays:
    """One gate of a subject: a contract or a product."""

    id: str
    subject: str
    kind: int
    """Its place among the kinds of gates."""
    baseline: date
    actual: date | None
    counts_open: bool = True
    """Whether it says something while it is open; not where its contract was terminated."""
    agreed: date | None = None
    """The day agreed last; it teaches nothing, as what was agreed before is not on record."""


def known(gates: Iterable[GateDays], as_of: date) -> list[GateDays]:
    """The gates as known on a day: what was reached later is open."""
    return [replace(gate, actual=None) if gate.actual is not None and gate.actual > as_of else gate for gate in gates]


def reached(gates: Iterable[GateDays]) -> int:
    """How many gates there are to learn from."""
    return sum(gate.actual is not None for gate in gates)


def open_gates(gates: Iterable[GateDays], as_of: date) -> list[GateDays]:
    """The gates that a day can be told of, subject by subject."""
    return [gate for chain in chains(known(gates, as_of)).values() for gate in open_of(chain)]


def chains(gates: Iterable[GateDays]) -> Mapping[str, list[GateDays]]:
    """The gates of each subject, in order."""
    chains: dict[str, list[GateDays]] = defaultdict(list)
    for gate in sorted(gates, key=lambda gate: (gate.kind, gate.baseline, gate.id)):
        chains[gate.subject].append(gate)
    return chains


def steps_of(chain: Sequence[GateDays]) -> Iterator[tuple[GateDays | None, GateDays]]:
    """Each gate after the last one before it that was reached; none before the first."""
    before = None
    for gate in chain:
        yield before, gate
        before = gate if gate.actual is not None else before


def open_of(chain: Sequence[GateDays]) -> list[GateDays]:
    """The open gates after the last that was reached."""
    last = max((place for place, gate in enumerate(chain) if gate.actual is not None), default=-1)
    return [gate for gate in chain[last + 1 :] if gate.counts_open]


def slip_of(gate: GateDays | None) -> int:
    return 0 if gate is None or gate.actual is None else (gate.actual - gate.baseline).days
