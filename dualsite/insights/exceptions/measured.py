"""Everything that Today asks of the KPIs, asked at once; its parts, which ask for some each, then find it measured."""

from __future__ import annotations

from dualsite.access import View
from dualsite.insights.exceptions import behind, changes
from dualsite.insights.kpis import signals, tiles, today
from dualsite.kpi import KPIS, Asked, ask_together
from dualsite.kpi.windows import months_after


def measure_all(view: View) -> None:
    """Measure every KPI, by month too, and those of Today also as they stood, by site and by client."""
    since = months_after(view.as_of, -changes.USUAL_MONTHS)
    ask_together(
        view,
        [
            Asked(tuple(KPIS.values())),
            *tiles.asked(view, today.TILES),
            signals.asked([kpi for kpi in KPIS.values() if signals.has_months(kpi)]),
            changes.asked(since),
            Asked(today.RATES, "site"),
            Asked(behind.GAPS, "partner"),
        ],
    )
    # Of all together first: what one KPI tells of when rows begin need not be asked for another.
    signals.signals(view)
