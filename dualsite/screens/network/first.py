"""The figures that the network page shows to whoever has chosen nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.screens.network import parts
from dualsite.screens.shared.figures.drawing import Build


def figures(view: View) -> Iterator[Build]:
    """What builds them."""
    yield lambda: parts.map_figure(view)
    yield lambda: parts.volume_figure(view)
    if view.has("milestones"):
        yield lambda: parts.milestones_figure(view)
    if view.has("milestone_statements"):
        yield lambda: parts.slips_figure(view)
