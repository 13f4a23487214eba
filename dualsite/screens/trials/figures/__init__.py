"""Figures of the page of trials and markets."""

from dualsite.screens.trials.figures.approvals import along_time
from dualsite.screens.trials.figures.licences import matrix
from dualsite.screens.trials.figures.trials import timeline

__all__ = ["along_time", "matrix", "timeline"]
