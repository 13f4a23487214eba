"""The figures that the capacity page shows to whoever has chosen nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.insights.capacity import load
from dualsite.insights.capacity.choice import USUAL_ZOOM, CapacityChoice
from dualsite.screens.capacity import parts
from dualsite.screens.shared.figures.drawing import Build


def figures(view: View) -> Iterator[Build]:
    """What builds them."""
    if view.has(*load.NEEDS):
        usual = CapacityChoice(view.as_of, USUAL_ZOOM, ())
        yield lambda: parts.calendars_figure(view, usual)
        yield lambda: parts.occupancy_figure(view, usual)
        yield lambda: parts.ladder_figure(view, usual)
