"""Units of suites and what stands on them while campaigns are being laid."""

from __future__ import annotations

from dataclasses import dataclass, field

from dualsite.sample.horizon import day_number
from dualsite.sample.network import SampleSuite
from dualsite.sample.portfolio import SampleProduct
from dualsite.sample.routes import SampleChangeovers


@dataclass(frozen=True)
class Stay:
    """A campaign's half-open stay on a unit, in day numbers. `product` is None for the site's own work."""

    start: int
    end: int
    product: SampleProduct | None
    campaign: int


@dataclass(eq=False)
class SuiteUnit:
    """One unit of a suite: its stays in order of start, and the days on which the whole suite is blocked."""

    suite: SampleSuite
    number: int
    blocks: list[tuple[int, int]]
    stays: list[Stay] = field(default_factory=list)

    def is_free(self, start: int, end: int, product: SampleProduct | None, changeovers: SampleChangeovers) -> bool:
        """Whether a campaign fits: suite ready, no block, and the changeovers to both neighbours have room."""
        if start < day_number(self.suite.gmp_ready_on):
            return False
        if self.suite.retired_on is not None and end > day_number(self.suite.retired_on):
            return False
        if any(start < until and end > since for since, until in self.blocks):
            return False
        stage = self.suite.stage
        for stay in reversed(self.stays):
            if stay.end + changeovers.longest <= start:
                return True  # stays of one unit follow each other, so all the others ended sooner
            if stay.start >= end + changeovers.longest:
                continue
            before = stay.end + changeovers.days(stage, stay.product, product) <= start
            after = end + changeovers.days(stage, product, stay.product) <= stay.start
            if not before and not after:
                return False
        return True

    def add(self, stay: Stay) -> None:
        """Lay a stay that fits."""
        self.stays.append(stay)
        self.stays.sort(key=lambda other: (other.start, other.campaign))
