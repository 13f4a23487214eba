"""What every edit of a scenario has: fields that say what they may be, and a way to be laid over rows.

An edit is a small frozen object of the modules `network`, `commercial` and `operations`. It says of itself how it
stands in a file (`what` and its fields), what it changes (`tables`, `laid`), whether it can be (`problems`), and what
it means (`sentence`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

import ibis
from ibis.expr import types as ir

from dualsite.i18n import tellable
from dualsite.schema import TABLES

MOST_TIMES = 1000.0
"""The largest factor, all factors of one target taken together."""

Called = Callable[[str, str], str]
"""What a row is called on screen, by its table and its id."""


class Edit(Protocol):
    """One change of what the data say. Edits of one `target` take each other's place."""

    what: ClassVar[str]
    """How the kind of edit is called in a file."""
    label: ClassVar[str]
    """The same for a reader, where nothing is said of what it is about: a marked text."""
    tables: ClassVar[tuple[str, ...]]
    """The tables whose rows it changes."""
    reads: ClassVar[tuple[str, ...]]
    """Other tables that it reads for that."""

    @property
    def target(self) -> Hashable:
        """What it is about."""

    def values(self, data_day: date) -> Mapping[str, Any]:
        """The values that stand in its expressions, by name; `data_day` is the data's own."""

    def laid(self, name: str, rows: ir.Table, hand: Hand) -> ir.Table:
        """The rows of one of its tables under it, in the same columns."""

    def problems(self, register: Register) -> Iterable[tuple[str, str]]:
        """What is wrong with it beside its references: the key, and a clause that says what."""

    def sentence(self, called: Called) -> str:
        """What it says, as a sentence."""


@dataclass(frozen=True)
class Hand:
    """Lays one edit over rows."""

    value: Callable[[str], ir.Scalar]
    """A value of the edit, as it stands in an expression."""
    other: Callable[[str], ir.Table | None]
    """Another table, everyone's rows under the scenario; None when the data do not have it."""
    told: ir.Table
    """The rows as the data tell them, without those that edits before this one took out: what is new is in none."""

    def rows_like(self, name: str, source: ir.Table, /, **cells: ir.Value) -> ir.Table:
        """A row of the table for each of `source`, in the columns of the contract, with these cells and no others."""
        types = TABLES[name].schema
        empty = {column: ibis.null(of) for column, of in types.items() if column not in cells}
        filled = {column: cell.cast(types[column]) for column, cell in cells.items()}
        return source.select(**{column: (filled | empty)[column] for column in types})


@dataclass(frozen=True)
class Register:
    """What of the data edits refer to, as far as a viewer may see it."""

    tables: Collection[str]
    """The tables that the data have."""
    called: Mapping[tuple[str, str], str]
    """What the rows that are there are called, by table and id."""
    licences: Collection[tuple[str, str, str, str]] = ()
    """The licences of the products in question: product, stage, site, market."""

    def knows(self, table: str, id_: str) -> bool:
        """Whether the row is there."""
        return (table, id_) in self.called


TEXT, TRUE_OR_FALSE = tellable("text in quotation marks"), tellable("true or false")
"""What a value must be, in words."""

MISSING = tellable("it is missing")


@dataclass(frozen=True)
class FieldRule:
    """What one field of an edit may hold."""

    name: str
    key: str
    """How it is called in a file."""
    kind: type
    is_needed: bool
    default: Any
    table: str | None
    """The table it names a row of."""
    is_new: bool
    """Whether it names a row that is not there yet."""
    codes: tuple[str, ...]
    least: float | None
    most: float | None
    is_above: bool
    """Whether `least` itself is too little."""

    def problem(self, value: Any) -> str:
        """What is wrong with a value, as a clause; empty when nothing is."""
        is_whole_for_number = self.kind is float and type(value) is int
        if type(value) is not self.kind and not is_whole_for_number:
            return tellable(f"it must be {_WORDS[self.kind]}")
        if self.kind is str and not value.strip():
            return tellable("it is empty")
        if self.codes and value not in self.codes:
            return tellable(f"it must be one of {', '.join(self.codes)}")
        if self.least is not None and (value <= self.least if self.is_above else value < self.least):
            least = f"{self.least:g}"
            return tellable(f"it must be above {least}") if self.is_above else tellable(f"it must be at least {least}")
        if self.most is not None and not value <= self.most:
            return tellable(f"it must be at most {self.most:g}")
        return ""


_WORDS: Mapping[type, str] = {
    str: TEXT,
    int: tellable("a whole number"),
    float: tellable("a number"),
    bool: TRUE_OR_FALSE,
    date: tellable("a day without quotation marks, such as 2027-03-01"),
}
_KINDS: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "date": date}


def told(
    *,
    default: Any = dataclasses.MISSING,
    of: str | None = None,
    is_new: bool = False,
    codes: tuple[str, ...] = (),
    least: float | None = None,
    most: float | None = None,
    is_above: bool = False,
) -> Any:
    """A field of an edit: the table `of` which it names a row, or the `codes` or numbers that it may hold."""
    rule = {"table": of, "is_new": is_new, "codes": codes, "least": least, "most": most, "is_above": is_above}
    return field(default=default, metadata=rule)


def rules(kind: type[Edit]) -> tuple[FieldRule, ...]:
    """The fields of a kind of edit, in order."""
    return tuple(
        FieldRule(
            name=one.name,
            key=one.name.rstrip("_"),
            kind=_KINDS[str(one.type).removesuffix(" | None")],
            is_needed=one.default is dataclasses.MISSING,
            default=None if one.default is dataclasses.MISSING else one.default,
            **one.metadata,
        )
        for one in dataclasses.fields(kind)  # type: ignore[arg-type]  # every edit is a dataclass
    )


def fields_told(edit: Edit) -> dict[str, Any]:
    """The fields of an edit that say something, by their keys, in order; what is as it goes without saying is not."""
    told_ = {rule: getattr(edit, rule.name) for rule in rules(type(edit))}
    return {rule.key: value for rule, value in told_.items() if rule.is_needed or value != rule.default}


def refers_to(edit: Edit) -> dict[str, tuple[str, str]]:
    """The table and id of what each field names, by key, where it names something."""
    return {
        rule.key: (rule.table, getattr(edit, rule.name))
        for rule in rules(type(edit))
        if rule.table is not None and getattr(edit, rule.name) is not None
    }
