"""What is said when a site stops, as the command line prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dualsite.planning.continuity.facts import Outage
from dualsite.planning.continuity.licences import MissingLicence


@dataclass(frozen=True, slots=True)
class MarketOutlook:
    """A market of a product: how long its supply lasts, when it is supplied again, and what lies between.

    `recover_sites`: of the plan that `missing_licences` are of, a site per step; empty where there is none.
    """

    market: str
    survive_d: int | None
    recover_d: int | None
    recover_by: str | None
    recover_sites: tuple[str, ...]
    gap_d: int
    gap_kg: float
    missing_licences: tuple[MissingLicence, ...]
    reason: str | None

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "market": self.market,
            "survive_d": self.survive_d,
            "recover_d": self.recover_d,
            "recover_by": self.recover_by,
            "gap_d": self.gap_d,
            "gap_kg": self.gap_kg,
            "missing_licences": [
                {
                    "stage": missing.stage,
                    "site_id": missing.site_id,
                    "expected_on": None if missing.expected_on is None else missing.expected_on.isoformat(),
                }
                for missing in self.missing_licences
            ],
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class ProductOutlook:
    """A product made at the site, its markets by gap. `recover_sites`: a site per step, empty without a recovery.

    `only_here`: the steps that no other site knows.
    """

    product_id: str
    supply_kg: float
    survive_d: int | None
    recover_d: int | None
    recover_by: str | None
    recover_sites: tuple[str, ...]
    gap_d: int
    gap_kg: float
    gap_batches: float | None
    gap_money: float | None
    currency: str
    only_here: tuple[str, ...]
    reason: str | None
    markets: tuple[MarketOutlook, ...]

    def as_json(self, outage: Outage) -> dict[str, Any]:
        """As the command line prints it."""
        until = None if self.survive_d is None else outage.from_on + timedelta(days=self.survive_d)
        return {
            "product_id": self.product_id,
            "supply_kg": self.supply_kg,
            "survive_d": self.survive_d,
            "survive_until": None if until is None else until.isoformat(),
            "recover_d": self.recover_d,
            "recover_by": self.recover_by,
            "recover_sites": list(self.recover_sites),
            "gap_d": self.gap_d,
            "gap_kg": self.gap_kg,
            "gap_batches": self.gap_batches,
            "gap_money": self.gap_money,
            "currency": self.currency,
            "reason": self.reason,
            "markets": [market.as_json() for market in self.markets],
        }


@dataclass(frozen=True, slots=True)
class ContinuityAnswer:
    """The products that an outage touches, the largest gap first, and the ids of all others; or why it is not known."""

    outage: Outage
    products: tuple[ProductOutlook, ...]
    untouched: tuple[str, ...]
    reason: str | None = None

    def on(self, days: int | None) -> date | None:
        """The day so many days after the stop; None for none."""
        return None if days is None else self.outage.from_on + timedelta(days=days)

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it; where nothing is known, with the `reason` and without any product."""
        told: dict[str, Any] = {
            "site": self.outage.site_id,
            "from": self.outage.from_on.isoformat(),
            "to": self.outage.to_on.isoformat(),
        }
        if self.reason is not None:
            return {**told, "products": None, "untouched": None, "reason": self.reason}
        products = [product.as_json(self.outage) for product in self.products]
        return {**told, "products": products, "untouched": list(self.untouched)}


def by_gap(markets: Sequence[MarketOutlook]) -> tuple[MarketOutlook, ...]:
    """The markets with the largest gap first."""
    return tuple(sorted(markets, key=lambda one: (-one.gap_d, -one.gap_kg, one.market)))
