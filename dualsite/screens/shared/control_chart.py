"""The control chart of a KPI on a page, with its months as a table to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.kpis import months
from dualsite.insights.kpis.signals import Signal
from dualsite.screens.shared.figures.control_chart import control_chart as drawn
from dualsite.screens.shared.findings import figure


def control_chart(
    view: View,
    signal: Signal,
    *,
    key: str,
    title: str | None = None,
    selects: bool | Callable[[Any], None] = False,
    span: tuple[float, float] | None = None,
    height: int = 300,
) -> list[Any]:
    """The months of a signal over their limits, under what they say, or under `title`; gives what is selected.

    What is selected, or handed to `selects`, is the first day of a month as ISO 8601 text, in a list of its own. `span`
    are the ends of the axis of values where several charts share one. A word stands in its place without any month.
    """
    rows, spec = months.months(view, signal), months.months_spec(signal.kpi)
    (value,) = (column for column in spec.columns if column.name == "value")
    return figure(
        title or months.title(signal),
        drawn(rows, signal.kpi.unit, view.currency, value.headed(view.currency), span=span, height=height),
        rows=rows,
        measures=_(
            "Complete months; band: control limits. ◆ better, ▲ worse, ■ higher or lower than normal "
            "variation; ○ incomplete, excluded. A signal is a prompt to investigate, not a verdict."
        ),
        alt=months.in_words(view, signal),
        key=key,
        spec=spec,
        currency=view.currency,
        selects=selects,
    )
