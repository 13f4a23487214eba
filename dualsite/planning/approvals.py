"""Which approvals a plan lacks: may this site do this stage of this product for this market on the day of delivery?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from dualsite.planning.facts import Licence, Network
from dualsite.planning.request import SlotRequest

NEEDS_LICENCE = ("FILED", "APPROVED")
"""Phases of products whose sites a market's authority approves."""


@dataclass(frozen=True, slots=True)
class MissingApproval:
    """A stage at a site that the market has not approved by delivery; `expected_on` None: nobody has said when."""

    stage: str
    site_id: str
    market: str
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Licensing:
    """The licences of one product for one market, per (stage, site_id); `market` None: none are needed."""

    market: str | None
    licences: dict[tuple[str, str], list[Licence]]


def approvals(question: SlotRequest, network: Network) -> Licensing:
    """What the question needs: nothing without a market, or before the product is filed."""
    licences: defaultdict[tuple[str, str], list[Licence]] = defaultdict(list)
    if question.market is None or network.products[question.product_id].phase not in NEEDS_LICENCE:
        return Licensing(None, licences)
    for licence in network.licences:
        if licence.product_id == question.product_id and licence.market == question.market:
            licences[licence.stage, licence.site_id].append(licence)
    return Licensing(question.market, dict(licences))


def missing_approval(approvals: Licensing, stage: str, site_id: str, delivered_on: date) -> MissingApproval | None:
    """What the stage lacks at the site for a delivery on that day, or None when nothing."""
    if may_lack_nothing(approvals, stage, site_id, delivered_on, delivered_on):
        return None
    licences = approvals.licences.get((stage, site_id), [])
    expected = [licence.expected_on for licence in licences if licence.expected_on is not None]
    return MissingApproval(stage, site_id, approvals.market or "", min(expected, default=None))


def may_lack_nothing(approvals: Licensing, stage: str, site_id: str, since: date, until: date) -> bool:
    """Whether on some day of delivery from `since` to `until`, both included, the stage lacks nothing at the site."""
    return approvals.market is None or any(
        _is_good(licence, since, until) for licence in approvals.licences.get((stage, site_id), [])
    )


def _is_good(licence: Licence, since: date, until: date) -> bool:
    first = since if licence.approved_on is None else max(since, licence.approved_on)
    return (
        licence.status == "APPROVED" and first <= until and (licence.valid_to_on is None or first < licence.valid_to_on)
    )
