"""The figures that the quality page shows to whoever has chosen nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.screens.quality.parts import overview, tabs
from dualsite.screens.shared.figures.drawing import Build


def figures(view: View) -> Iterator[Build]:
    """What builds them."""
    if view.has("batches") or view.has("quality_events"):
        yield lambda: overview.charts_figure(view)
    if view.has("quality_events"):
        yield lambda: tabs.open_figure(view)
