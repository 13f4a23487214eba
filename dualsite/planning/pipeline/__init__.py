"""Pipeline against capacity: whether what is bid for could be made, if it is won. Plain Python and NumPy."""

from dualsite.planning.pipeline.answer import Break, Cure, PipelineAnswer, StageQuarter, not_available
from dualsite.planning.pipeline.bids import Bid
from dualsite.planning.pipeline.oversell import BEYOND, StageRoom, weighed
from dualsite.planning.pipeline.quarters import Quarter, first_day, quarters

__all__ = [
    "BEYOND",
    "Bid",
    "Break",
    "Cure",
    "PipelineAnswer",
    "Quarter",
    "StageQuarter",
    "StageRoom",
    "first_day",
    "not_available",
    "quarters",
    "weighed",
]
