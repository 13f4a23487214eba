"""Whether quality is in control and what recurs, as the first line of its page."""

from __future__ import annotations

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights import wording
from dualsite.insights.quality import ageing, charts, recurrence

TILES = ("right_first_time", "recurring_deviation_rate", "capa_overdue", "release_time_p90")
"""The KPIs that the page opens with."""


@cached_per_view
def answer(view: View) -> str:
    """What shows a signal, what comes back, and which CAPAs are late."""
    return wording.sentences(charts.signals_in_words(view), recurrence.in_words(view), ageing.overdue_in_words(view))
