"""What happened to each batch: when it started, was made and decided on, and what it yielded.

A step starts no sooner than its parent was made. A batch that failed has no later steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from dualsite.sample.chunk import STATUS, UNKNOWN, BatchChunk, Codes, Days, Facts, Flags, Numbers, joined, picked
from dualsite.sample.horizon import HISTORY_MONTHS
from dualsite.sample.streams import stream
from dualsite.schema.vocabulary import BATCH_PURPOSES, STAGES

LOTS_PER_CHUNK = 60_000

_LATE_D = np.array([0, 1, 2, 3, 4])
_LATE_CHANCES = (0.70, 0.14, 0.08, 0.05, 0.03)
_LONGER_CHANCES = (0.86, 0.14)
_ABORTED = dict(zip(STAGES, (0.008, 0.016, 0.006, 0.010, 0.004), strict=True))
_REJECTED = dict(zip(STAGES, (0.0, 0.0, 0.014, 0.022, 0.012), strict=True))
_REVIEW_D = dict(zip(STAGES, (14.0, 18.0, 23.0, 26.0, 20.0), strict=True))
"""Median days from made to disposition."""
_STUCK = 0.04
"""Share of batches on which a decision takes months."""


_PLANNED = ("planned", "due", "suite", "site", "product", "contract", "campaign", "purpose", "is_last")
_LATER_STEPS = {"DOWNSTREAM": (4.0, 0.71, 0.10), "CONJUGATION": (0.0, 0.83, 0.08), "FILL_FINISH": (50.0, 0.94, 0.04)}
"""Product in what goes in, in g/L, least share recovered, and how much more it may be."""


@dataclass
class _Progress:
    """How far every chain and batch has come after the steps so far."""

    is_alive: Flags
    made: Days
    output_kg: Numbers
    place: Codes

    @staticmethod
    def nothing(count: int) -> _Progress:
        never = np.full(count, UNKNOWN)
        return _Progress(np.ones(count, bool), never, np.full(count, np.nan), np.full(count, -1))


@dataclass(frozen=True)
class _Outcome:
    """What a step came to, as if `as_of` never came (`would_be_made`), and as it is known then."""

    would_be_made: Days
    started: Days
    made: Days
    decided: Days
    status: Codes


def chunks(facts: Facts) -> Iterator[BatchChunk]:
    """All batches, in chunks that hold whole chains; none when there are no chains."""
    per_chunk = max(1, LOTS_PER_CHUNK // facts.scale)
    for part, first in enumerate(range(0, len(facts.chains), per_chunk)):
        yield _chunk(facts, part, np.arange(first, min(first + per_chunk, len(facts.chains))))


def _chunk(facts: Facts, part: int, chains: Codes) -> BatchChunk:
    random = stream(facts.seed, "batches", part)
    count = len(chains) * facts.scale
    progress = _Progress.nothing(count)
    blocks: list[dict[str, Any]] = []
    offset = 0
    for stage in STAGES:
        plan = _plan(facts, chains, stage)
        exists = np.repeat(plan["exists"], facts.scale)
        chosen = np.flatnonzero(exists & progress.is_alive)
        if not len(chosen):
            continue
        own = {name: np.repeat(values, facts.scale)[chosen] for name, values in plan.items() if name != "exists"}
        block = _step(facts, random, stage, own, progress, chosen)
        block["number"] = 1 + int(chains[0]) * facts.scale + chosen
        progress.place[chosen] = offset + np.arange(len(chosen))
        offset += len(chosen)
        blocks.append(block)
    return BatchChunk(part=part, **joined(blocks))


def _plan(facts: Facts, chains: Codes, stage: str) -> dict[str, Any]:
    """What is planned for a stage, one place per chain; rows whose route lacks it do not `exist`."""
    suites = {suite.suite_id: code for code, suite in enumerate(facts.suites)}
    sites = {site.site_id: code for code, site in enumerate(facts.sites)}
    products = {product.product_id: code for code, product in enumerate(facts.products)}
    contracts = {contract.contract_id: code for code, contract in enumerate(facts.contracts)}
    rows: list[tuple[Any, ...]] = []
    for place in chains:
        campaign, chain = facts.chains[place]
        if stage not in chain.starts or campaign.product is None:
            rows.append((False, *(0,) * 12))
            continue
        start, run = chain.starts[stage]
        product = products[campaign.product.product_id]
        step = facts.routes[product][stage]
        is_last = stage == campaign.product.stages[-1]
        contract = -1 if campaign.contract is None or not is_last else contracts[campaign.contract.contract_id]
        suite = run.unit.suite
        rows.append(
            (True, start, run.end, suites[suite.suite_id], sites[suite.site_id], product, contract, campaign.number - 1,
             BATCH_PURPOSES.index(chain.purpose), is_last, step.duration_d, start + step.duration_d + step.release_d,
             suite.unit_volume_l or 0.0)
        )  # fmt: skip
    names = ("exists", "planned", "run_end", "suite", "site", "product", "contract", "campaign", "purpose", "is_last",
             "duration", "due", "unit_volume_l")  # fmt: skip
    kinds = {"exists": np.bool_, "is_last": np.bool_, "unit_volume_l": np.float64}
    columns = zip(*rows, strict=True)
    return {name: np.array(values, kinds.get(name, np.int64)) for name, values in zip(names, columns, strict=True)}


def _step(
    facts: Facts, random: np.random.Generator, stage: str, plan: dict[str, Any], progress: _Progress, chosen: Codes
) -> dict[str, Any]:
    """One stage of the chosen chains and batches; moves their progress on."""
    outcome = _outcome(facts, random, stage, plan, progress.made[chosen])
    mass = _mass(facts, random, stage, plan, progress.output_kg[chosen])
    unmade, unstarted = outcome.made == UNKNOWN, outcome.started == UNKNOWN
    block = {
        "stage": np.full(len(chosen), STAGES.index(stage)),
        "parent": progress.place[chosen],
        "started": outcome.started,
        "made": outcome.made,
        "decided": outcome.decided,
        "status": outcome.status,
        **{name: plan[name] for name in _PLANNED},
        **{name: np.where(unstarted if name == "kg_used" else unmade, np.nan, values) for name, values in mass.items()},
    }
    progress.is_alive[chosen] = (outcome.status != STATUS["ABORTED"]) & (outcome.status != STATUS["REJECTED"])
    progress.made[chosen] = outcome.would_be_made
    progress.output_kg[chosen] = mass["output_kg"]
    return block


def _outcome(
    facts: Facts, random: np.random.Generator, stage: str, plan: dict[str, Any], parent_made: Days
) -> _Outcome:
    as_of, count = facts.as_of, len(parent_made)
    late = _LATE_D[picked(random, _LATE_CHANCES, count)]
    starts = np.maximum(parent_made, np.minimum(plan["planned"] + late, plan["run_end"] - 1))
    # the site learns: failures and reviews shrink by a third over the history
    learnt = 1.15 - 0.35 * np.clip((starts - as_of) / (30.4 * HISTORY_MONTHS) + 1, 0, 1)
    ends_early = starts + 1 + (random.random(count) * (plan["duration"] - 1)).astype(np.int64)
    is_aborted = (random.random(count) < _ABORTED[stage] * learnt) & (ends_early <= as_of)
    made = starts + plan["duration"] + picked(random, _LONGER_CHANCES, count)
    is_stuck = random.random(count) < _STUCK
    review = np.maximum(3, _REVIEW_D[stage] * learnt * np.exp(random.normal(0, 0.3, count)))
    review = (review + np.where(is_stuck, random.uniform(50, 140, count), 0)).astype(np.int64)
    decides = made + review
    is_rejected = (random.random(count) < _REJECTED[stage] * learnt) & (decides <= as_of) & ~is_aborted
    has_started, is_made = starts <= as_of, (made <= as_of) & ~is_aborted
    is_decided = is_aborted | (decides <= as_of)
    spent = (as_of - made) / review
    waits = np.where(spent < 0.15, STATUS["MADE"], np.where(spent < 0.6, STATUS["IN_TEST"], STATUS["IN_REVIEW"]))
    waits = np.where(is_stuck | (random.random(count) < 0.05), STATUS["ON_HOLD"], waits)
    status = np.where(has_started, np.where(is_made, waits, STATUS["IN_PROCESS"]), STATUS["PLANNED"])
    status = np.where(is_decided, STATUS["RELEASED"], status)
    status = np.where(is_rejected, STATUS["REJECTED"], np.where(is_aborted, STATUS["ABORTED"], status))
    return _Outcome(
        would_be_made=made,
        started=np.where(has_started, starts, UNKNOWN),
        made=np.where(is_made, made, UNKNOWN),
        decided=np.where(is_aborted, ends_early, np.where(is_decided, decides, UNKNOWN)),
        status=status,
    )


def _mass(
    facts: Facts, random: np.random.Generator, stage: str, plan: dict[str, Any], parent_kg: Numbers
) -> dict[str, Numbers]:
    """Volume, titre, yield and output of each batch, and what it takes of its parent: no more than that yielded.

    Output is volume × titre × yield. A seed holds no product yet: its titre, yield and output are unknown.
    """
    count = len(parent_kg)
    none = np.full(count, np.nan)
    vary = random.random((3, count))
    if stage == "SEED":
        volume = np.round(np.where(plan["unit_volume_l"] > 0, plan["unit_volume_l"], 600) * (0.75 + 0.2 * vary[0]))
        return {"volume_l": volume, "titre_g_l": none, "yield_fraction": none, "output_kg": none, "kg_used": none}
    if stage == "UPSTREAM":
        used = np.zeros(count)
        volume = np.round(np.where(plan["unit_volume_l"] > 0, plan["unit_volume_l"], 5_000) * (0.86 + 0.08 * vary[0]))
        usual = np.array([product.plan.titre_g_l for product in facts.products])[plan["product"]]
        titre = np.round(usual * (0.9 + 0.2 * vary[1]), 3)
        recovered = 0.90 + 0.06 * vary[2]
    else:
        concentration, least, spread = _LATER_STEPS[stage]
        reactor = np.where(plan["unit_volume_l"] > 0, plan["unit_volume_l"], 1_000) * (0.8 + 0.1 * vary[0])
        share, most = (0.94 + 0.06 * vary[1], 0.016 * reactor) if stage == "CONJUGATION" else (1.0, np.inf)
        used = np.floor(np.minimum(parent_kg * share, most) * 1_000) / 1_000
        volume = np.round(reactor if stage == "CONJUGATION" else used * 1_000 / (concentration * (0.9 + 0.2 * vary[0])))
        titre = np.round(used * 1_000 / volume, 4)
        recovered = least + spread * vary[2]
    recovered = np.round(recovered, 4)
    output = np.round(volume * titre * recovered / 1_000, 3)
    return {"volume_l": volume, "titre_g_l": titre, "yield_fraction": recovered, "output_kg": output, "kg_used": used}
