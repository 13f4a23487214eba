"""Batches that may still supply somebody are counted in the engine, with the sites that they wait for."""

from __future__ import annotations

from dualsite.insights.continuity.undecided import released, undecided
from tests.unit.kpi.tables import TWO_SITES, look

MADE = """
    batch_id status    site_id stage      output_kg actual_start_on manufactured_on disposition_on
    SEED     IN_TEST   S2      SEED       -         2026-08-01      2026-09-01      -
    CELLS    RELEASED  S2      UPSTREAM   20        2026-09-01      2026-10-01      2026-10-20
    WASTE    REJECTED  S1      UPSTREAM   20        2026-09-01      2026-10-01      2026-10-20
    DRUG-1   IN_TEST   S1      DOWNSTREAM 8         2026-10-01      2026-11-01      -
    DRUG-2   IN_TEST   S1      DOWNSTREAM 9         2026-10-01      2026-11-01      -
    DRUG-3   IN_TEST   S1      DOWNSTREAM 7         2026-10-01      2026-11-01      -
    DRUG-4   IN_TEST   S1      DOWNSTREAM -         2026-10-01      2026-11-01      -
"""


def counted(inputs: str) -> dict[str, int]:
    """How many downstream batches wait for which sites."""
    view = look(
        sites=TWO_SITES,
        partners="partner_id\nA",
        products="product_id partner_id\nP A",
        batches="\n".join(f"{line} P A" if place > 1 else f"{line} product_id partner_id" for place, line in _lines()),
        batch_inputs="child_batch_id parent_batch_id partner_id kg_used\n" + inputs.replace(" A", " A 1"),
    )
    found: dict[str, int] = {}
    for one in undecided(view):
        if one["stage"] == "DOWNSTREAM":
            waits = " ".join(sorted(one["waits_for_sites"]))
            found[waits] = found.get(waits, 0) + one["count"]
    return found


def _lines() -> list[tuple[int, str]]:
    return list(enumerate(MADE.strip().splitlines(), 1))


def test_batches_that_are_alike_are_one_row_with_what_all_of_them_yield() -> None:
    view = look(
        sites=TWO_SITES,
        partners="partner_id\nA",
        products="product_id partner_id\nP A",
        batches="\n".join(f"{line} P A" if place > 1 else f"{line} product_id partner_id" for place, line in _lines()),
    )
    found = [(one["stage"], one["is_weighed"], one["count"], one["output_kg"]) for one in undecided(view)]
    assert found == [("DOWNSTREAM", False, 1, None), ("DOWNSTREAM", True, 3, 8 + 9 + 7), ("SEED", False, 1, None)]
    assert released(view) == [{"product_id": "P", "stage": "UPSTREAM", "site_id": "S2"}]


def test_a_batch_waits_for_what_it_was_made_from_in_any_generation() -> None:
    # DRUG-1 of released cells whose seed is in test at S2; DRUG-2 of what was rejected at S1; DRUG-3 of both.
    inputs = "CELLS SEED A\nDRUG-1 CELLS A\nDRUG-2 WASTE A\nDRUG-3 CELLS A\nDRUG-3 WASTE A"
    assert counted(inputs) == {"S2": 1, "S1": 1, "S1 S2": 1, "": 1}


def test_a_circle_ends_where_it_closes() -> None:
    assert counted("DRUG-1 DRUG-2 A\nDRUG-2 DRUG-3 A\nDRUG-3 DRUG-1 A") == {"S1": 3, "": 1}
