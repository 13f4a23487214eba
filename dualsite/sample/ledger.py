"""What the batches add up to by month, for the tables that state sums: revenue and laboratory tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dualsite.sample.chunk import BatchChunk, Codes, Days, Facts, Flags
from dualsite.sample.horizon import HISTORY_MONTHS, day_number

Sums = npt.NDArray[np.int64]

MONTHS = HISTORY_MONTHS + 1
"""From the first month of history to that of `as_of`."""


@dataclass(frozen=True)
class Ledger:
    """Counts by month; the first axis is a code of `Facts`. Filled chunk by chunk."""

    delivered: Sums
    """Batches made at the last step of their route, by contract."""
    made: Sums
    """Batches made, by site."""
    oos: Sums
    oos_invalidated: Sums

    def add(self, facts: Facts, chunk: BatchChunk) -> None:
        """Count a chunk's batches."""
        under_contract = chunk.is_made & (chunk.contract >= 0)
        _count(self.delivered, chunk.contract, chunk.made, under_contract, facts)
        _count(self.made, chunk.site, chunk.made, chunk.is_made, facts)

    def add_results(self, facts: Facts, site: Codes, opened: Days, is_invalidated: Flags) -> None:
        """Count out-of-specification results."""
        _count(self.oos, site, opened, np.ones(len(site), bool), facts)
        _count(self.oos_invalidated, site, opened, is_invalidated, facts)


def ledger_of(facts: Facts) -> Ledger:
    """An empty ledger."""
    contracts, sites = (max(1, len(facts.contracts)), MONTHS), (len(facts.sites), MONTHS)
    return Ledger(*(np.zeros(shape, np.int64) for shape in (contracts, sites, sites, sites)))


def _count(sums: Sums, codes: Codes, when: Days, counts: Flags, facts: Facts) -> None:
    first = np.datetime64(facts.horizon.start, "M").astype(np.int64)
    months = when[counts].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) - first
    within = months >= 0
    np.add.at(sums, (codes[counts][within], months[within]), 1)


def elapsed_share(facts: Facts, month: int) -> float:
    """The part of a month that lies up to `as_of`: 1 but for the last month."""
    if month < MONTHS - 1:
        return 1.0
    begin, end = facts.horizon.month(0), facts.horizon.month(1)
    return (facts.as_of - day_number(begin) + 1) / (end - begin).days
