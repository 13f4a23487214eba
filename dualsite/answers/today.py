"""Today: the tiles an executive reads first."""

from __future__ import annotations

TILES = (
    "suite_occupancy",
    "batch_success_rate",
    "right_first_time",
    "release_time_median",
    "otif_agreed",
    "milestone_on_time",
    "revenue_12m",
    "backlog",
)
"""The tiles of the first page, in order."""
