"""Rows of `quality_events` that batches give rise to: deviations, results out of specification, CAPAs, complaints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from dualsite.sample.chunk import STATUS, UNKNOWN, BatchChunk, Codes, Days, Facts, days, numbered, picked, texts
from dualsite.sample.horizon import HISTORY_MONTHS
from dualsite.sample.ledger import Ledger
from dualsite.sample.streams import stream
from dualsite.sample.tables import illustrative
from dualsite.schema.vocabulary import BATCH_PURPOSES, CAUSES, EFFECTIVENESS, OOS_OUTCOMES, SEVERITIES, STAGES

STEPS = {
    "SEED": (
        "Vial thaw", "Shake flask expansion", "Wave bag expansion", "Seed bioreactor", "Seed transfer",
        "Media preparation", "Seed sampling", "Incubator control", "Seed cleaning", "Cell count",
    ),
    "UPSTREAM": (
        "Inoculation", "Feed addition", "pH control", "Dissolved oxygen control", "Foam control", "Agitation",
        "Bioreactor sampling", "Harvest centrifugation", "Depth filtration", "Bioreactor cleaning", "Gas supply",
        "Media hold", "Temperature control", "Bioreactor sterilisation", "Feed preparation", "Exhaust filter",
        "Harvest hold", "Media filtration",
    ),
    "DOWNSTREAM": (
        "Protein A capture", "Viral inactivation", "Cation exchange", "Anion exchange", "Viral filtration",
        "Ultrafiltration", "Buffer preparation", "Column packing", "Pool hold", "Bulk fill", "Skid cleaning",
        "In-process testing", "Buffer hold", "Resin storage", "Filter integrity test", "Freezing", "Pool sampling",
        "Formulation",
    ),
    "CONJUGATION": (
        "Antibody reduction", "Linker-payload addition", "Conjugation reaction", "Quench", "Conjugate purification",
        "Containment check", "Conjugate fill", "Isolator cleaning", "Solvent addition", "Conjugate sampling",
    ),
    "FILL_FINISH": ("Thaw", "Compounding", "Sterile filtration", "Filling", "Stoppering", "Visual inspection"),
}  # fmt: skip
TESTS = ("Aggregates", "Charge variants", "Host cell protein", "Endotoxin", "Bioburden", "Potency", "Free drug")

_PER_BATCH = (0.18, 0.50, 0.62, 0.75, 0.40)
_CAUSE_CHANCES = (0.18, 0.22, 0.13, 0.24, 0.08, 0.07, 0.08)
_SEVERITY_CHANCES = (0.015, 0.135, 0.85)
_CAPA_CHANCES = np.array((1.0, 0.80, 0.30))
CRITICAL, MAJOR = (SEVERITIES.index(severity) for severity in ("CRITICAL", "MAJOR"))


@dataclass(frozen=True)
class Events:
    """Events of one kind. Days are day numbers or UNKNOWN, the rest codes or -1; `place` is that of the batch in its
    chunk, `parent` the number of the event that led to it.
    """

    kind: str
    number: Codes
    place: Codes
    severity: Codes
    opened: Days
    due: Days
    first_due: Days
    closed: Days
    cause: Codes
    step: pa.Array
    outcome: Codes
    parent: Codes
    effectiveness: Codes


def batch_events(facts: Facts, chunk: BatchChunk, ledger: Ledger, numbers: Counter[str]) -> Iterator[pa.Table]:
    """The events of a chunk's batches, kind by kind; `numbers` counts on from chunk to chunk."""
    random = stream(facts.seed, "quality-events", chunk.part)
    deviations = _deviations(facts, chunk, random, numbers)
    yield _table(facts, chunk, deviations)
    results = _results(facts, chunk, random, numbers)
    invalidated = results.outcome == OOS_OUTCOMES.index("INVALIDATED")
    ledger.add_results(facts, chunk.site[results.place], results.opened, invalidated)
    yield _table(facts, chunk, results)
    yield _table(facts, chunk, _capas(facts, deviations, random, numbers))
    yield _table(facts, chunk, _complaints(facts, chunk, random, numbers))


