"""The figures that the programmes page shows to whoever has chosen nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.insights.batches.clock import NEEDS
from dualsite.insights.programmes import record
from dualsite.screens.programmes.parts import overview
from dualsite.screens.shared.figures.drawing import Build


def figures(view: View) -> Iterator[Build]:
    """What builds them."""
    if not view.has("milestones"):
        return
    if len(record.record(view)):
        yield lambda: overview.record_figure(view)
    if view.has(*NEEDS):
        yield lambda: overview.clock_figure(view)
