"""Rows of `approvals` and `site_licences` of the made-up products that are approved or filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dualsite.sample.campaigns import Campaign
from dualsite.sample.horizon import Horizon, day_number
from dualsite.sample.network import SampleNetwork
from dualsite.sample.portfolio import Portfolio, SampleProduct
from dualsite.sample.tables import Row

AUTHORITIES = {"US": "FDA", "EU": "EMA", "JP": "PMDA", "KR": "MFDS"}

_FILED = {2: (("US", 9, False), ("KR", 15, False)), 8: (("US", 5, True), ("EU", 8, True))}
"""By place of the product in the templates: markets ahead, months to the decision, whether it has been filed."""

_SOON = frozenset(((0, 0), (0, 2)))
"""By place of the product in the templates and of its market: where a further site is licensed soon, but for the last
step, which is licensed `_LAST_STEP` months after the others."""

_FIRST_STEPS, _LAST_STEP = 2, 2
"""Months until then."""

_REVIEW_D, _PRIORITY_D = 330, 180


def approval_rows(portfolio: Portfolio, horizon: Horizon) -> Iterator[Row]:
    """Filings and approvals: those of the past, and those expected."""
    for product, pending in _pending(portfolio):
        for market, months in product.plan.markets:
            approved_on = horizon.month(months)
            yield _approval(product, market, "FILING", approved_on - timedelta(days=_REVIEW_D), happened=True)
            yield _approval(product, market, "APPROVAL", approved_on, happened=True)
        for market, months, is_filed in pending:
            expected_on = horizon.month(months)
            filed_on = expected_on - timedelta(days=_REVIEW_D if is_filed else _PRIORITY_D)
            yield _approval(product, market, "FILING", filed_on, happened=is_filed)
            yield _approval(product, market, "APPROVAL", expected_on, happened=False)


def _pending(portfolio: Portfolio) -> Iterator[tuple[SampleProduct, tuple[tuple[str, int, bool], ...]]]:
    """Every product with the markets still ahead of it."""
    for place, product in enumerate(portfolio.products):
        yield product, _FILED.get(place, ())


def _approval(product: SampleProduct, market: str, event: str, on: object, *, happened: bool) -> Row:
    return {
        "product_id": product.product_id,
        "partner_id": product.client.partner_id,
        "country": market,
        "event": event,
        "authority": AUTHORITIES[market],
        "name": f"{product.name}: {event.lower()}",
        "on": on,
        "is_actual": happened,
    }


def licence_rows(
    portfolio: Portfolio, network: SampleNetwork, campaigns: list[Campaign], horizon: Horizon
) -> Iterator[Row]:
    """For each step and market of a product: licensed where it is made today, filed or planned where it will be."""
    for number, (product, pending) in enumerate(_pending(portfolio)):
        first = _first_starts(product, campaigns)
        for stage in product.stages:
            for site in network.sites:
                if (stage, site.site_id) not in first:
                    continue
                is_made = first[stage, site.site_id] <= day_number(horizon.as_of) and site.opens_on is None
                ready_on = min(suite.gmp_ready_on for suite in network.suites_of(stage, site.site_id))
                soon = horizon.month(_FIRST_STEPS + (_LAST_STEP if stage == product.stages[-1] else 0))
                standings = [
                    (
                        market,
                        _licensed(horizon.month(months), ready_on)
                        if is_made
                        else _expected(soon, is_filed=True)
                        if (number, place) in _SOON
                        else _planned(horizon, place),
                    )
                    for place, (market, months) in enumerate(product.plan.markets)
                ]
                standings += [
                    (market, _expected(horizon.month(months), is_filed=is_filed and is_made))
                    for market, months, is_filed in pending
                ]
                for market, standing in standings:
                    yield {
                        "product_id": product.product_id,
                        "partner_id": product.client.partner_id,
                        "stage": stage,
                        "site_id": site.site_id,
                        "market": market,
                        "authority": AUTHORITIES[market],
                        **standing,
                    }


def _licensed(approved_on: date, ready_on: date) -> Row:
    """Granted with the product, or once the suite was ready."""
    granted_on = max(approved_on, ready_on)
    return {"status": "APPROVED", "filed_on": granted_on - timedelta(days=_REVIEW_D), "approved_on": granted_on}


def _planned(horizon: Horizon, place: int) -> Row:
    """A further site, market after market; the first is filed already."""
    expected_on = horizon.month(14 + 3 * place)
    if place == 0:
        return {"status": "FILED", "filed_on": horizon.day(-40), "expected_on": expected_on}
    return {"status": "PLANNED", "expected_on": expected_on}


def _expected(expected_on: date, *, is_filed: bool) -> Row:
    if is_filed:
        return {"status": "FILED", "filed_on": expected_on - timedelta(days=_REVIEW_D), "expected_on": expected_on}
    return {"status": "PLANNED", "expected_on": expected_on}


def _first_starts(product: SampleProduct, campaigns: list[Campaign]) -> dict[tuple[str, str], int]:
    """The first planned start of each stage of a product at each site that makes it."""
    first: dict[tuple[str, str], int] = {}
    for campaign in campaigns:
        if campaign.product is product:
            for run in campaign.runs:
                key = (run.unit.suite.stage, run.unit.suite.site_id)
                first[key] = min(run.start, first.get(key, run.start))
    return first
