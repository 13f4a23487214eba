"""What of the pipeline page is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from dualsite.insights.pipeline.capacity import USUAL_QUARTERS


@dataclass(frozen=True)
class PipelineChoice:
    """Whether options count as open, and the stage and quarter whose bids are shown; "" is the worst one."""

    ignores_options: bool = False
    cell: str = ""
    quarters: int = USUAL_QUARTERS


NOTHING_CHOSEN = PipelineChoice()
"""What the page shows before anybody chooses."""
