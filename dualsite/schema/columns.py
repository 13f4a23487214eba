"""What a column of the contract can be.

Each function declares one kind of column: its description, whether it may be empty, and the constraints its
values keep. A constraint is one `pandera.Check` that both tests the values (an Ibis expression, so it runs in the
database whatever the size) and says in words what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import ibis
import pandera.ibis as pa
from ibis.expr import datatypes
from ibis.expr import types as ir

from dualsite.schema.vocabulary import countries, currencies, markets

Text = str
Day = datatypes.Date
Number = float
Count = int
Flag = bool

LONGEST_TEXT = 10_000
"""Characters; a longer cell is a broken file, and would reach every browser."""

Known = Literal["begins", "happened", "planned"]
"""What is known of a day on another day, the as-of day:

- `begins`: the row does not exist before it; an empty one says nothing;
- `happened`: unknown while it lies ahead;
- `planned`: known ahead.
"""


@dataclass(frozen=True)
class Meaning:
    """What a day says of the knowledge at the as-of day: the one statement that rows, rules and readers go by."""

    kind: Known
    where: str | None = None
    """The flag of the row that must be true; where it is false the day is a plan."""
    is_known_ahead: bool = False
    """Of what happened: known ahead of time all the same, since the file's word for the row rests on it. A contract
    that is signed later is not firm yet, while one without such a day is; so rows keep the day as it is stored."""
    is_event: bool = True
    """Whether something is said to have happened on it, so that a later day than the as-of day is worth a warning. A
    month, or the day of a count, only says what the row speaks of."""

    @property
    def in_words(self) -> str:
        """When the row or the day is known, for a reader of the dictionary."""
        words = _KNOWN[self.kind]
        if self.where:
            return f"{words} (where {self.where})"
        return f"{words}; kept as stored" if self.is_known_ahead else words

    @property
    def is_warned_of(self) -> bool:
        """Whether a day of this meaning after the as-of day is worth a warning."""
        return self.kind != "planned" and self.is_event

    @property
    def is_hidden_ahead(self) -> bool:
        """Whether a day of this meaning after the as-of day is shown as unknown."""
        return self.kind == "happened" and not self.is_known_ahead


_KNOWN: dict[Known, str] = {
    "begins": "the row begins on it",
    "happened": "once it has come",
    "planned": "ahead",
}

_UNITS = (
    ("_g_l", "g/L"),
    ("_l", "L"),
    ("_kg", "kg"),
    ("_d", "d"),
    ("_fraction", "fraction 0–1"),
    ("_on", "day"),
)


def unit_of(name: str) -> str | None:
    """The unit that a column's name carries as its suffix, or None."""
    if name == "month" or name.endswith("_month"):
        return "month (its first day)"
    if name == "on":
        return "day"
    return next((unit for suffix, unit in _UNITS if name.endswith(suffix)), None)


def constraint(rule: str, words: str, holds: Callable[[ir.Column], ir.BooleanColumn]) -> pa.Check:
    """One check of a column's values: the rule it reports as, what is allowed, and the test. Empty values pass."""
    return pa.Check(lambda data: holds(data.table[data.key]), name=rule, error=words)


def column(
    description: str,
    *constraints: pa.Check,
    nullable: bool = False,
    references: str | None = None,
    vocabulary: Collection[str] | None = None,
    unit: str | None = None,
    meaning: Meaning | None = None,
) -> Any:
    """A column. `references` names the table whose key its values must be in; `vocabulary` closes its values.

    Every day has a `meaning`: `contract.table` refuses one without.
    """
    metadata = {
        "references": references,
        "vocabulary": vocabulary and tuple(vocabulary),
        "unit": unit,
        "meaning": meaning,
    }
    field = pa.Field(nullable=nullable, description=description, metadata=metadata)
    field.checks.extend(constraints)
    return field


def text(description: str, *constraints: pa.Check, **options: Any) -> Any:
    """Text of any content, shorter than `LONGEST_TEXT`."""
    return column(description, _SHORT, *constraints, **options)


def web_address(description: str, **options: Any) -> Any:
    """An address on the web: a link that a browser opens and never runs."""
    return text(description, _ON_THE_WEB, **options)


