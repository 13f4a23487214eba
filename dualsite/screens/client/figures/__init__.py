"""Figures of the client room."""

from dualsite.screens.client.figures.booked_time import bookings
from dualsite.screens.client.figures.gate_lines import gates
from dualsite.screens.client.figures.volumes_by_quarter import volumes
from dualsite.screens.client.figures.weeks_open import weeks

__all__ = ["bookings", "gates", "volumes", "weeks"]
