"""Figures of the page of trials and markets."""

from dualsite.screens.trials.figures.approvals import along_time
from dualsite.screens.trials.figures.licences import matrix
from dualsite.screens.trials.figures.trials import MOST_TRIALS, timeline

__all__ = ["MOST_TRIALS", "along_time", "matrix", "timeline"]
