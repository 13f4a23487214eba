"""Quality that belongs to a site rather than a batch: audits, change controls, its own deviations, the laboratory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from dualsite.sample.chunk import UNKNOWN, Codes, Days, Facts, days, numbered, picked, texts
from dualsite.sample.horizon import HISTORY_MONTHS, day_number
from dualsite.sample.ledger import MONTHS, Ledger
from dualsite.sample.portfolio import Portfolio
from dualsite.sample.streams import stream
from dualsite.sample.tables import Row, illustrative
from dualsite.schema.vocabulary import CAUSES, SEVERITIES

EVENTS_PER_CHUNK = 250_000
TESTS_PER_BATCH = 45


@dataclass(frozen=True)
class _Kind:
    """Events of a site: how many a month, and in how many days they are due and usually closed."""

    kind: str
    per_month: int
    due_d: int
    closure_d: float
    severities: tuple[float, float, float]
    concerns: tuple[str, ...]


_DEVIATIONS = _Kind(
    "DEVIATION", 4, 30, 17.0, (0.01, 0.14, 0.85),
    ("Environmental monitoring", "Purified water", "Clean steam", "Warehouse", "Cold storage", "Sample management",
     "Laboratory instruments", "Computerised systems", "Gowning", "Pest control", "Incoming materials", "Waste"),
)  # fmt: skip
_AREAS = ("Equipment", "Utilities", "Procedures", "Raw materials", "Computerised systems", "Analytical methods")
_CHANGES = _Kind("CHANGE_CONTROL", 5, 120, 75.0, (0.02, 0.28, 0.70), _AREAS)
_OBSERVATIONS = _Kind("AUDIT_OBSERVATION", 0, 60, 42.0, (0.01, 0.24, 0.75), _AREAS)


@dataclass(frozen=True)
class Audit:
    """An audit of a site by a client."""

    site_id: str
    partner_id: str
    ended_on: date
    observations: int
    is_compliant: bool


def client_audits(portfolio: Portfolio, facts: Facts) -> list[Audit]:
    """Clients' audits of the sites in operation that make their product, one every fourteen months or so."""
    random = stream(facts.seed, "audits")
    operating = {site.site_id for site in facts.sites if site.opens_on is None}
    since = {
        (contract.client.partner_id, contract.site_id): contract.start_on
        for contract in reversed(portfolio.contracts)
        if contract.is_firm and contract.site_id in operating
    }
    audits: list[Audit] = []
    for (partner_id, site_id), start_on in sorted(since.items()):
        ended_on = start_on + timedelta(days=int(random.integers(40, 240)))
        while ended_on < facts.horizon.as_of:
            observations, is_compliant = int(random.integers(0, 7)), bool(random.random() >= 0.06)
            audits.append(Audit(site_id, partner_id, ended_on, observations, is_compliant))
            ended_on += timedelta(days=int(random.integers(350, 500)))
    return audits


def audit_rows(audits: list[Audit]) -> Iterator[Row]:
    """Rows of `inspections`."""
    for number, audit in enumerate(audits, start=1):
        yield {
            "inspection_id": f"illustrative-audit-{number:03d}",
            "site_id": audit.site_id,
            "authority": "CLIENT",
            "kind": "CLIENT_AUDIT",
            "ended_on": audit.ended_on,
            "classification": "COMPLIANT" if audit.is_compliant else "NON_COMPLIANT",
            "observations": audit.observations,
            "partner_id": audit.partner_id,
        }


