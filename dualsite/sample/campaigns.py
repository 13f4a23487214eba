"""The campaigns that fill the horizon, line by line: whose turn it is, how firm it is, and what it is made for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from dualsite.sample.horizon import Horizon, day_number, day_of
from dualsite.sample.network import SampleNetwork, Site
from dualsite.sample.placement import Board, Line, Placed, Run, board_of, earliest, lay, runs_of
from dualsite.sample.portfolio import Contract, Portfolio, SampleProduct
from dualsite.sample.routes import SampleChangeovers, SampleStep, route_of

FIRM_D = 110
"""Ahead of the day, everything that starts sooner is firm."""

OWN_WORK_EVERY = 6
"""Campaigns between two process runs of a line's own."""

_OWN_WORK = {
    "SEED": SampleStep("SEED", 12, 16, 0, 0, 3, None),
    "UPSTREAM": SampleStep("UPSTREAM", 14, 16, 1, 0, 270, None),
    "DOWNSTREAM": SampleStep("DOWNSTREAM", 5, 4, 24, 0, 540, None),
}
_SIZES = {"APPROVED": (6, 11), "FILED": (4, 8), "PHASE3": (4, 8)}
_SMALL = (2, 5)


@dataclass(frozen=True)
class Chain:
    """One batch through its steps: for each stage, the planned start and the run it belongs to."""

    purpose: str
    starts: dict[str, tuple[int, Run]]


@dataclass(frozen=True)
class Campaign:
    """A campaign with all its bookings. The site's own work has no product and leaves no batches on record."""

    number: int
    site_id: str
    product: SampleProduct | None
    contract: Contract | None
    firmness: str
    option_expires: int | None
    runs: tuple[Run, ...]
    chains: tuple[Chain, ...]

    @property
    def campaign_id(self) -> str:
        return f"illustrative-campaign-{self.number:04d}"


@dataclass
class _Turns:
    """What the choice of the next campaign goes by, by site and product."""

    credit: dict[tuple[str, str], float] = field(default_factory=dict)
    """Batches by which a product is behind its share."""
    begun: Counter[tuple[str, str]] = field(default_factory=Counter)
    options: int = 0


@dataclass(frozen=True)
class _Planner:
    """What stays the same while campaigns are laid, and the turns so far."""

    network: SampleNetwork
    portfolio: Portfolio
    horizon: Horizon
    board: Board
    random: np.random.Generator
    turns: _Turns

    @property
    def as_of(self) -> int:
        return day_number(self.horizon.as_of)


def planned_campaigns(
    network: SampleNetwork,
    portfolio: Portfolio,
    changeovers: SampleChangeovers,
    horizon: Horizon,
    random: np.random.Generator,
) -> list[Campaign]:
    """The campaigns of all lines in order of time. Each is laid as early as all of its steps find a free unit."""
    planner = _Planner(network, portfolio, horizon, board_of(network, changeovers, horizon), random, _Turns())
    lines = planner.board.lines(network, horizon)
    campaigns: list[Campaign] = []
    end = day_number(horizon.end)
    while open_lines := [line for line in lines if line.free_from < end]:
        line = min(open_lines, key=lambda other: other.free_from)
        campaign = _next(planner, line, len(campaigns) + 1)
        if campaign is None:
            line.free_from += 5
            continue
        campaigns.append(campaign)
        purified = next(run for run in campaign.runs if run.unit is line.purification)
        line.free_from = purified.end + _idle(planner, line.site, purified.end)
    return campaigns


def _next(planner: _Planner, line: Line, number: int) -> Campaign | None:
    """The campaign whose turn it is and that fits soon; None when none does."""
    if line.site.opens_on is None and line.since_own_work >= OWN_WORK_EVERY:
        line.since_own_work = 0
        placed = earliest(planner.board, line, None, _OWN_WORK, [2])
        if placed is None:
            return None
        lay(placed, line, None, number)
        return Campaign(number, line.site.site_id, None, None, "INTERNAL", None, tuple(runs_of(placed)), ())
    waiting = _waiting(planner, line.site.site_id, day_of(line.free_from - 30))
    for product, contract in sorted(waiting, key=lambda pair: _rank(planner, line.site, pair[0])):
        route, sizes = route_of(product, planner.network), _sizes(planner, line, product)
        placed = earliest(planner.board, line, product, route, sizes)
        if placed is not None:
            lay(placed, line, product, number)
            line.since_own_work += 1
            campaign = _campaign(planner, line.site, product, contract, number, placed)
            _settle(planner, line.site, product, [other for other, _ in waiting], len(placed["DOWNSTREAM"]))
            return campaign
    return None


