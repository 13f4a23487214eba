"""What a KPI is to reach: the target in force."""

from __future__ import annotations

from dataclasses import dataclass

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights.frames import small
from dualsite.kpi import Kpi


@dataclass(frozen=True)
class Target:
    """What a KPI is to reach."""

    value: float
    is_least: bool
    """True when at least the value is wanted, False when at most."""

    def is_met(self, value: float) -> bool:
        return value >= self.value if self.is_least else value <= self.value


def target(view: View, kpi: Kpi) -> Target | None:
    """The target in force: the site's own under a site filter, else the network's; the latest that has begun."""
    return _targets(view).get(kpi.id)


@cached_per_view
def _targets(view: View) -> dict[str, Target]:
    """The targets in force, by the ids of their KPIs."""
    if not view.has("targets"):
        return {}
    begun = [row for row in small(view, "targets").to_dict("records") if row["valid_from"] <= view.as_of]
    # The network's first, so that the site's own take their place; of each, the latest comes last.
    begun.sort(key=lambda row: (row["site_id"] is not None, row["valid_from"]))
    return {row["kpi_id"]: Target(float(row["target"]), row["comparator"] == "GE") for row in begun}