def site_events(facts: Facts, audits: list[Audit]) -> Iterator[pa.Table]:
    """Deviations of no batch and change controls of every site that works or soon will, then what audits observed."""
    begins = np.array([_quality_begins(facts, code) for code in range(len(facts.sites))])
    months = np.maximum(0, (facts.as_of - begins) // 30)
    for kind in (_DEVIATIONS, _CHANGES):
        site = np.repeat(np.arange(len(facts.sites)), kind.per_month * months)
        yield from _chunked(facts, kind, site, begins[site], [None] * len(site))
    codes = {place.site_id: code for code, place in enumerate(facts.sites)}
    seen = [audit for audit in audits for _ in range(audit.observations)]
    at = np.array([codes[audit.site_id] for audit in seen], np.int64)
    ended = np.array([day_number(audit.ended_on) for audit in seen], np.int64)
    yield from _chunked(facts, _OBSERVATIONS, at, ended, [audit.partner_id for audit in seen])


def _quality_begins(facts: Facts, code: int) -> int:
    """The day a site's quality system is at work: a year before it opens. Far ahead, it has not begun."""
    opens_on = facts.sites[code].opens_on
    start = day_number(facts.horizon.start)
    return start if opens_on is None else max(start, day_number(opens_on) - 365)


def _chunked(facts: Facts, kind: _Kind, site: Codes, since: Days, partners: Sequence[str | None]) -> Iterator[pa.Table]:
    known = sorted({partner for partner in partners if partner})
    owner = np.array([known.index(partner) if partner else -1 for partner in partners], np.int64)
    total = len(site) * facts.scale
    for part, first in enumerate(range(0, total, EVENTS_PER_CHUNK)):
        at = np.arange(first, min(first + EVENTS_PER_CHUNK, total)) // facts.scale
        random = stream(facts.seed, f"site {kind.kind}", part)
        yield _events(facts, kind, random, first, site[at], since[at], texts(known, owner[at]))


def _events(
    facts: Facts, kind: _Kind, random: np.random.Generator, first: int, site: Codes, since: Days, partner: pa.Array
) -> pa.Table:
    """Opened somewhere between `since` and `as_of`; what an audit observed, on the day it ended."""
    count = len(site)
    later = (random.random(count) * (facts.as_of - since + 1)).astype(np.int64) if kind.per_month else 0
    opened = since + later
    closes = opened + 3 + (kind.closure_d * np.exp(random.normal(0, 0.55, count))).astype(np.int64)
    is_closed = closes <= facts.as_of
    is_extended = random.random(count) < 0.12
    cause = np.where(is_closed & (kind.kind == "DEVIATION"), random.integers(0, len(CAUSES), count), -1)
    return illustrative(
        "quality_events",
        {
            "event_id": numbered(f"IQ-SITE-{kind.kind}-".replace("_", "-"), np.arange(first + 1, first + 1 + count)),
            "kind": pa.repeat(kind.kind, count),
            "severity": texts(SEVERITIES, picked(random, kind.severities, count)),
            "site_id": texts([place.site_id for place in facts.sites], site),
            "partner_id": partner,
            "process_step": texts(kind.concerns, random.integers(0, len(kind.concerns), count)),
            "cause": texts(CAUSES, cause),
            "opened_on": days(opened),
            "due_on": days(opened + np.where(is_extended, kind.due_d + 30, kind.due_d)),
            "original_due_on": days(np.where(is_extended, opened + kind.due_d, UNKNOWN)),
            "closed_on": days(np.where(is_closed, closes, UNKNOWN)),
        },
    )


def laboratory_rows(facts: Facts, ledger: Ledger) -> Iterator[Row]:
    """Rows of `lab_tests`: release tests follow the batches made and their results, stability tests the calendar."""
    random = stream(facts.seed, "lab-tests")
    for code, site in enumerate(facts.sites):
        for month in range(MONTHS):
            made, oos = int(ledger.made[code, month]), int(ledger.oos[code, month])
            if not made:
                continue
            tests = made * TESTS_PER_BATCH + int(random.integers(0, 40))
            wrong = min(2, int(random.poisson(0.35)))
            invalidated, shelf = int(random.binomial(wrong, 0.4)), 60 + month + int(random.integers(0, 15))
            for purpose, *counts in (
                ("RELEASE", tests, oos, int(ledger.oos_invalidated[code, month])),
                ("STABILITY", shelf, wrong, invalidated),
            ):
                yield {
                    "month": facts.horizon.month(month - HISTORY_MONTHS),
                    "site_id": site.site_id,
                    "purpose": purpose,
                    **dict(zip(("tests", "oos", "oos_invalidated"), counts, strict=True)),
                }
