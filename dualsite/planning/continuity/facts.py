"""What is known when a site stops: frozen rows, in the words of the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dualsite.errors import InputError
from dualsite.planning.facts import Network

USUAL_HORIZON_D = 730
"""Days of demand that are looked at when nothing else is said."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A site makes and releases nothing from a day on, for so many days; demand is looked at for `horizon_d` days."""

    site_id: str
    from_on: date
    days: int
    horizon_d: int = USUAL_HORIZON_D

    @property
    def to_on(self) -> date:
        """The first day on which the site runs again."""
        return self.from_on + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class CountedStock:
    """What lay somewhere at the last stage of a product's route when it was counted last."""

    location: str
    kg: float
    is_quarantined: bool
    usable_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class MarketNeed:
    """What a market needs of a product in a month, ordered and forecast together; `month` is its first day."""

    market: str
    month: date
    kg: float


@dataclass(frozen=True, slots=True)
class OpenBatches:
    """Batches that are alike and neither released, rejected nor aborted; `starts_on`: the actual start, else the plan.

    `output_kg` is what all of them yield. `waits_for_sites`: where a batch that they were made from, in any generation,
    is not released.
    """

    stage: str
    site_id: str
    count: int
    output_kg: float | None
    manufactured_on: date | None
    starts_on: date
    waits_for_sites: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BatchPrice:
    """What a batch costs in a year of a firm contract, in the reporting currency; None where no rate is known."""

    contract_id: str
    site_id: str | None
    start_on: date
    end_on: date
    amount: float | None


@dataclass(frozen=True)
class Company:
    """Everything an outage is asked of, as known at the network's as-of day. The mappings are by product.

    `product_ids`: the products asked about. `known_at`: (product_id, stage, site_id) where a batch of the product was
    released. `output_kg`: what one batch of the last step yields. `stock` is of the newest count at the last stage.
    """

    network: Network
    product_ids: tuple[str, ...]
    stock: Mapping[str, tuple[CountedStock, ...]]
    needs: Mapping[str, tuple[MarketNeed, ...]]
    batches: Mapping[str, tuple[OpenBatches, ...]]
    known_at: frozenset[tuple[str, str, str]]
    output_kg: Mapping[str, float | None]
    prices: Mapping[str, tuple[BatchPrice, ...]]
    currency: str


def check(outage: Outage, network: Network) -> None:
    """InputError, one sentence, when the outage cannot be asked of this network."""
    if outage.site_id not in network.site_ids:
        known = ", ".join(sorted(network.site_ids)) or "none"
        raise InputError(f"There is no site {outage.site_id!r}; the sites are: {known}.")
    if outage.from_on < network.as_of:
        raise InputError(
            f"The site stops on {outage.from_on}, before {network.as_of}, the day the data are as of. "
            "Let it stop on that day or later."
        )
    if outage.days < 0:
        raise InputError(f"The site stops for {outage.days} days; give 0 or more.")
    if outage.horizon_d < 1:
        raise InputError(f"The horizon is {outage.horizon_d} days; give at least one.")
    longest = max(outage.days, outage.horizon_d) + LONGEST_PLAN_D
    if outage.from_on.toordinal() + longest > date.max.toordinal():
        raise InputError("What is asked ends after the year 9999; let the site stop sooner or for fewer days.")


LONGEST_PLAN_D = 1095
"""Days after the stop by which a first batch must be delivered to count as a recovery."""
