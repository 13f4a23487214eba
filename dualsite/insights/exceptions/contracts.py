"""Contracts as exceptions and changes look at them, read once for both."""

from __future__ import annotations

from typing import Any

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights.frames import known
from dualsite.kpi.computations.facts import IS_FIRM, come


@cached_per_view
def contracts(view: View) -> list[dict[str, Any]]:
    """The contracts by id, with whether each `is_firm`; signed and announced only where the day has come."""
    days = {"signed_on": come("signed_on"), "announced_on": come("announced_on")}
    rows: list[dict[str, Any]] = known(view, "contracts", is_firm=IS_FIRM, **days).to_dict("records")
    return rows
