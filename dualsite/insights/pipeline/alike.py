"""The product that a bid is of, or one like it, among those that the slot finder offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dualsite.access import View
from dualsite.insights.capacity import slots
from dualsite.insights.frames import small


@dataclass(frozen=True)
class Offered:
    """The products that the slot finder offers, by id with their names; and which of them pass a stage."""

    names: Mapping[str, str]
    passing: Sequence[Mapping[str, Any]]


def offered(view: View, stage: str) -> Offered:
    """Those of the view; none where the slot finder has nothing to go by."""
    if not view.has(*slots.NEEDS):
        return Offered({}, ())
    names = slots.products(view)
    routes = small(view, "routes")
    through = set(routes.product_id[routes.stage == stage])
    rows = small(view, "products").to_dict("records")
    return Offered(names, [row for row in rows if row["product_id"] in through and row["product_id"] in names])


def product_like(
    of: Offered, product_id: str | None, partner_id: str | None, modality: str
) -> tuple[str | None, str | None]:
    """The product that the slot finder is asked for, and its name where it is but like the bid's; else None.

    Like it is one of the same modality whose route has the stage: of the same client first, then by id.
    """
    if product_id in of.names:
        return product_id, None
    found = [(row["partner_id"] != partner_id, row["product_id"]) for row in of.passing if row["modality"] == modality]
    if not found:
        return None, None
    first = min(found)[1]
    return first, of.names[first]
