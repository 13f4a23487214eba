"""What the slot finder is asked: by the parameters of an address, as the form of its page writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dualsite.access import View
from dualsite.insights.capacity import slots
from dualsite.planning import SlotRequest

ANYWHERE = "*"
"""What the address says where any market is meant."""

MOST_BATCHES = 200


def asked(view: View, chosen: Mapping[str, str]) -> SlotRequest:
    """The question that the parameters say; what they do not say, or not as the form does, is as the page first opens.

    Needs a product with a route (`slots.products`).
    """
    products = slots.products(view)
    product, market = chosen.get("product", ""), chosen.get("market", ANYWHERE)
    names = slots.site_names(view)
    return SlotRequest(
        product_id=product if product in products else next(iter(products)),
        batches=_batches(chosen.get("batches", "")),
        ready_on=_day(chosen.get("ready_on", "")) or slots.first_ready(view),
        need_by=_day(chosen.get("need_by", "")),
        market=market if market in slots.markets(view) else None,
        sites=sites(view, [one for one in names if one in chosen.get("sites", "").split(",")]),
        at_risk=_is_on(chosen.get("at_risk", "")),
        ignore_tentative=_is_on(chosen.get("ignore_tentative", "")),
    )


def sites(view: View, chosen: Sequence[str]) -> tuple[str, ...]:
    """The sites asked for: those chosen, else the one of the filter, else none, which is any."""
    return tuple(chosen or ([view.site] if view.site else []))


def _batches(text: str) -> int:
    return min(max(int(text), 1), MOST_BATCHES) if text.isascii() and text.isdigit() else slots.USUAL_BATCHES


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_on(text: str) -> bool:
    return text.casefold() in ("true", "1")
