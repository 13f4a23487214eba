"""A scenario: a named list of edits, and what is left of them once those of one target are taken together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from ibis.expr import types as ir

from dualsite.scenarios import commercial, network, operations
from dualsite.scenarios.commercial import (
    MOST_MONTHS,
    OpportunityMoved,
    RateTimes,
)
from dualsite.scenarios.edit import MOST_TIMES, Edit, Hand, rules
from dualsite.scenarios.network import SiteOut, SuiteAdded, merged
from dualsite.scenarios.operations import BookingAdded, BookingRemoved, DemandTimes, booked

KINDS: dict[str, type[Edit]] = {
    kind.what: kind
    for module in (network, commercial, operations)
    for kind in vars(module).values()
    if hasattr(kind, "what") and kind.__module__ == module.__name__
}
"""Every kind of edit, by what it is called in a file: by standing in its module a class is one."""


@dataclass(frozen=True)
class Scenario:
    """A named list of edits, and whose it is."""

    name: str
    """What its file is called, without the ending."""
    edits: tuple[Edit, ...] = ()
    title: str = ""
    owner: str = ""
    """Whose it is; empty: everyone's who may have scenarios."""
    is_shared: bool = False
    note: str = ""
    digest: str = field(default="", compare=False)
    """Names the bytes of its file as they were read; empty for one that is in no file."""

    @property
    def called(self) -> str:
        """What it is called on screen."""
        return self.title or self.name

    @cached_property
    def net(self) -> tuple[Edit, ...]:
        """What is left of the edits: of one target the last, of what is added the first, since the name is taken then;
        months and factors taken together, within what one edit may say; nothing of what comes to nothing.

        Suites that are added come first, whatever names them; sites that stop come last, since they shut what is
        added, too, and stops of one site that touch are one.
        """
        left: dict[Hashable, Edit] = {}
        for edit in self.edits:
            key = (_GROUPS.get(edit.what, edit.what), edit.target)
            if isinstance(edit, BookingAdded | SuiteAdded) and key in left:
                continue
            if isinstance(edit, BookingRemoved):
                left.pop((BookingAdded.what, edit.target), None)
            before = left.pop(key, None)
            after = edit if before is None else _together(before, edit)
            if not _is_nothing(after):
                left[key] = after
        edits = [_bounded(edit) for edit in left.values() if not isinstance(edit, SiteOut)]
        edits.sort(key=lambda edit: not isinstance(edit, SuiteAdded))
        return (*edits, *merged(edit for edit in left.values() if isinstance(edit, SiteOut)))


_GROUPS = {"opportunity-lost": "opportunity-won"}
"""Kinds that take the place of another kind."""


def _together(before: Edit, edit: Edit) -> Edit:
    match before, edit:
        case OpportunityMoved(), OpportunityMoved():
            return replace(edit, months=before.months + edit.months)
        case DemandTimes(), DemandTimes():
            return replace(edit, factor=_product(before.factor, edit.factor))
        case RateTimes(), RateTimes():
            return replace(edit, factor=_product(before.factor, edit.factor))
        case _:
            return edit


def _product(one: float, other: float) -> float:
    """The product of two factors as they are written: 1.25 and 0.8 are 1. It is finite."""
    return float(min(Decimal(str(one)) * Decimal(str(other)), Decimal(sys.float_info.max)))


def _bounded(edit: Edit) -> Edit:
    """The edit with its months or factor within what one edit may say, where several came to more."""
    match edit:
        case OpportunityMoved():
            return replace(edit, months=max(-MOST_MONTHS, min(edit.months, MOST_MONTHS)))
        case DemandTimes():
            return replace(edit, factor=min(edit.factor, MOST_TIMES))
        case RateTimes():
            return replace(edit, factor=max(sys.float_info.min, min(edit.factor, MOST_TIMES)))
        case _:
            return edit


def _is_nothing(edit: Edit) -> bool:
    match edit:
        case OpportunityMoved():
            return edit.months == 0
        case DemandTimes() | RateTimes():
            return edit.factor == 1
        case SiteOut():
            return edit.is_endless
        case _:
            return False


def concerning(edits: Sequence[Edit], tables: Collection[str]) -> tuple[Edit, ...]:
    """Those of the edits that change rows of these tables, or of others that are read for such a change."""
    read = set(tables)
    while True:
        found = tuple(edit for edit in edits if read.intersection(edit.tables))
        further = {table for edit in found for table in edit.reads} - read
        if not further:
            return found
        read |= further


def adding_or_taking(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Those of the edits under which rows are new or gone; under the others some cells are others, no data class."""
    return tuple(edit for edit in edits if isinstance(edit, SiteOut | SuiteAdded | BookingAdded | BookingRemoved))


Stands = Callable[[str, Any, str], ir.Scalar]
"""How a value stands in an expression, by its name or as itself; given are both, and its type."""

_TYPES: dict[type, str] = {str: "string", date: "date", int: "int64", float: "float64", bool: "boolean"}


@dataclass(frozen=True)
class Layer:
    """Edits as they are laid over the tables of a version."""

    edits: Sequence[Edit]
    data_day: date
    stands: Stands

    def laid(self, name: str, rows: ir.Table, other: Callable[[str], ir.Table | None]) -> ir.Table:
        """The rows of a table, everyone's, under the edits; `other` gives another table under them."""
        told = rows
        added = [self._value(place, edit) for place, edit in enumerate(self.edits) if isinstance(edit, BookingAdded)]
        left = len(added)
        for place, edit in enumerate(self.edits):
            if name in edit.tables:
                hand = Hand(self._value(place, edit), other, told)
                if isinstance(edit, BookingAdded):
                    # No edit between them touches what another adds, so they are laid at once, with the last of them.
                    left -= 1
                    rows = rows if left else booked(added, rows, hand)
                    continue
                rows = edit.laid(name, rows, hand)
                if isinstance(edit, BookingRemoved):
                    told = edit.laid(name, told, hand)
        return rows

    def _value(self, place: int, edit: Edit) -> Callable[[str], ir.Scalar]:
        told = edit.values(self.data_day)
        kinds = {rule.name: rule.kind for rule in rules(type(edit))}

        def value(name: str) -> ir.Scalar:
            return self.stands(_named(place, name), told[name], _TYPES[kinds.get(name, type(told[name]))])

        return value

    @property
    def values(self) -> dict[str, Any]:
        """All values of the edits by their names."""
        return {
            _named(place, name): value
            for place, edit in enumerate(self.edits)
            for name, value in edit.values(self.data_day).items()
        }


def _named(place: int, name: str) -> str:
    return f"edit_{place}_{name}"
