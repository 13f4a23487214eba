"""The figure that the pipeline page shows to whoever has chosen nothing yet."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.insights.pipeline import capacity, cells
from dualsite.insights.pipeline.choice import PipelineChoice
from dualsite.screens.pipeline.parts import overview
from dualsite.screens.shared.figures.drawing import Build


def figures(view: View) -> Iterator[Build]:
    """What builds it."""
    if capacity.why_not(view) is None:
        yield lambda: overview.quarters_figure(view, PipelineChoice(cell=next(iter(cells.choices(view)), "")))
