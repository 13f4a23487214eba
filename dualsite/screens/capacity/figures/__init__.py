"""Figures of the capacity page: calendars, occupancy by month, and the booked ladder."""

from dualsite.screens.capacity.figures.calendars import gantt
from dualsite.screens.capacity.figures.ladder import ladder
from dualsite.screens.capacity.figures.occupancy import heat

__all__ = ["gantt", "heat", "ladder"]
