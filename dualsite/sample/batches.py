"""Rows of `batches` and of their genealogy, from a chunk of lots."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dualsite.sample.lots import STATUS, UNKNOWN, Facts, Lots, days, figures, picked, texts
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


def batch_table(facts: Facts, lots: Lots) -> pa.Table:
    """One row a batch, in the order of the chunk."""
    random = stream(facts.seed, "batch-records", lots.part)
    count = len(lots)
    attributed = np.where(lots.has_failed, picked(random, _ATTRIBUTED, count), -1)
    waiting = np.full(count, -1)
    for status, chances in _WAITS_FOR.items():
        waiting = np.where(lots.status == STATUS[status], picked(random, chances, count), waiting)
    reworked = lots.is_made & (random.random(count) < 0.015)
    corrections = np.where(lots.is_made, picked(random, (0.80, 0.11, 0.05, 0.03, 0.01), count), 0)
    frozen = np.where(lots.planned <= facts.as_of + FROZEN_D, lots.planned, UNKNOWN)
    columns = {
        "batch_id": lots.ids(np.arange(count)),
        "product_id": texts([product.product_id for product in facts.products], lots.product),
        "partner_id": partners(facts, lots),
        "contract_id": texts([contract.contract_id for contract in facts.contracts], lots.contract),
        "campaign_id": texts([campaign.campaign_id for campaign in facts.campaigns], lots.campaign),
        "site_id": texts([site.site_id for site in facts.sites], lots.site),
        "suite_id": texts([suite.suite_id for suite in facts.suites], lots.suite),
        "stage": texts(STAGES, lots.stage),
        "purpose": texts(BATCH_PURPOSES, lots.purpose),
        "status": texts(BATCH_STATUSES, lots.status),
        "waiting_on": texts(WAITING_ON, waiting),
        "planned_start_on": days(lots.planned),
        "frozen_start_on": days(frozen),
        "actual_start_on": days(lots.started),
        "manufactured_on": days(lots.made),
        "disposition_on": days(lots.decided),
        "volume_l": figures(lots.volume_l),
        "titre_g_l": figures(lots.titre_g_l),
        "yield_fraction": figures(lots.yield_fraction),
        "output_kg": figures(lots.output_kg),
        "attributable_to": texts(ATTRIBUTIONS, attributed),
        "reworked": pa.array(reworked),
        "record_corrections": pa.array(corrections),
    }
    return illustrative("batches", columns)


def input_table(facts: Facts, lots: Lots) -> pa.Table:
    """One row for every batch that has started and was made from another; a seed gives no product, hence 0 kg."""
    children = np.flatnonzero(lots.has_started & (lots.parent >= 0))
    return illustrative(
        "batch_inputs",
        {
            "child_batch_id": lots.ids(children),
            "parent_batch_id": lots.ids(lots.parent[children]),
            "partner_id": partners(facts, lots).take(pa.array(children)),
            "kg_used": figures(lots.kg_used[children]),
        },
    )


def partners(facts: Facts, lots: Lots) -> pa.Array:
    """The client of every batch."""
    return texts([product.client.partner_id for product in facts.products], lots.product)
