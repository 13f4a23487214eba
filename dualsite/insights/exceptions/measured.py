"""Everything that Today asks of the KPIs, asked at once; its parts, which ask for some each, then find it measured."""

from __future__ import annotations

from dualsite.access import View
from dualsite.insights.exceptions import behind, changes
from dualsite.insights.kpis import tiles, today
from dualsite.kpi import KPIS, Asked, ask_together
from dualsite.kpi.windows import months_after


def measure_all(view: View) -> None:
    """Measure every KPI, and those of Today also as they stood, by month, by site and by client."""
    since = months_after(view.as_of, -changes.USUAL_MONTHS)
    ask_together(
        view,
        [
            Asked(tuple(KPIS.values())),
            *tiles.asked(view, today.TILES),
            changes.asked(since),
            Asked(today.RATES, "site"),
            Asked(behind.GAPS, "partner"),
        ],
    )
