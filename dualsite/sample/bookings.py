"""Rows of `bookings`: campaigns, the changeovers between them, and the days on which a suite stands still."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from dualsite.sample.bids import Held
from dualsite.sample.campaigns import Campaign
from dualsite.sample.horizon import Horizon, day_number, day_of
from dualsite.sample.network import SampleNetwork
from dualsite.sample.placement import Run
from dualsite.sample.routes import SampleChangeovers
from dualsite.sample.shutdowns import MAINTENANCE_D, blocked_days, maintenance_after, qualification, shutdowns
from dualsite.sample.tables import Row

MAINTENANCE_EVERY_D = 75


def booking_rows(
    network: SampleNetwork,
    campaigns: list[Campaign],
    changeovers: SampleChangeovers,
    horizon: Horizon,
    random: np.random.Generator,
    held: Held,
) -> Iterator[Row]:
    """Every booking: PROCESS in order of campaign, then the other kinds suite by suite; `held`: those of a bid."""
    for campaign in campaigns:
        for place, run in enumerate(campaign.runs, start=1):
            yield {**_process(campaign, run, place), "opportunity_id": held.get((campaign.number, place))}
    by_unit: dict[tuple[str, int], list[tuple[Run, Campaign]]] = {}
    for campaign in campaigns:
        for run in campaign.runs:
            by_unit.setdefault((run.unit.suite.suite_id, run.unit.number), []).append((run, campaign))
    for suite in network.suites:
        quiet = qualification(suite, horizon)
        if quiet is not None:
            yield _own(suite.suite_id, "QUALIFICATION", day_number(quiet[0]), day_number(quiet[1]))
        for begin, end in shutdowns(suite, horizon):
            yield _own(suite.suite_id, "SHUTDOWN", day_number(begin), day_number(end))
            kept = maintenance_after(end)
            yield _own(suite.suite_id, "MAINTENANCE", day_number(kept[0]), day_number(kept[1]))
        blocks = blocked_days(suite, horizon)
        for unit in range(1, suite.units + 1):
            stays = sorted(by_unit.get((suite.suite_id, unit), []), key=lambda stay: (stay[0].start, stay[1].number))
            yield from _between(stays, changeovers, random, blocks, is_alone=suite.units == 1)


def _between(
    stays: list[tuple[Run, Campaign]],
    changeovers: SampleChangeovers,
    random: np.random.Generator,
    blocks: list[tuple[int, int]],
    is_alone: bool,
) -> Iterator[Row]:
    """Changeovers after each campaign, and maintenance of a one-unit suite where the gap has room for it."""
    kept_until = stays[0][0].start if stays else 0
    for (run, before), (following, after) in pairwise(stays):
        suite = run.unit.suite
        days = changeovers.days(suite.stage, before.product, after.product)
        room = following.start - run.end
        taken = min(room, days + int(random.choice([0, 0, 0, 1, 2]))) if days else 0
        if taken:
            yield _changeover(run, taken, after)
        begin = run.end + taken
        fits = begin + MAINTENANCE_D <= following.start and begin - kept_until >= MAINTENANCE_EVERY_D
        if is_alone and fits and not any(begin < until and begin + MAINTENANCE_D > since for since, until in blocks):
            kept_until = begin
            yield _own(suite.suite_id, "MAINTENANCE", begin, begin + MAINTENANCE_D)


def _process(campaign: Campaign, run: Run, place: int) -> Row:
    product, contract = campaign.product, campaign.contract
    return {
        "booking_id": f"illustrative-booking-{campaign.number:04d}-{place:02d}",
        "suite_id": run.unit.suite.suite_id,
        "start_on": day_of(run.start),
        "end_on": day_of(run.end),
        "kind": "PROCESS",
        "firmness": campaign.firmness,
        "partner_id": None if product is None else product.client.partner_id,
        "product_id": None if product is None else product.product_id,
        "contract_id": None if contract is None else contract.contract_id,
        "campaign_id": campaign.campaign_id,
        "option_expires_on": None if campaign.option_expires is None else day_of(campaign.option_expires),
        "note": "The site's own process runs." if product is None else None,
    }


def _changeover(run: Run, days: int, after: Campaign) -> Row:
    """The changeover into `after`, as firm as that campaign is."""
    return {
        **_own(run.unit.suite.suite_id, "CHANGEOVER", run.end, run.end + days, unit=run.unit.number),
        "firmness": after.firmness,
        "option_expires_on": None if after.option_expires is None else day_of(after.option_expires),
    }


def _own(suite_id: str, kind: str, start: int, end: int, unit: int = 1) -> Row:
    return {
        "booking_id": f"illustrative-{kind.lower()}-{suite_id}-{unit}-{day_of(start):%Y%m%d}",
        "suite_id": suite_id,
        "start_on": day_of(start),
        "end_on": day_of(end),
        "kind": kind,
        "firmness": "INTERNAL",
    }