def _deviations(facts: Facts, chunk: BatchChunk, random: np.random.Generator, numbers: Counter[str]) -> Events:
    """Fewer as the site learns; a batch that failed has at least one, and its first is major or critical."""
    learnt = 1.2 - 0.4 * np.clip((chunk.started - facts.as_of) / (30.4 * HISTORY_MONTHS) + 1, 0, 1)
    rate = np.where(chunk.has_started, np.array(_PER_BATCH)[chunk.stage] * learnt, 0)
    place = np.repeat(np.arange(len(chunk)), random.poisson(rate) + chunk.has_failed)
    count = len(place)
    over = np.where(chunk.is_made, chunk.made, np.where(chunk.decided == UNKNOWN, facts.as_of, chunk.decided))[place]
    started = chunk.started[place]
    opened = started + (random.random(count) * (over - started + 1)).astype(np.int64)
    severity = picked(random, _SEVERITY_CHANCES, count)
    is_first = np.append(True, place[1:] != place[:-1])[:count]
    grave = np.where(random.random(count) < 0.3, CRITICAL, MAJOR)
    severity = np.where(is_first & chunk.has_failed[place], grave, severity)
    closes = opened + 2 + (17 * np.exp(random.normal(0, 0.6, count))).astype(np.int64)
    closed = _closed(facts, chunk, place, opened, closes)
    is_extended = random.random(count) < 0.1
    steps = [step for stage in STAGES for step in STEPS[stage]]
    firsts = np.cumsum([0, *(len(STEPS[stage]) for stage in STAGES)])
    sizes = np.diff(firsts)[chunk.stage[place]]
    # not evenly, so that some steps recur more than others
    step = firsts[chunk.stage[place]] + (random.random(count) ** 1.25 * sizes).astype(np.int64)
    return Events(
        kind="DEVIATION",
        number=_numbers(numbers, "DEVIATION", count),
        place=place,
        severity=severity,
        opened=opened,
        due=opened + np.where(is_extended, 60, 30),
        first_due=np.where(is_extended, opened + 30, UNKNOWN),
        closed=closed,
        cause=np.where(closed == UNKNOWN, -1, picked(random, _CAUSE_CHANCES, count)),
        step=texts(steps, step),
        outcome=np.full(count, -1),
        parent=np.full(count, -1),
        effectiveness=np.full(count, -1),
    )


def _results(facts: Facts, chunk: BatchChunk, random: np.random.Generator, numbers: Counter[str]) -> Events:
    """Results out of specification on batches made, from harvest on; those of a rejected batch were confirmed."""
    tested = chunk.is_made & (chunk.stage > 0) & (random.random(len(chunk)) < 0.14)
    place = np.flatnonzero(tested)
    opened = chunk.made[place] + random.integers(1, 12, len(place))
    known = opened <= np.where(chunk.decided[place] == UNKNOWN, facts.as_of, chunk.decided[place])
    place, opened = place[known], opened[known]
    count = len(place)
    closed = _closed(facts, chunk, place, opened, opened + random.integers(4, 34, count))
    is_invalidated = (random.random(count) < 0.4) & (chunk.status[place] != STATUS["REJECTED"])
    outcome = np.where(is_invalidated, OOS_OUTCOMES.index("INVALIDATED"), OOS_OUTCOMES.index("CONFIRMED"))
    is_open = closed == UNKNOWN
    cause = np.where(is_invalidated, CAUSES.index("MEASUREMENT"), picked(random, _CAUSE_CHANCES, count))
    return Events(
        kind="OOS",
        number=_numbers(numbers, "OOS", count),
        place=place,
        severity=np.where(random.random(count) < 0.35, MAJOR, SEVERITIES.index("MINOR")),
        opened=opened,
        due=opened + 30,
        first_due=np.full(count, UNKNOWN),
        closed=closed,
        cause=np.where(is_open, -1, cause),
        step=texts(TESTS, random.integers(0, len(TESTS), count)),
        outcome=np.where(is_open, -1, outcome),
        parent=np.full(count, -1),
        effectiveness=np.full(count, -1),
    )


