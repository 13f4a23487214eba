"""What a frame of an insight holds, told once for everyone who shows it: screen, CSV, and every later export.

A spec stands beside the function that gives the frame, under that function's name in capitals and `_SPEC`. Values keep
their type in the frame (a day is a `date`, an unknown is None); `insights.cells` puts them into words by their kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import pandas as pd

from dualsite.access import View
from dualsite.i18n import _, marked
from dualsite.schema import TABLES

Kind = Literal[
    "text",
    "texts",
    "code",
    "word",
    "standing",
    "day",
    "month",
    "quarter",
    "time",
    "whole",
    "number",
    "amount",
    "fraction",
    "flag",
    "link",
]
"""What the values of a column are.

`text`: as typed, or already in the reader's words. `texts`: a tuple of them. `code`: an id, or a code of the contract's
vocabulary. `word`: a marked text, translated where it is shown. `standing`: a word with a sign, see `SIGNS`. `day`,
`month` and `quarter`: a `date`, of the last two the first day. `time`: a moment, UTC. `whole`: a whole number.
`amount`: money in the reporting currency, which becomes the unit of the heading. `fraction`: 0 to 1, shown per cent.
`flag`: true or false. `link`: an address of the web. Any of them may be None, which is unknown.
"""

NUMERIC: tuple[Kind, ...] = ("whole", "number", "amount", "fraction")
"""Kinds that stand at the right."""

SIGNS: dict[str, Literal["good", "watch"]] = {
    **{"met": "good", "missed": "watch", "overdue": "watch", "late": "watch"},
    **{"improving": "good", "getting worse": "watch"},
}
"""Words of a standing that carry a sign; others stand plain."""


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a frame. Without a heading it is carried, for figures and links, and never shown."""

    name: str
    heading: str | None = None
    """A marked text, without the unit."""
    kind: Kind = "text"
    unit: str | None = None
    """A marked text; stands in the heading, never in a cell. An amount has none: its unit is the currency."""
    width: Literal["small", "medium", "large"] | None = None
    """None: as wide as it needs. `small` keeps long texts from taking the room of others."""
    is_strong: bool = False
    is_filed: bool = False
    """Whether it stands in files of rows alone: the number behind a column that screens tell in words."""
    digits: int | None = None
    """Digits shown after the point of a number; None: none of a whole one, else one."""
    says: Callable[[str], str] | None = None
    """What a code is called; None: by itself."""

    @property
    def is_numeric(self) -> bool:
        """Whether its values are compared by their digits, and so stand at the right."""
        return self.kind in NUMERIC

    def headed(self, currency: str = "") -> str:
        """The heading with its unit in the reader's language: `Open, unit-days`; `Backlog, USD`.

        Raises ValueError for a column that is not shown, and for an amount without a currency.
        """
        if self.heading is None:
            raise ValueError(f"The column {self.name} is not shown and has no heading.")
        if self.kind == "amount" and not currency:
            raise ValueError(f"The column {self.name} holds amounts: say in which currency.")
        unit = currency if self.kind == "amount" else self.unit and _(self.unit)
        heading = _(self.heading)
        return _("{heading}, {unit}").format(heading=heading, unit=unit) if unit else heading


@dataclass(frozen=True)
class TableSpec:
    """The columns of a frame, in the order in which they are shown."""

    id: str
    """The name of the file it is downloaded as, without its ending."""
    title: str
    """What its rows are; a marked text."""
    columns: tuple[ColumnSpec, ...]
    extends: str | None = None
    """The table of the contract whose columns the frame carries besides, as the contract states them."""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        headings = [(column.heading, column.unit) for column in self.filed]
        if len(set(names)) < len(names) or len(set(headings)) < len(headings):
            raise ValueError(f"The table {self.id} has a name or a heading twice: {names}, {headings}.")

    @property
    def shown(self) -> tuple[ColumnSpec, ...]:
        """The columns with a heading, without those of files alone."""
        return tuple(column for column in self.filed if not column.is_filed)

    @property
    def filed(self) -> tuple[ColumnSpec, ...]:
        """The columns of a file of rows: those with a heading."""
        return tuple(column for column in self.columns if column.heading is not None)

    @property
    def names(self) -> list[str]:
        """All columns of the frame: those named here, then what else it carries."""
        named = [column.name for column in self.columns]
        carried = TABLES[self.extends].columns if self.extends else ()
        return [*named, *(name for name in carried if name not in named)]

    def headings(self, currency: str = "") -> Mapping[str, str]:
        """The columns shown and what each is headed with; amounts need the currency they are in."""
        return {column.name: column.headed(currency) for column in self.shown}

    def adding(self, *columns: ColumnSpec) -> TableSpec:
        """The same with further columns after its own."""
        return replace(self, columns=(*self.columns, *columns))

    def showing(self, *names: str) -> TableSpec:
        """The same with these columns shown, in this order; the others are carried. Raises KeyError for an unknown."""
        by_name = {column.name: column for column in self.columns}
        carried = (replace(column, heading=None) for column in self.columns if column.name not in names)
        return replace(self, columns=(*(by_name[name] for name in names), *carried))

    def hiding(self, *names: str) -> TableSpec:
        """The same with these columns carried and not shown."""
        columns = (replace(one, heading=None) if one.name in names else one for one in self.columns)
        return replace(self, columns=tuple(columns))

    def for_reader(self, view: View) -> TableSpec:
        """The same as whoever looks may be told it."""
        return self.for_clients if view.scope.is_limited else self

    @property
    def for_clients(self) -> TableSpec:
        """The same as a client may be told it: running numbers, whose gaps count the rows of others, are carried."""
        return self.hiding(*RUNNING_NUMBERS)

    def hiding_unknown(self, rows: pd.DataFrame) -> TableSpec:
        """The same with those columns carried in which no row holds anything; all are shown where there is no row."""
        return self.hiding(*(name for name in self.names if rows[name].isna().all())) if len(rows) else self

    def empty(self) -> pd.DataFrame:
        """The frame without rows: what a function gives where there is nothing to tell."""
        return pd.DataFrame(columns=self.names, dtype=object)


RUNNING_NUMBERS = frozenset(name for table in TABLES.values() for name in table.running_numbers)
"""The names of columns that number rows of all clients one after the other."""

DATA_CLASS = ColumnSpec("data_class", kind="code")
"""Whether a row is made up; every frame that a figure is drawn of carries it."""

SOURCE = (
    ColumnSpec("note", marked("Note"), width="medium"),
    ColumnSpec("source", marked("Source"), width="medium"),
    ColumnSpec("url", marked("Link"), "link"),
)
"""Where a row comes from, as `with_sources` adds it to rows of the contract."""

_KINDS: dict[str, Kind] = {"text": "text", "day": "day", "number": "number", "count": "whole", "flag": "flag"}


@cache
def contract_spec(table: str) -> TableSpec:
    """The rows of a table of the contract as its files hold them: every column, under its own name."""
    stated = TABLES[table]
    return TableSpec(
        table,
        stated.description,
        tuple(
            ColumnSpec(
                column.name, column.name, "code" if column.vocabulary or column.references else _KINDS[column.kind]
            )
            for column in stated.columns.values()
        ),
    )
