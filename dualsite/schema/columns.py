"""What a column of the contract can be.

Each function declares one kind of column: its description, whether it may be empty, and the constraints its values
keep. A constraint both tests the values, in the database whatever the size, and says in words what is allowed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from dualsite.schema.vocabulary import countries, currencies, markets

Kind = Literal["text", "day", "number", "count", "flag"]
"""What the values are; a count is a whole number."""

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


@dataclass(frozen=True)
class ColumnConstraint:
    """What the values of a column keep to. Empty values pass."""

    rule: str
    """The rule that a breach is reported as."""
    words: str
    """What is allowed."""
    sql: str
    """The test, with `{0}` for the column."""
    codes: tuple[str, ...] = ()
    """What is allowed, where that can be listed."""

    def holds(self, name: str) -> str:
        """The test of the column of that name, in SQL."""
        return self.sql.format(f'"{name}"')


@dataclass(frozen=True)
class Column:
    """One column as the contract states it."""

    name: str
    """Empty until the column stands in a table."""
    kind: Kind
    description: str
    nullable: bool
    unit: str | None
    references: str | None
    vocabulary: tuple[str, ...] | None
    meaning: Meaning | None
    """When a day is known; None for what is no day."""
    is_free: bool
    """Whether it is what a person wrote, and so may name anyone."""
    is_running_number: bool
    """Whether it numbers rows of all clients one after the other, so that its gaps count those of others."""
    constraints: tuple[ColumnConstraint, ...]

    @property
    def allowed(self) -> str:
        """What its values may be, in words; empty when anything of its kind may stand there."""
        return "; ".join(one.words for one in self.constraints if one.rule.startswith("E"))


def column(
    kind: Kind,
    description: str,
    *constraints: ColumnConstraint,
    nullable: bool = False,
    references: str | None = None,
    vocabulary: Collection[str] | None = None,
    unit: str | None = None,
    meaning: Meaning | None = None,
    is_free: bool = False,
    is_running_number: bool = False,
) -> Column:
    """A column. `references` names the table whose key its values must be in; `vocabulary` closes its values.

    Every day has a `meaning`: `contract.table` refuses one without. Free text is what a person wrote: it may name
    anyone, so code names take its place or leave it out.
    """
    codes = tuple(vocabulary) if vocabulary else None
    return Column(
        "", kind, description, nullable, unit, references, codes, meaning, is_free, is_running_number, constraints
    )


def text(description: str, *constraints: ColumnConstraint, free: bool = True, **options: Any) -> Column:
    """Text of any content, shorter than `LONGEST_TEXT`; not `free` where it names a thing and nobody."""
    return column("text", description, _SHORT, _READ_RIGHT, *constraints, is_free=free, **options)


def running_number(description: str, **options: Any) -> Column:
    """A number that the operator gives to rows of all clients one after the other. No client has a use for it."""
    return text(f"{description} No client is told it.", is_running_number=True, **options)


def web_address(description: str, **options: Any) -> Column:
    """An address on the web: a link that a browser opens and never runs."""
    return text(description, _ON_THE_WEB, **options)


def reference(table: str, description: str, **options: Any) -> Column:
    """The key of a row of another table."""
    return text(description, free=False, references=table, **options)


def one_of(vocabulary: Collection[str], description: str, *, listed_as: str = "", **options: Any) -> Column:
    """One code of a closed vocabulary; a long one is described by `listed_as` and not written out."""
    words = listed_as or "one of " + ", ".join(vocabulary)
    codes = ", ".join("'" + code.replace("'", "''") + "'" for code in vocabulary)
    known = ColumnConstraint("E04", words, f"{{0}} IN ({codes})", tuple(vocabulary))
    return column("text", description, known, vocabulary=None if listed_as else vocabulary, **options)


def country(description: str, **options: Any) -> Column:
    """A country, by its ISO 3166-1 alpha-2 code."""
    return one_of(countries(), description, listed_as="an ISO 3166-1 alpha-2 code", **options)


def market(description: str, **options: Any) -> Column:
    """A country or the European Union."""
    return one_of(markets(), description, listed_as="an ISO 3166-1 alpha-2 code or EU", **options)


def currency(description: str, **options: Any) -> Column:
    """A currency, by its ISO 4217 code."""
    return one_of(currencies(), description, listed_as="an ISO 4217 code", **options)


def flag(description: str) -> Column:
    """True or false."""
    return column("flag", description, unit="true or false")


def day(
    description: str,
    kind: Known,
    *constraints: ColumnConstraint,
    where: str | None = None,
    is_known_ahead: bool = False,
    is_event: bool = True,
    **options: Any,
) -> Column:
    """A day, ISO 8601; what it says of when the row or the day itself is known is a `Meaning`."""
    meaning = Meaning(kind, where, is_known_ahead, is_event)
    return column("day", description, _OF_THE_CALENDAR, _PLAUSIBLE, *constraints, meaning=meaning, **options)


def month(description: str, kind: Known, **options: Any) -> Column:
    """A month, written as its first day. It says which month a row speaks of, and is no event itself."""
    return day(description, kind, FIRST_OF_MONTH, is_event=False, **options)


def number(
    description: str, *, least: float | None = 0, most: float | None = None, above: float | None = None, **options: Any
) -> Column:
    """A finite number from `least` to `most`, both included, or above `above`; a bound of None is no bound."""
    return column("number", description, _bounds(least, most, above), **options)


def count(description: str, *, least: int = 0, **options: Any) -> Column:
    """A whole number of `least` or more."""
    return column("count", description, ColumnConstraint("E05", f"{least} or more", f"{{0}} >= {least}"), **options)


def fraction(description: str, **options: Any) -> Column:
    """A share from 0 to 1."""
    return number(description, least=0, most=1, **options)


_SHORT = ColumnConstraint("E02", f"at most {LONGEST_TEXT:,} characters", f"length({{0}}) <= {LONGEST_TEXT}")
_SIGNS = (
    "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
MISREAD = (
    f"[\u00c2\u00c3\u00c5][{_SIGNS}]"
    "|[\u00c4\u00c6-\u00df][\u0080-\u009f\u00a1-\u00a9\u00ac-\u00af\u00b1-\u00b6\u00b8\u00b9\u00bc-\u00bf]"
    f"|[\u00e0-\u00ef][{_SIGNS}]{{2}}|\u00f0[{_SIGNS}]{{3}}"
)
"""A pattern of what UTF-8 looks like that was taken for Windows-1252: the letter of a lead byte, and signs behind it.