def _capas(facts: Facts, deviations: Events, random: np.random.Generator, numbers: Counter[str]) -> Events:
    """Of deviations that were closed, the graver the more often; whether one worked shows after four months."""
    is_closed = deviations.closed != UNKNOWN
    of = np.flatnonzero(is_closed & (random.random(len(is_closed)) < _CAPA_CHANCES[deviations.severity]))
    count = len(of)
    opened = deviations.closed[of]
    closes = opened + 10 + (72 * np.exp(random.normal(0, 0.5, count))).astype(np.int64)
    closed = np.where(closes <= facts.as_of, closes, UNKNOWN)
    is_extended = random.random(count) < 0.12
    pending, effective, not_effective = map(EFFECTIVENESS.index, ("PENDING", "EFFECTIVE", "NOT_EFFECTIVE"))
    worked = np.where(random.random(count) < 0.11, not_effective, effective)
    shown = np.where(facts.as_of - closes < 120, pending, worked)
    return Events(
        kind="CAPA",
        number=_numbers(numbers, "CAPA", count),
        place=deviations.place[of],
        severity=deviations.severity[of],
        opened=opened,
        due=opened + np.where(is_extended, 135, 90),
        first_due=np.where(is_extended, opened + 90, UNKNOWN),
        closed=closed,
        cause=deviations.cause[of],
        step=deviations.step.take(pa.array(of)),
        outcome=np.full(count, -1),
        parent=deviations.number[of],
        effectiveness=np.where(closed == UNKNOWN, -1, shown),
    )


def _complaints(facts: Facts, chunk: BatchChunk, random: np.random.Generator, numbers: Counter[str]) -> Events:
    """Clients' complaints about batches released to them."""
    sold = chunk.is_released & chunk.is_last & (chunk.purpose != BATCH_PURPOSES.index("ENGINEERING"))
    place = np.flatnonzero(sold & (random.random(len(chunk)) < 0.09))
    opened = chunk.decided[place] + random.integers(15, 150, len(place))
    place, opened = place[opened <= facts.as_of], opened[opened <= facts.as_of]
    count = len(place)
    closes = opened + random.integers(10, 60, count)
    closed = np.where(closes <= facts.as_of, closes, UNKNOWN)
    about = ("Documents", "Container closure", "Labelling", "Appearance", "Delivery temperature record")
    return Events(
        kind="COMPLAINT",
        number=_numbers(numbers, "COMPLAINT", count),
        place=place,
        severity=picked(random, (0.02, 0.2, 0.78), count),
        opened=opened,
        due=opened + 45,
        first_due=np.full(count, UNKNOWN),
        closed=closed,
        cause=np.where(closed == UNKNOWN, -1, picked(random, _CAUSE_CHANCES, count)),
        step=texts(about, random.integers(0, len(about), count)),
        outcome=np.full(count, -1),
        parent=np.full(count, -1),
        effectiveness=np.full(count, -1),
    )


def _closed(facts: Facts, chunk: BatchChunk, place: Codes, opened: Days, closes: Days) -> Days:
    """The day of closure, if it has come; nothing stays open on a batch that was released."""
    decided = chunk.decided[place]
    closes = np.where(chunk.is_released[place], np.maximum(opened, np.minimum(closes, decided)), closes)
    return np.where(closes <= facts.as_of, closes, UNKNOWN)


def _numbers(numbers: Counter[str], kind: str, count: int) -> Codes:
    first = numbers[kind] + 1
    numbers[kind] += count
    return np.arange(first, first + count)


def _table(facts: Facts, chunk: BatchChunk, events: Events) -> pa.Table:
    at = events.place
    columns: dict[str, Any] = {
        "event_id": numbered(f"IQ-{events.kind}-", events.number),
        "kind": pa.repeat(events.kind, len(at)),
        "severity": texts(SEVERITIES, events.severity),
        "site_id": texts([site.site_id for site in facts.sites], chunk.site[at]),
        "partner_id": texts([product.client.partner_id for product in facts.products], chunk.product[at]),
        "batch_id": chunk.ids(at),
        "process_step": events.step,
        "cause": texts(CAUSES, events.cause),
        "opened_on": days(events.opened),
        "due_on": days(events.due),
        "original_due_on": days(events.first_due),
        "closed_on": days(events.closed),
        "oos_outcome": texts(OOS_OUTCOMES, events.outcome),
        "effectiveness": texts(EFFECTIVENESS, events.effectiveness),
    }
    if events.kind == "CAPA":
        columns["parent_event_id"] = numbered("IQ-DEVIATION-", events.parent)
    return illustrative("quality_events", columns)
