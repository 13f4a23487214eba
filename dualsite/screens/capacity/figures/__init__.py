"""Figures of the capacity page: calendars, occupancy by month, and the booked ladder."""