Letters that end words before quotation marks are left alone.
"""

# Plain text is told from other by its length in bytes; U+FFFD stands for what was lost.
_READ_RIGHT = ColumnConstraint(
    "W17",
    "the text was decoded wrongly",
    "strlen({0}) = length({0}) OR NOT regexp_matches({0}, '\ufffd|"
    + MISREAD.replace("{", "{{").replace("}", "}}")
    + "')",
)
_ON_THE_WEB = ColumnConstraint(
    "E02", "an address that begins with https:// or http://", r"regexp_matches({0}, '(?i)^https?://[^\s]+$', 's')"
)
FIRST_OF_MONTH = ColumnConstraint("E02", "the first day of a month", "day({0}) = 1")

# What Python and pandas can count with; a Parquet file can hold days beyond it.
_OF_THE_CALENDAR = ColumnConstraint(
    "E02", "a day of the years 1 to 9999", "{0} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
)

_PLAUSIBLE = ColumnConstraint(
    "W16",
    "it is before 1950 or after 2100, as days are that stand for none; 9999-12-31 alone says that there is no end",
    "{0} BETWEEN DATE '1950-01-01' AND DATE '2100-12-31' OR {0} = DATE '9999-12-31'",
)


def _bounds(least: float | None, most: float | None, above: float | None) -> ColumnConstraint:
    if above is not None:
        return ColumnConstraint("E05", f"a number above {above:g}", f"isfinite({{0}}) AND {{0}} > {above}")
    if least is not None and most is not None:
        return ColumnConstraint("E05", f"a number from {least:g} to {most:g}", f"{{0}} BETWEEN {least} AND {most}")
    if least is not None:
        return ColumnConstraint("E05", f"a number, {least:g} or more", f"isfinite({{0}}) AND {{0}} >= {least}")
    return ColumnConstraint("E05", "a finite number", "isfinite({0})")