def _waiting(planner: _Planner, site_id: str, day: date) -> list[tuple[SampleProduct, Contract | None]]:
    """Products with work at the site from that day: under contract, or, ahead of `as_of`, hoped to be renewed."""
    waiting: list[tuple[SampleProduct, Contract | None]] = []
    for product in planner.portfolio.products:
        contract = planner.portfolio.contract_for(product, site_id, day)
        is_hoped_for = day > planner.horizon.as_of and any(
            other.product is product and other.site_id == site_id and other.status == "ACTIVE" and other.end_on <= day
            for other in planner.portfolio.contracts
        )
        if contract is not None or is_hoped_for:
            waiting.append((product, contract))
    return waiting


def _rank(planner: _Planner, site: Site, product: SampleProduct) -> tuple[bool, float, str]:
    """Smallest first: a product never made here, then the one furthest behind its share."""
    key = (site.site_id, product.product_id)
    return planner.turns.begun[key] > 0, -planner.turns.credit.get(key, 0.0), product.product_id


def _settle(planner: _Planner, site: Site, product: SampleProduct, waiting: list[SampleProduct], batches: int) -> None:
    """Every product that waited gains its share of the batches laid, the one laid loses them."""
    total = sum(other.share for other in waiting)
    credit = planner.turns.credit
    for other in waiting:
        key = (site.site_id, other.product_id)
        credit[key] = credit.get(key, 0.0) + batches * other.share / total
    credit[site.site_id, product.product_id] -= batches
    planner.turns.begun[site.site_id, product.product_id] += 1


def _sizes(planner: _Planner, line: Line, product: SampleProduct) -> list[int]:
    """Batches to try, the wished number first; a plant that has just opened begins small."""
    least, most = _SIZES.get(product.plan.phase, _SMALL)
    wished = int(planner.random.integers(least, most))
    if line.site.opens_on is not None and line.free_from < day_number(line.site.opens_on) + 150:
        wished = min(wished, 3)
    return list(range(wished, max(1, min(wished, least) - 2), -1))


def _idle(planner: _Planner, site: Site, end: int) -> int:
    """Days a line is left open after a campaign: few in the past, more the further ahead, most in a ramp."""
    ahead = max(0, end - planner.as_of) / 30.4
    mean = 12 + 0.7 * ahead**1.5
    if site.opens_on is not None:
        mean = max(10.0, 60 - 2 * (end - day_number(site.opens_on)) / 30.4)
    return int(planner.random.uniform(0, 2 * mean))


def _campaign(
    planner: _Planner, site: Site, product: SampleProduct, contract: Contract | None, number: int, placed: Placed
) -> Campaign:
    """A placement with its standing; an option that has lapsed has no batches any more."""
    runs = tuple(runs_of(placed))
    firmness, expires = _standing(planner, contract, min(run.start for run in runs) - planner.as_of)
    chains: tuple[Chain, ...] = ()
    if expires is None or expires >= planner.as_of:
        purposes = _purposes(planner, site, product, contract, [day for day, _ in placed["DOWNSTREAM"]])
        chains = tuple(
            Chain(purpose, {stage: starts[batch] for stage, starts in placed.items()})
            for batch, purpose in enumerate(purposes)
        )
    return Campaign(number, site.site_id, product, contract, firmness, expires, runs, chains)


def _standing(planner: _Planner, contract: Contract | None, ahead: int) -> tuple[str, int | None]:
    """Firmness, and the last day of an option; now and then one has lapsed. Without a contract it is an option."""
    chance = 0.0 if ahead < FIRM_D else 0.3 if ahead < 260 else 0.6
    if contract is not None and planner.random.random() >= chance:
        return "FIRM", None
    planner.turns.options += 1
    if planner.turns.options % 6 == 3 and ahead > FIRM_D:
        return "TENTATIVE", planner.as_of - int(planner.random.integers(3, 40))
    return "TENTATIVE", planner.as_of + int(planner.random.integers(12, max(13, min(160, ahead - 30))))


def _purposes(
    planner: _Planner, site: Site, product: SampleProduct, contract: Contract | None, days: list[int]
) -> list[str]:
    """What each batch is made for; the first of a transfer is an engineering batch."""
    purposes = [_purpose(planner, site, product, days[0])] * len(days)
    is_first = planner.turns.begun[site.site_id, product.product_id] == 0
    if is_first and contract is not None and contract.plan.starts_transfer:
        purposes[0] = "ENGINEERING"
    return purposes


def _purpose(planner: _Planner, site: Site, product: SampleProduct, day: int) -> str:
    if product.is_approved:
        approved = day_number(planner.horizon.month(min(months for _, months in product.plan.markets)))
        if site.opens_on is not None:
            approved = day_number(site.opens_on) + 365
        return "COMMERCIAL" if day >= approved else "PPQ"
    if product.plan.phase == "FILED" and day > planner.as_of - 300:
        return "PPQ"
    return "PPQ" if product.plan.phase == "PHASE3" and day > planner.as_of + 200 else "CLINICAL"
