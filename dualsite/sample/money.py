"""Contract years, orders and revenue: what was committed, signed and earned, in each contract's own currency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dualsite.sample.chunk import Facts
from dualsite.sample.horizon import HISTORY_MONTHS, day_of, months_after
from dualsite.sample.ledger import MONTHS, Ledger, elapsed_share
from dualsite.sample.portfolio import Contract
from dualsite.sample.streams import stream
from dualsite.sample.tables import Row

_LEVEL = {"USD": 1.0, "EUR": 0.92, "JPY": 148.0, "KRW": 1_380.0}
"""Units a US dollar at which prices were agreed."""

_RESERVED = 0.35
"""Part of the price that is earned by the month where capacity is reserved, not by the batch."""

_COMMITTED = (0.85, 0.9, 0.95, 1.0)
_SHORTFALL = 1.25


@dataclass(frozen=True)
class ContractYear:
    """A year of a contract; the last may be shorter. Half-open."""

    contract: Contract
    number: int
    start_on: date
    end_on: date
    committed: int
    price: float

    @property
    def value(self) -> float:
        return self.committed * self.price


def contract_years(facts: Facts) -> list[ContractYear]:
    """The years of every contract with a price, tiling its term.

    The commitment follows the batches that are laid, a little under them; now and then the year that runs is short.
    """
    random = stream(facts.seed, "contract-years")
    years: list[ContractYear] = []
    for place, contract in enumerate(facts.contracts):
        if not contract.is_firm:
            continue
        starts = _delivered_starts(facts, contract)
        before = 1
        for number in range(1, 20):
            start_on = months_after(contract.start_on, 12 * (number - 1))
            if start_on >= contract.end_on:
                break
            end_on = min(contract.end_on, months_after(start_on, 12))
            laid = sum(start_on <= day < end_on for day in starts)
            share = float(random.choice(_COMMITTED))
            if start_on <= facts.horizon.as_of < end_on and place % 4 == 1:
                share = _SHORTFALL
            if end_on > facts.horizon.end:
                laid = max(laid, before)
            committed = max(1, round(laid * share)) * facts.scale
            before = laid
            years.append(ContractYear(contract, number, start_on, end_on, committed, _price(contract, number)))
    return years


def _delivered_starts(facts: Facts, contract: Contract) -> list[date]:
    """Planned starts of the last step, for every place in the contract's campaigns."""
    return [
        day_of(chain.starts[campaign.product.stages[-1]][0])
        for campaign, chain in facts.chains
        if campaign.contract is contract and campaign.product is not None
    ]


def _price(contract: Contract, year: int) -> float:
    """Price of a batch: two per cent more each year, to three figures."""
    currency = contract.client.plan.currency
    return float(f"{contract.plan.price_musd * 1e6 * _LEVEL[currency] * 1.02 ** (year - 1):.3g}")


def contract_rows(facts: Facts, years: list[ContractYear]) -> Iterator[Row]:
    """Rows of `contracts`."""
    for contract in facts.contracts:
        value = sum(year.value for year in years if year.contract is contract)
        yield {
            "contract_id": contract.contract_id,
            "partner_id": contract.client.partner_id,
            "product_id": None if contract.product is None else contract.product.product_id,
            "site_id": contract.site_id,
            "type": contract.plan.type,
            "pricing": contract.plan.pricing,
            "status": contract.status,
            "signed_on": contract.signed_on,
            "start_on": contract.start_on,
            "end_on": contract.end_on,
            "notice_d": None if not contract.is_firm else 365 if contract.plan.type == "CMO" else 90,
            "value": value or None,
            "currency": contract.client.plan.currency if value else None,
            "take_or_pay_fraction": contract.plan.take_or_pay,
        }


def year_rows(years: list[ContractYear]) -> Iterator[Row]:
    """Rows of `contract_years`."""
    for year in years:
        yield {
            "contract_id": year.contract.contract_id,
            "partner_id": year.contract.client.partner_id,
            "year_no": year.number,
            "start_on": year.start_on,
            "end_on": year.end_on,
            "committed_batches": year.committed,
            "price_per_batch": year.price,
            "currency": year.contract.client.plan.currency,
        }


def order_rows(facts: Facts, years: list[ContractYear]) -> Iterator[Row]:
    """Rows of `order_events`: the value as it was signed, grew, shrank or was cancelled. Never after `as_of`."""
    random = stream(facts.seed, "order-events")
    for contract in facts.contracts:
        value = sum(year.value for year in years if year.contract is contract)
        if not contract.is_firm or contract.signed_on is None or not value:
            continue
        has_grown = contract.start_on < facts.horizon.month(-15) and contract.status == "ACTIVE"
        events = [("SIGNED", contract.signed_on, value * (0.8 if has_grown else 1.0))]
        if has_grown:
            grown_on = facts.horizon.day(-int(random.integers(20, 420)))
            events.append(("EXPANSION", grown_on, value * 0.26))
            if random.random() < 0.3:
                events.append(("REDUCTION", grown_on + timedelta(days=15), value * 0.06))
        if contract.status == "TERMINATED":
            events.append(("CANCELLATION", contract.end_on, value * 0.35))
        for number, (kind, on, amount) in enumerate(events, start=1):
            yield {
                "event_id": f"{contract.contract_id}-order-{number}",
                "contract_id": contract.contract_id,
                "partner_id": contract.client.partner_id,
                "on": on,
                "kind": kind,
                "amount": float(round(amount)),
                "currency": contract.client.plan.currency,
            }


def revenue_rows(facts: Facts, years: list[ContractYear], ledger: Ledger) -> Iterator[Row]:
    """Rows of `revenue`: batches made, and reserved capacity by the month, once the site is open.

    The last month counts up to `as_of`.
    """
    random = stream(facts.seed, "revenue")
    opens_on = {site.site_id: site.opens_on for site in facts.sites}
    for code, contract in enumerate(facts.contracts):
        begins_on = opens_on[contract.site_id]
        own = [year for year in years if year.contract is contract]
        share = _RESERVED if contract.plan.pricing in ("SUITE_RESERVATION", "DEDICATED_SUITE") else 0.0
        for month in range(MONTHS):
            first = facts.horizon.month(month - HISTORY_MONTHS)
            year = next((year for year in own if year.start_on <= first < year.end_on), None)
            delivered = int(ledger.delivered[code, month])
            price = year.price if year is not None else own[-1].price if own else 0.0
            amount = (1 - share) * delivered * price * float(np.exp(random.normal(0, 0.03)))
            if year is not None:
                amount += share * year.value / 12 * elapsed_share(facts, month)
            if amount and (begins_on is None or begins_on <= first):
                yield {
                    "contract_id": contract.contract_id,
                    "partner_id": contract.client.partner_id,
                    "site_id": contract.site_id,
                    "month": first,
                    "amount": float(round(amount)),
                    "currency": contract.client.plan.currency,
                }
