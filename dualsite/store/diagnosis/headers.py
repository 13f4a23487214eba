"""Names of columns that are the contract's but for how they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dualsite.schema import Table
from dualsite.schema.likeness import bare
from dualsite.store.diagnosis.invisible import cleaned, shown
from dualsite.store.diagnosis.remedy import Remedy

_SUFFIX = re.compile(r"_(id|on|g_l|kg|l|d|fraction)$")
"""What a name of the contract ends with, and people leave out."""


@dataclass(frozen=True)
class Matched:
    """Which column of a file is which of the contract."""

    names: Mapping[str, str]
    """As the file calls them, by the contract's name."""
    unknown: tuple[str, ...]
    """Those of the file that the contract does not know."""
    remedies: tuple[Remedy, ...]


def matched(header: Sequence[str], table: Table) -> Matched:
    """The columns of a file by the contract's names.

    Case does not matter, nor does what nobody sees around a name; signs within a name do, and are a remedy, and so is a
    name without its ending. A name that stands there exactly goes before one that is nearly so, and one that two
    columns come near is neither's.
    """
    names = {name: name for name in header if name in table.columns}
    unseen, written = list[tuple[str, str]](), list[tuple[str, str]]()
    others = [name for name in header if name not in names]
    _take(
        others, names, {cleaned(name).casefold(): name for name in table.columns}, lambda name: cleaned(name).casefold()
    )
    unseen = [(name, found) for name, found in names.items() if cleaned(found) != found]
    before = set(names)
    _take(others, names, {bare(name): name for name in table.columns}, bare)
    is_whole = set(names)
    _take(others, names, {bare(_SUFFIX.sub("", name)): name for name in table.columns}, bare)
    written = [(name, found) for name, found in names.items() if name not in before]
    remedies = []
    if unseen:
        problem = f"the header has spaces or characters that nobody sees around {_counted(len(unseen), 'name')}"
        remedies += _remedies("W01", "header spaces", problem, unseen)
    if written:
        problem = f"the header writes {_counted(len(written), 'name')} in another way"
        # Without its unit a name does not say in which one the values are.
        found = _remedies("E01", "header", problem, written)
        remedies += [replace(one, is_certain=one.column in is_whole) for one in found]
    taken = set(names.values())
    return Matched(names, tuple(name for name in header if name not in taken), tuple(remedies))


def _take(others: list[str], names: dict[str, str], wanted: Mapping[str, str], by: object) -> None:
    """Give those of `others` that come down to a wanted name the contract's, where one alone does."""
    reduced = [by(name) for name in others]  # type: ignore[operator]
    for form, name in wanted.items():
        found = [other for other, own in zip(others, reduced, strict=True) if own == form]
        if name not in names and len(found) == 1:
            names[name] = found[0]


def _counted(number: int, noun: str) -> str:
    return f"one {noun}" if number == 1 else f"{number} {noun}s"


def _remedies(rule: str, cause: str, problem: str, found: Sequence[tuple[str, str]]) -> list[Remedy]:
    advice = "Name the columns as the contract does."
    return [Remedy(rule, cause, problem, advice, shown(written), name, 1, name) for name, written in found]
