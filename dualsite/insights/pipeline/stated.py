"""The bids as they are stated, read once for all that is said of them."""

from __future__ import annotations

from typing import Any

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.insights.frames import known
from dualsite.kpi.computations.facts import IS_OPEN_BID, IS_WON_BID


def stated(view: View) -> list[dict[str, Any]]:
    """Every opportunity known at the as-of day, by id: the columns of the table, `is_open` and `is_won`.

    Either of these may be None, where the data do not tell. Needs opportunities.
    """
    return _stated(view.of_table("opportunities"))


@cached_per_view
def _stated(view: View) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = known(view, "opportunities", is_open=IS_OPEN_BID, is_won=IS_WON_BID).to_dict("records")
    return rows
