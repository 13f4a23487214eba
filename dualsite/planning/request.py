"""What is asked of the slot finder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dualsite.errors import InputError
from dualsite.planning.facts import Network
from dualsite.schema import vocabulary as words


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """When could `batches` of a product be made and released?

    `ready_on`: the day its materials are on site; one before the network's as-of day counts as that day.
    `sites` empty: every site. `at_risk`: a step may start on material made but not yet released.
    `horizon_d`: the last day of delivery is this many days after `ready_on`, that day included.
    """

    product_id: str
    batches: int
    ready_on: date
    need_by: date | None = None
    market: str | None = None
    sites: tuple[str, ...] = ()
    at_risk: bool = False
    ignore_tentative: bool = False
    horizon_d: int = 1095


def check(question: SlotRequest, network: Network) -> None:
    """InputError, one sentence, when the question cannot be asked of this network."""
    if question.product_id not in network.products:
        raise InputError(f"There is no product {question.product_id!r} in products; ask for one that is listed there.")
    for site_id in question.sites:
        if site_id not in network.site_ids:
            known = ", ".join(sorted(network.site_ids)) or "none"
            raise InputError(f"There is no site {site_id!r}; the sites are: {known}.")
    if question.market is not None and question.market not in words.markets():
        raise InputError(f"There is no market {question.market!r}; give an ISO 3166-1 alpha-2 country code, or EU.")
    if question.batches < 1:
        raise InputError(f"The number of batches is {question.batches}; ask for at least one.")
    if question.horizon_d < 1:
        raise InputError(f"The horizon is {question.horizon_d} days; give at least one.")
    if max(question.ready_on, network.as_of).toordinal() + question.horizon_d > date.max.toordinal():
        raise InputError(f"The horizon of {question.horizon_d} days ends after the year 9999; give a shorter one.")
