"""Batches that may still supply somebody, counted together where they are alike; the engine counts them."""

from __future__ import annotations

from typing import Any

import ibis
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.access import View
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.frames import names_of
from dualsite.kpi.computations.facts import IS_RELEASED
from dualsite.store.statements import run

ALIKE = ("product_id", "stage", "site_id", "manufactured_on", "starts_on", "is_weighed")


def undecided(view: View) -> list[dict[str, Any]]:
    """Batches that are neither released, rejected nor aborted, those that are alike as one row; none without batches.

    Each with `ALIKE` (`starts_on` is the actual start, else the planned one), `count`, the `output_kg` of all of them,
    None where it is not known, `is_illustrative`, and `waits_for_sites`: where something that they were made from, in
    any generation, is not released.
    """
    if not view.has("batches"):
        return []
    rows = view.table(
        "batches",
        *("batch_id", "product_id", "stage", "site_id", "manufactured_on", "output_kg"),
        where=[row.disposition_on.isnull()],
        starts_on=ibis.coalesce(row.actual_start_on, row.planned_start_on),
        is_weighed=row.output_kg.notnull(),
        is_illustrative=(row.data_class == ILLUSTRATIVE).fill_null(False),
    )
    sites = {f"waits_{place}": site for place, site in enumerate(names_of(view, "sites", "site_id"))}
    if (waiting := _waiting(view)) is not None:
        waits = waiting.group_by("batch_id").aggregate(
            **{name: (waiting.site_id == site).any() for name, site in sites.items()}
        )
        rows = rows.left_join(waits, "batch_id").drop("batch_id_right")
        rows = rows.mutate(**{name: rows[name].fill_null(False) for name in sites})
    else:
        sites = {}
    counted = rows.group_by(*ALIKE, *sites).aggregate(
        count=rows.count(), output_kg=rows.output_kg.sum(), is_illustrative=rows.is_illustrative.any()
    )
    return [
        {**one, "waits_for_sites": frozenset(site for name, site in sites.items() if one[name])}
        for one in run(counted.order_by(*ALIKE, *sites)).dicts()
    ]


def released(view: View) -> list[dict[str, Any]]:
    """Each product, stage and site of which a batch was released; none without batches."""
    if not view.has("batches"):
        return []
    return run(view.table("batches", "product_id", "stage", "site_id", where=[IS_RELEASED]).distinct()).dicts()


def _waiting(view: View) -> ir.Table | None:
    """Batches, each with every site where something that it was made from is not released; None where none waits.

    From what is not released down to what was made of it, generation by generation, until nobody is found any more who
    was not found before: so circles, which a file may hold, end.
    """
    if not view.has("batch_inputs"):
        return None
    edges = view.table("batch_inputs", "child_batch_id", "parent_batch_id").distinct()
    not_released = [(row.status != "RELEASED") | row.disposition_on.isnull()]
    latest = view.table("batches", "site_id", where=not_released, parent_batch_id=row.batch_id)
    found: ir.Table | None = None
    while True:
        made = latest.join(edges, "parent_batch_id").select("site_id", batch_id="child_batch_id").distinct()
        fresh = made if found is None else made.anti_join(found, ("batch_id", "site_id"))
        if not run(fresh.aggregate(count=fresh.count())).rows[0][0]:
            return found
        found = fresh if found is None else found.union(fresh)
        latest = fresh.select("site_id", parent_batch_id="batch_id")
