"""Trees of batches: which hang together, where each stands, and what is gathered where there are many."""

from __future__ import annotations

import time
from datetime import date, timedelta

from dualsite.insights.programmes.lineage import MOST_IN_COLUMN, Lineage, Mark, TreeBatch, closure, families, layout


def batch(id_: str, stage: int, on: date = date(2026, 1, 1), mark: Mark = "good", site: str = "ALDER") -> TreeBatch:
    return TreeBatch(id_, stage, site, mark, f"{on.year}Q{(on.month + 2) // 3}", on, 0.8)


def chains(count: int, stages: int = 5) -> tuple[list[TreeBatch], list[tuple[str, str]]]:
    """So many trains, one begun every twelve days, each a batch a stage made from the one before."""
    batches, edges = [], []
    for number in range(count):
        on = date(2025, 1, 1) + timedelta(days=12 * number)
        batches += [batch(f"B-{number:03}-{stage}", stage, on, "bad" if number % 20 == 7 else "good")
                    for stage in range(stages)]  # fmt: skip
        edges += [(f"B-{number:03}-{stage - 1}", f"B-{number:03}-{stage}") for stage in range(1, stages)]
    return batches, edges


def every_batch_stands_once(found: Lineage, batches: list[TreeBatch]) -> bool:
    places = [(box.column, box.row) for box in found.boxes]
    listed = sorted(one.id for box in found.boxes for one in box.batches)
    return listed == sorted(one.id for one in batches) and len(set(places)) == len(places)


def test_antibody_conjugate_and_drug_product_stand_from_left_to_right() -> None:
    batches = [batch("MAB-1", 2), batch("MAB-2", 2), batch("ADC-1", 3), batch("DP-1", 4)]
    found = layout(batches, [("MAB-1", "ADC-1"), ("MAB-2", "ADC-1"), ("ADC-1", "DP-1")])
    assert {box.first.id: (box.column, box.row) for box in found.boxes} == {
        "MAB-1": (0, 0.0), "MAB-2": (0, 1.0), "ADC-1": (1, 0.5), "DP-1": (2, 0.5),
    }  # fmt: skip
    ids = [box.first.id for box in found.boxes]
    assert {(ids[one], ids[other]) for one, other, _count in found.edges} == {
        ("MAB-1", "ADC-1"), ("MAB-2", "ADC-1"), ("ADC-1", "DP-1"),
    }  # fmt: skip


def test_a_batch_brings_what_it_was_made_from_and_what_was_made_of_it_and_no_sibling() -> None:
    edges = [("MAB", "ADC-1"), ("MAB", "ADC-2"), ("ADC-1", "DP-1")]
    assert closure(["ADC-1"], edges) == {"MAB", "ADC-1", "DP-1"}
    assert families(["MAB", "ADC-1", "ADC-2", "DP-1", "ALONE"], edges) == {
        **dict.fromkeys(["MAB", "ADC-1", "ADC-2", "DP-1"], "ADC-1"), "ALONE": "ALONE",
    }  # fmt: skip


def test_three_hundred_batches_of_sixty_trains_are_gathered_by_quarter_and_stand_one_by_one_within_it() -> None:
    batches, edges = chains(60)
    began = time.process_time()
    found = layout(batches, edges)
    took = time.process_time() - began
    assert len(batches) == 300
    assert found.is_by_quarter
    assert [name for name, _start, _end in found.bands] == [
        f"{year}Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4)
    ]
    assert every_batch_stands_once(found, batches)
    # Eight quarters of five stages, those with a rejected train in two boxes.
    assert 8 * 5 < len(found.boxes) <= 8 * 5 * 2
    assert found.rows <= 16
    assert sum(count for _one, _other, count in found.edges) == len(edges)
    assert took < 0.5
    of_one = [one for one in batches if one.quarter == "2025Q2"]
    within = layout(of_one, edges)
    assert not within.is_by_quarter
    assert [len(box.batches) for box in within.boxes] == [1] * len(of_one)


def test_three_hundred_batches_of_one_pool_are_gathered_by_site_and_how_they_stand() -> None:
    batches = [batch("POOL", 2), *(batch(f"DP-{number:03}", 4, mark="bad" if number < 9 else "good",
               site="ALDER" if number % 2 else "BIRCH") for number in range(299))]  # fmt: skip
    found = layout(batches, [("POOL", one.id) for one in batches[1:]])
    assert len(batches) == 300
    assert every_batch_stands_once(found, batches)
    assert sorted(len(box.batches) for box in found.boxes) == [1, 4, 5, 145, 145]


def test_alike_batches_tell_the_range_of_what_they_yielded() -> None:
    low, high = batch("A", 2), TreeBatch("B", 2, "ALDER", "good", "2026Q1", date(2026, 1, 1), 0.6)
    many = [low, high, *(batch(f"C-{number}", 2) for number in range(MOST_IN_COLUMN))]
    (box,) = layout(many, [("A", one.id) for one in many[1:]]).boxes
    assert box.yields == (0.6, 0.8)


def test_no_batch_is_no_tree() -> None:
    assert layout([], []) == Lineage((), (), (), (), False)
