"""Figures of the network page: what is installed, what is being built, and how far it has slipped."""

from dualsite.screens.network.figures.milestones import milestones, milestones_height
from dualsite.screens.network.figures.slips import slips
from dualsite.screens.network.figures.volume import capacity_steps

__all__ = ["capacity_steps", "milestones", "milestones_height", "slips"]
