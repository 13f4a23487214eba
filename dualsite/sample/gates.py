"""Rows of `milestones`: the technology-transfer gates of the made-up clients' contracts, some of them slipping."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from dualsite.sample.chunk import Facts
from dualsite.sample.horizon import day_of
from dualsite.sample.portfolio import Contract
from dualsite.sample.streams import stream
from dualsite.sample.tables import Row

_CLINICAL = (
    ("KICK_OFF", "Kick-off", 0, "JOINT"),
    ("FACILITY_FIT", "Facility fit", 50, "CDMO"),
    ("METHOD_TRANSFER", "Analytical methods transferred", 110, "JOINT"),
    ("ENGINEERING_RUN", "Engineering run", 245, "CDMO"),
    ("GMP_CLINICAL", "First GMP batch released", 310, "CDMO"),
)
_LATE = (
    ("PPQ", "Process validation", 560, "CDMO"),
    ("FILING", "Filing", 740, "CLIENT"),
    ("APPROVAL", "Approval", 1_060, "CLIENT"),
    ("COMMERCIAL_SUPPLY", "First commercial supply", 1_130, "JOINT"),
)
_SECOND_SITE = (
    *_CLINICAL[:4],
    ("PPQ", "Process validation", 300, "CDMO"),
    ("FILING", "Site variation filed", 460, "CLIENT"),
    ("APPROVAL", "Site variation approved", 760, "CLIENT"),
    ("COMMERCIAL_SUPPLY", "First commercial supply", 800, "JOINT"),
)


def gate_rows(facts: Facts) -> Iterator[Row]:
    """The gates of every contract with a transfer, in order: baselines, agreed days, what came, what is expected."""
    random = stream(facts.seed, "milestones")
    for contract in facts.contracts:
        if contract.plan.starts_transfer and contract.is_firm and contract.product is not None:
            yield from _gates(facts, contract, random)


def _gates(facts: Facts, contract: Contract, random: np.random.Generator) -> Iterator[Row]:
    as_of = facts.horizon.as_of
    phase = contract.product.plan.phase if contract.product is not None else ""
    plan = _SECOND_SITE if phase == "APPROVED" else _CLINICAL + (_LATE if phase in ("PHASE3", "FILED") else ())
    runs = _first_runs(facts, contract)
    slip, before = 0, contract.start_on - timedelta(days=2)
    for kind, name, after, owner in plan:
        baseline = contract.start_on + timedelta(days=after)
        slip += int(random.choice([-6, 0, 0, 0, 16])) if after else 0
        expected = max(runs.get(kind, baseline + timedelta(days=slip)), before + timedelta(days=2))
        if expected > as_of:
            expected = max(expected, as_of + timedelta(days=12))
        slip = max(slip, (expected - baseline).days) if kind in runs else slip
        before = expected
        agreed = max(baseline, baseline + (expected - baseline) * 3 // 4)
        yield {
            "milestone_id": f"{contract.contract_id}-{kind}",
            "subject": "CONTRACT",
            "subject_id": contract.contract_id,
            "partner_id": contract.client.partner_id,
            "kind": kind,
            "name": name,
            "baseline_on": baseline,
            "agreed_on": agreed,
            "forecast_on": None if expected <= as_of else expected,
            "actual_on": expected if expected <= as_of else None,
            "owner": owner,
        }


def _first_runs(facts: Facts, contract: Contract) -> dict[str, date]:
    """When the first campaign of the contract gives the engineering run and the first released batch."""
    for campaign, _ in facts.chains:
        if campaign.contract is contract:
            starts = [chain.starts["DOWNSTREAM"][0] for chain in campaign.chains]
            return {"ENGINEERING_RUN": day_of(starts[0] + 8), "GMP_CLINICAL": day_of(starts[-1] + 36)}
    return {}
