"""Options: tentative bookings that stand until a last day and have lapsed after it.

The rule is stated here, once in each of the languages it is needed in, and nowhere else.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ibis import _ as row

TENTATIVE = "TENTATIVE"


def lapsed(firmness: Any, expires_on: Any, as_of: Any) -> Any:
    """Whether bookings are options whose last day is before the as-of day, as an Ibis expression of three others."""
    return (firmness == TENTATIVE) & (expires_on < as_of).fill_null(False)


HAS_LAPSED = lapsed(row.firmness, row.option_expires_on, row.as_of)
"""The same of the bookings that a view gives."""


def has_lapsed(firmness: str, expires_on: date | None, as_of: date) -> bool:
    """The same of one booking in memory."""
    return firmness == TENTATIVE and expires_on is not None and expires_on < as_of


def has_lapsed_sql(as_of: date) -> str:
    """The same as a condition in SQL."""
    return f"(firmness = '{TENTATIVE}' AND coalesce(option_expires_on < DATE '{as_of}', false))"
