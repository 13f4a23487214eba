"""Rows of `opportunities`, and the bookings that are held or booked for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from dualsite.sample.campaigns import Campaign
from dualsite.sample.horizon import Horizon, day_number
from dualsite.sample.portfolio import Client, Portfolio, SampleProduct
from dualsite.sample.routes import PURIFICATION_TAKT_D
from dualsite.sample.streams import stream
from dualsite.sample.tables import Row

Held = dict[tuple[int, int], str]
"""Of each booking, by the number of its campaign and its place in it, the bid that it is for."""


class _OpenBid(NamedTuple):
    """An open bid as stated: `client` None is no client yet, `ahead` the months to the need, of which it lasts some."""

    client: int | None
    country: str
    modality: str
    stage: str
    win: float
    batches: int
    ahead: int
    lasts: int
    price_musd: float
    suite_stage: str = ""


class _ClosedBid(NamedTuple):
    """A bid won or lost: `ago` months since it was closed, `lost_for` empty where it was won."""

    client: int | None
    country: str
    modality: str
    ago: int
    lost_for: str | None
    batches: int
    price_musd: float
    ahead: int
    """Months from `as_of` to the need."""
    lasts: int = 12


_OPEN = (
    _OpenBid(0, "US", "MAB", "NEGOTIATION", 0.7, 44, 7, 11, 1.3),
    _OpenBid(1, "JP", "ADC", "NEGOTIATION", 0.6, 22, 13, 8, 2.2),
    _OpenBid(3, "US", "MAB", "PROPOSAL", 0.5, 38, 9, 9, 1.2),
    _OpenBid(None, "US", "BISPECIFIC", "PROPOSAL", 0.4, 24, 10, 6, 1.5),
    _OpenBid(None, "JP", "MAB", "PROPOSAL", 0.35, 34, 10, 8, 1.25),
    _OpenBid(8, "JP", "ADC", "PROPOSAL", 0.45, 17, 8, 6, 2.3),
    _OpenBid(4, "US", "ADC", "QUALIFIED", 0.3, 28, 9, 9, 2.2),
    _OpenBid(None, "US", "FUSION", "QUALIFIED", 0.25, 14, 11, 6, 1.4),
    _OpenBid(None, "JP", "BISPECIFIC", "QUALIFIED", 0.2, 20, 12, 8, 1.5),
    _OpenBid(9, "US", "MAB", "QUALIFIED", 0.25, 40, 13, 12, 1.2),
    _OpenBid(None, "US", "ADC", "LEAD", 0.1, 16, 14, 9, 2.4),
    _OpenBid(None, "JP", "MAB", "LEAD", 0.1, 50, 15, 14, 1.1),
    _OpenBid(7, "JP", "MAB", "LEAD", 0.15, 30, 13, 12, 1.1),
    _OpenBid(7, "KR", "MAB", "PROPOSAL", 0.5, 14, 5, 7, 1.1, "UPSTREAM"),
    _OpenBid(None, "US", "MAB", "QUALIFIED", 0.3, 20, 9, 10, 1.2, "UPSTREAM"),
)
_CLOSED = (
    _ClosedBid(4, "US", "ADC", 11, None, 8, 2.0, -5),
    _ClosedBid(2, "US", "MAB", 10, None, 10, 1.3, 2),
    _ClosedBid(7, "JP", "MAB", 3, None, 40, 2.4, 3),
    _ClosedBid(0, "US", "MAB", 2, None, 60, 2.6, 4),
    _ClosedBid(1, "JP", "ADC", 18, None, 20, 2.1, -12, 21),
    _ClosedBid(None, "US", "ADC", 2, "CAPACITY", 14, 2.3, 4),
    _ClosedBid(None, "JP", "MAB", 4, "CAPACITY", 20, 1.2, 2),
    _ClosedBid(None, "US", "BISPECIFIC", 5, "TIMING", 10, 1.5, 1),
    _ClosedBid(None, "US", "MAB", 7, "PRICE", 26, 1.1, -1),
    _ClosedBid(None, "JP", "FUSION", 8, "TECHNICAL_FIT", 6, 1.4, -2),
    _ClosedBid(None, "US", "MAB", 9, "NO_DECISION", 12, 1.2, -3),
    _ClosedBid(None, "JP", "ADC", 14, "CAPACITY", 12, 2.2, -8),
    _ClosedBid(None, "US", "MAB", 20, "QUALITY", 16, 1.2, -14),
)
_SAID = {"MAB": "antibody", "BISPECIFIC": "bispecific", "FUSION": "fusion protein", "ADC": "ADC"}
_MARKETS = {"US": "US", "JP": "Japanese", "KR": "Korean"}
"""What an account manager calls a modality and a market."""
_DAYS_PER_BATCH = {"UPSTREAM": 14, "DOWNSTREAM": PURIFICATION_TAKT_D, "CONJUGATION": 5}


@dataclass(frozen=True)
class SampleBid:
    """Work bid for: open, won or lost. `days` are the suite-days needed of its `suite_stage`."""

    opportunity_id: str
    name: str
    client: Client | None
    product: SampleProduct | None
    plan: _OpenBid | _ClosedBid
    stage: str
    suite_stage: str
    days: int
    need_from_on: date
    need_to_on: date
    opened_on: date
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


def bids_of(portfolio: Portfolio, horizon: Horizon, seed: int) -> list[SampleBid]:
    """The bids, the open ones first."""
    random = stream(seed, "opportunities")
    plans: list[_OpenBid | _ClosedBid] = [*_OPEN, *_CLOSED]
    bids = []
    for number, plan in enumerate(plans, start=1):
        closed_on = None
        if isinstance(plan, _OpenBid):
            opened_on, stage = horizon.day(-int(random.integers(20, 260))), plan.stage
        else:
            closed_on = horizon.month(-plan.ago) + timedelta(days=int(random.integers(0, 20)))
            opened_on = closed_on - timedelta(days=int(random.integers(90, 300)))
            stage = "LOST" if plan.lost_for else "WON"
        client = None if plan.client is None else portfolio.clients[plan.client]
        own = [one for one in portfolio.products if one.client is client and one.plan.modality == plan.modality]
        suite_stage = getattr(plan, "suite_stage", "") or ("CONJUGATION" if plan.modality == "ADC" else "DOWNSTREAM")
        whose = f"Prospect {number}" if client is None else f"Client {client.letters}"
        bids.append(
            SampleBid(
                opportunity_id=f"illustrative-opportunity-{number:02d}",
                name=f"Illustrative {whose}: {_SAID[plan.modality]} for the {_MARKETS[plan.country]} market",
                client=client,
                product=own[0] if own else None,
                plan=plan,
                stage=stage,
                suite_stage=suite_stage,
                days=plan.batches * _DAYS_PER_BATCH[suite_stage] + 8,
                need_from_on=horizon.month(plan.ahead),
                need_to_on=horizon.month(plan.ahead + plan.lasts),
                opened_on=opened_on,
                closed_on=closed_on,
            )
        )
    return bids


def bid_row(bid: SampleBid) -> Row:
    """A row of `opportunities`. Values are in US dollars."""
    win = bid.plan.win if isinstance(bid.plan, _OpenBid) else float(bid.stage == "WON")
    return {
        "opportunity_id": bid.opportunity_id,
        "name": bid.name,
        "partner_id": bid.client.partner_id if bid.client else None,
        "product_id": bid.product.product_id if bid.product else None,
        "country": bid.plan.country,
        "modality": bid.plan.modality,
        "stage": bid.stage,
        "win_fraction": win,
        "value": float(round(bid.plan.batches * bid.plan.price_musd * 1e6)),
        "currency": "USD",
        "batches": bid.plan.batches,
        "suite_stage": bid.suite_stage,
        "suite_days": float(bid.days),
        "need_from_on": bid.need_from_on,
        "need_to_on": bid.need_to_on,
        "opened_on": bid.opened_on,
        "closed_on": bid.closed_on,
        "lost_reason": bid.plan.lost_for if isinstance(bid.plan, _ClosedBid) else None,
    }


def held_for(bids: Sequence[SampleBid], campaigns: Sequence[Campaign]) -> Held:
    """What is held or booked for a bid: campaigns of its product that begin in its time.

    An option is held with all its steps, for one open bid. What is won is booked firmly at the stage that it needs
    most, campaign by campaign until the suite-days it needs are there, so that some of it may not be booked yet.
    """
    held: Held = {}
    left = {bid.opportunity_id: bid.days for bid in bids if bid.stage == "WON"}
    for campaign in campaigns:
        bid = next((one for one in bids if _is_for(campaign, one)), None)
        if bid is None:
            continue
        for place, run in enumerate(campaign.runs, start=1):
            key = campaign.number, place
            if bid.is_open:
                held[key] = bid.opportunity_id
            elif run.unit.suite.stage == bid.suite_stage and left[bid.opportunity_id] > 0:
                left[bid.opportunity_id] -= run.end - run.start
                held[key] = bid.opportunity_id
    return held


def _is_for(campaign: Campaign, bid: SampleBid) -> bool:
    """Whether a campaign is of the bid's product, begins in its time, and is as firm as the bid."""
    firmness = "TENTATIVE" if bid.is_open else "FIRM" if bid.stage == "WON" else None
    if bid.product is None or campaign.product is not bid.product or campaign.firmness != firmness:
        return False
    begins = min((run.start for run in campaign.runs if run.unit.suite.stage == bid.suite_stage), default=-1)
    return day_number(bid.need_from_on) <= begins < day_number(bid.need_to_on)
