"""Rows of `batches` and of their genealogy, from a chunk of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dualsite.sample.chunk import STATUS, UNKNOWN, BatchChunk, Codes, Facts, days, figures, picked, texts
from dualsite.sample.streams import stream
from dualsite.sample.tables import illustrative
from dualsite.schema.vocabulary import ATTRIBUTIONS, BATCH_PURPOSES, BATCH_STATUSES, STAGES, WAITING_ON

FROZEN_D = 42
"""Starts closer than this are in the frozen schedule."""

_ATTRIBUTED = (0.60, 0.10, 0.20, 0.10)
_WAITS_FOR = {
    "MADE": (1.0, 0.0, 0.0, 0.0),
    "IN_TEST": (0.9, 0.0, 0.1, 0.0),
    "IN_REVIEW": (0.6, 0.4, 0.0, 0.0),
    "ON_HOLD": (0.35, 0.35, 0.2, 0.1),
}


def batch_table(facts: Facts, chunk: BatchChunk) -> pa.Table:
    """One row a batch, in the order of the chunk."""
    random = stream(facts.seed, "batch-records", chunk.part)
    count = len(chunk)
    attributed = np.where(chunk.has_failed, picked(random, _ATTRIBUTED, count), -1)
    waiting = _waits(random, chunk)
    reworked = chunk.is_made & (random.random(count) < 0.015)
    corrections = np.where(chunk.is_made, picked(random, (0.80, 0.11, 0.05, 0.03, 0.01), count), 0)
    frozen = np.where(chunk.planned <= facts.as_of + FROZEN_D, chunk.planned, UNKNOWN)
    columns = {
        "batch_id": chunk.ids(np.arange(count)),
        "product_id": texts([product.product_id for product in facts.products], chunk.product),
        "partner_id": partners(facts, chunk),
        "contract_id": texts([contract.contract_id for contract in facts.contracts], chunk.contract),
        "campaign_id": texts([campaign.campaign_id for campaign in facts.campaigns], chunk.campaign),
        "site_id": texts([site.site_id for site in facts.sites], chunk.site),
        "suite_id": texts([suite.suite_id for suite in facts.suites], chunk.suite),
        "stage": texts(STAGES, chunk.stage),
        "purpose": texts(BATCH_PURPOSES, chunk.purpose),
        "status": texts(BATCH_STATUSES, chunk.status),
        "waiting_on": texts(WAITING_ON, waiting),
        "planned_start_on": days(chunk.planned),
        "frozen_start_on": days(frozen),
        "actual_start_on": days(chunk.started),
        "manufactured_on": days(chunk.made),
        "disposition_on": days(chunk.decided),
        "volume_l": figures(chunk.volume_l),
        "titre_g_l": figures(chunk.titre_g_l),
        "yield_fraction": figures(chunk.yield_fraction),
        "output_kg": figures(chunk.output_kg),
        "attributable_to": texts(ATTRIBUTIONS, attributed),
        "reworked": pa.array(reworked),
        "record_corrections": pa.array(corrections),
    }
    return illustrative("batches", columns)


def _waits(random: np.random.Generator, chunk: BatchChunk) -> Codes:
    waiting = np.full(len(chunk), -1)
    for status, chances in _WAITS_FOR.items():
        waiting = np.where(chunk.status == STATUS[status], picked(random, chances, len(chunk)), waiting)
    return waiting


def waited_for(facts: Facts, chunk: BatchChunk) -> Codes:
    """Who each open batch waits for, as its row says; -1 for the others."""
    random = stream(facts.seed, "batch-records", chunk.part)
    # What it is put down to that a batch failed is drawn first.
    picked(random, _ATTRIBUTED, len(chunk))
    return _waits(random, chunk)


def input_table(facts: Facts, chunk: BatchChunk) -> pa.Table:
    """One row for every batch that has started and was made from another; a seed gives no product, hence 0 kg."""
    children = np.flatnonzero(chunk.has_started & (chunk.parent >= 0))
    return illustrative(
        "batch_inputs",
        {
            "child_batch_id": chunk.ids(children),
            "parent_batch_id": chunk.ids(chunk.parent[children]),
            "partner_id": partners(facts, chunk).take(pa.array(children)),
            "kg_used": figures(chunk.kg_used[children]),
        },
    )


def partners(facts: Facts, chunk: BatchChunk) -> pa.Array:
    """The client of every batch."""
    return texts([product.client.partner_id for product in facts.products], chunk.product)
