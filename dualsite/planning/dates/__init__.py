"""Dates one can believe: from how gates slipped before, the day by which one is reached with 50 % and with 80 %.

Every gate adds its own slip to that of the gate before. An open chain is drawn gate by gate, the first on condition
that it has not been reached yet; what came of days told before then corrects the levels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dualsite.planning.dates.gates import GateDays, chains, known, open_gates, open_of, reached
from dualsite.planning.dates.record import FEWEST, Believed, TrackRecord, levels_on, looked_back, record_of
from dualsite.planning.dates.telling import told_of

__all__ = ["FEWEST", "Believed", "Dates", "GateDays", "TrackRecord", "dates", "open_gates"]


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of the open gates by their ids, from how many reached ones they were learnt, and their record."""

    days: Mapping[str, Believed]
    held: Mapping[str, float]
    """The chance that an open gate is reached by the day agreed, of those that have one."""
    n: int
    record: TrackRecord


def dates(gates: Sequence[GateDays], as_of: date) -> Dates:
    """The days of all open gates, and what came of the days told before; no days where too few gates were reached.

    Later days in `gates` change nothing. Gates with a later one of their subject reached are not told, nor those that
    say nothing while they are open.
    """
    gates = known(gates, as_of)
    n = reached(gates)
    looks = list(looked_back(gates, as_of))
    if n < FEWEST:
        return Dates({}, {}, n, record_of(looks))
    levels, told = levels_on(looks, as_of), told_of(gates, as_of)
    days: dict[str, Believed] = {}
    held: dict[str, float] = {}
    for chain in chains(gates).values():
        before, up_to_it = Believed(date.min, date.min), []
        for gate in open_of(chain):
            up_to_it.append(told[gate.id])
            before = days[gate.id] = levels.days(told[gate.id]).after(before)
            if gate.agreed is not None:
                # No gate is reached before an earlier one, so none is more certain by a day.
                held[gate.id] = min(levels.chance(one, gate.agreed) for one in up_to_it)
    return Dates(days, held, n, record_of(looks))