def reference(table: str, description: str, **options: Any) -> Any:
    """The key of a row of another table."""
    return text(description, references=table, **options)


def one_of(vocabulary: Collection[str], description: str, *, listed_as: str = "", **options: Any) -> Any:
    """One code of a closed vocabulary; a long one is described by `listed_as` and not written out."""
    words = listed_as or "one of " + ", ".join(vocabulary)
    return column(
        description, _known(tuple(vocabulary), words), vocabulary=None if listed_as else vocabulary, **options
    )


def country(description: str, **options: Any) -> Any:
    """A country, by its ISO 3166-1 alpha-2 code."""
    return one_of(countries(), description, listed_as="an ISO 3166-1 alpha-2 code", **options)


def market(description: str, **options: Any) -> Any:
    """A country or the European Union."""
    return one_of(markets(), description, listed_as="an ISO 3166-1 alpha-2 code or EU", **options)


def currency(description: str, **options: Any) -> Any:
    """A currency, by its ISO 4217 code."""
    return one_of(currencies(), description, listed_as="an ISO 4217 code", **options)


def flag(description: str) -> Any:
    """True or false."""
    return column(description, unit="true or false")


def day(
    description: str,
    kind: Known,
    *constraints: pa.Check,
    where: str | None = None,
    is_known_ahead: bool = False,
    is_event: bool = True,
    **options: Any,
) -> Any:
    """A day, ISO 8601; what it says of when the row or the day itself is known is a `Meaning`."""
    meaning = Meaning(kind, where, is_known_ahead, is_event)
    return column(description, _OF_THE_CALENDAR, *constraints, meaning=meaning, **options)


def month(description: str, kind: Known, **options: Any) -> Any:
    """A month, written as its first day. It says which month a row speaks of, and is no event itself."""
    return day(description, kind, _FIRST_OF_MONTH, is_event=False, **options)


def number(
    description: str, *, least: float | None = 0, most: float | None = None, above: float | None = None, **options: Any
) -> Any:
    """A finite number from `least` to `most`, both included, or above `above`; a bound of None is no bound."""
    return column(description, _bounds(least, most, above), **options)


def count(description: str, *, least: int = 0, **options: Any) -> Any:
    """A whole number of `least` or more."""
    return column(description, _whole_bounds(least), **options)


def fraction(description: str, **options: Any) -> Any:
    """A share from 0 to 1."""
    return number(description, least=0, most=1, **options)


# Columns share their constraints: each is put into words and into SQL once.
_SHORT = constraint("E02", f"at most {LONGEST_TEXT:,} characters", lambda text: text.length() <= LONGEST_TEXT)
_ON_THE_WEB = constraint(
    "E02", "an address that begins with https:// or http://", lambda text: text.re_search(r"(?i)^https?://[^\s]+$")
)
_FIRST_OF_MONTH = constraint("E02", "the first day of a month", lambda day: day.day() == 1)

# What Python and pandas can count with; a Parquet file can hold days beyond it.
_OF_THE_CALENDAR = constraint(
    "E02", "a day of the years 1 to 9999", lambda day: day.between(ibis.date(1, 1, 1), ibis.date(9999, 12, 31))
)


@cache
def _known(vocabulary: tuple[str, ...], words: str) -> pa.Check:
    return constraint("E04", words, lambda code: ibis.literal(list(vocabulary), "array<string>").contains(code))


@cache
def _whole_bounds(least: int) -> pa.Check:
    return constraint("E05", f"{least} or more", lambda value: value >= least)


@cache
def _bounds(least: float | None, most: float | None, above: float | None) -> pa.Check:
    if above is not None:
        return constraint("E05", f"a number above {above:g}", lambda value: _is_finite(value) & (value > above))
    if least is not None and most is not None:
        return constraint("E05", f"a number from {least:g} to {most:g}", lambda value: value.between(least, most))
    if least is not None:
        return constraint("E05", f"a number, {least:g} or more", lambda value: _is_finite(value) & (value >= least))
    return constraint("E05", "a finite number", _is_finite)


def _is_finite(value: ir.Column) -> ir.BooleanColumn:
    return ~(value.isinf() | value.isnan())
