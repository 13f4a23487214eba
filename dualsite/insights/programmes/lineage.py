"""What batches were made from: trees of them, laid out from left to right, many of them gathered into one box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Mark = Literal["good", "bad", "watch", "open", "planned"]
"""Released; rejected or aborted; on hold; under way; planned."""

MOST_TREES = 16
"""More trees than these are gathered by quarter."""
MOST_IN_COLUMN = 8
"""More batches than these of one tree and stage are gathered."""


@dataclass(frozen=True, slots=True)
class TreeBatch:
    """One batch of a tree."""

    id: str
    stage: int
    """Its place among the stages."""
    site: str
    mark: Mark
    quarter: str
    """The one in which it was made or is planned."""
    on: date
    yield_fraction: float | None


@dataclass(frozen=True, slots=True)
class TreeBox:
    """One batch, or several of one stage and site that stand alike, at its place."""

    batches: tuple[TreeBatch, ...]
    gathered: str
    """The quarter or the tree that it is part of."""
    column: int
    row: float

    @property
    def first(self) -> TreeBatch:
        return self.batches[0]

    @property
    def yields(self) -> tuple[float, float] | None:
        """The lowest and the highest known; a mean of shares would be none of the whole."""
        known = [one.yield_fraction for one in self.batches if one.yield_fraction is not None]
        return (min(known), max(known)) if known else None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Boxes at their places, and which leads to which."""

    boxes: tuple[TreeBox, ...]
    edges: tuple[tuple[int, int, int], ...]
    """From a box to a box, by their places among the boxes, and for how many batches it stands."""
    stages: tuple[int, ...]
    """The stages of the columns."""
    bands: tuple[tuple[str, float, float], ...]
    """The quarters gathered, or the trees, each with its first row and the one after its last."""
    is_by_quarter: bool

    @property
    def rows(self) -> float:
        return max((end for _name, _start, end in self.bands), default=0.0)


Edges = Collection[tuple[str, str]]
"""Each from what was used to what was made of it."""


def closure(of: Iterable[str], edges: Edges) -> set[str]:
    """The batches themselves, all that they were made from, and all that was made of them."""
    parents, children = _links(edges)
    return _reached(of, parents) | _reached(of, children)


def families(batches: Iterable[str], edges: Edges) -> dict[str, str]:
    """The tree of each batch, named after its least id; one without a parent or a child is its own."""
    parents, children = _links(edges)
    both = {id_: [*parents.get(id_, ()), *children.get(id_, ())] for id_ in {*parents, *children}}
    tree: dict[str, str] = {}
    for batch in sorted(batches):
        if batch not in tree:
            tree |= dict.fromkeys(_reached([batch], both), batch)
    return tree


def layout(batches: Sequence[TreeBatch], edges: Edges) -> Lineage:
    """Where each batch stands: a column per stage, its trees below one another, the earliest first.

    More than `MOST_TREES` trees are gathered by the quarter of their latest batch, and more than `MOST_IN_COLUMN`
    batches of one tree and stage into boxes, wherever they are of one site and stand alike.
    """
    tree = families((one.id for one in batches), edges)
    latest: dict[str, TreeBatch] = {}
    for one in batches:
        before = latest.get(tree[one.id])
        latest[tree[one.id]] = one if before is None or (one.on, one.id) > (before.on, before.id) else before
    by_quarter = len(latest) > MOST_TREES and len({one.quarter for one in latest.values()}) > 1
    gathered: dict[str, list[TreeBatch]] = defaultdict(list)
    for one in sorted(batches, key=lambda one: (latest[tree[one.id]].on, tree[one.id], one.stage, one.on, one.id)):
        gathered[latest[tree[one.id]].quarter if by_quarter else tree[one.id]].append(one)
    stages = tuple(sorted({one.stage for one in batches}))
    boxes: list[TreeBox] = []
    bands: list[tuple[str, float, float]] = []
    top = 0.0
    for name, members in gathered.items():
        columns = {stage: _boxes([one for one in members if one.stage == stage], by_quarter) for stage in stages}
        height = float(max(len(column) for column in columns.values()))
        for stage, column in columns.items():
            start = top + (height - len(column)) / 2
            boxes += [TreeBox(tuple(one), name, stages.index(stage), start + place) for place, one in enumerate(column)]
        bands.append((name, top, top + height))
        top += height
    place = {batch.id: number for number, box in enumerate(boxes) for batch in box.batches}
    counted: dict[tuple[int, int], int] = defaultdict(int)
    for parent, child in edges:
        if parent in place and child in place:
            counted[place[parent], place[child]] += 1
    return Lineage(
        tuple(boxes),
        tuple((one, other, count) for (one, other), count in sorted(counted.items())),
        stages,
        tuple(bands),
        by_quarter,
    )


def _boxes(column: Sequence[TreeBatch], is_gathered: bool) -> list[list[TreeBatch]]:
    boxes: dict[Hashable, list[TreeBatch]] = defaultdict(list)
    for one in column:
        boxes[(one.site, one.mark) if is_gathered or len(column) > MOST_IN_COLUMN else one.id].append(one)
    return list(boxes.values())


def _links(edges: Edges) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    parents: dict[str, list[str]] = defaultdict(list)
    children: dict[str, list[str]] = defaultdict(list)
    for parent, child in edges:
        parents[child].append(parent)
        children[parent].append(child)
    return parents, children


def _reached(of: Iterable[str], links: Mapping[str, Sequence[str]]) -> set[str]:
    ahead = list(of)
    found = set(ahead)
    while ahead:
        new = [one for one in links.get(ahead.pop(), ()) if one not in found]
        found.update(new)
        ahead += new
    return found
