"""What the check of a data version found: cell by cell, and gathered into lines, one per cause or column and rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dualsite import formats
from dualsite.i18n import _, told
from dualsite.schema.rules import RULES, Severity

SHOWN_PER_LINE = 50
"""Findings listed of what a line gathers; the total is stated beside them."""

_LONGEST_VALUE = 80

_NAMED_ROWS = 3
_NAMED_VALUES = 3


@dataclass(frozen=True)
class Finding:
    """One thing wrong in a data version. `row` counts as a person does: the header is row 1; None is the whole file."""

    rule: str
    table: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    """A clause that says what is wrong."""
    advice: str
    """A sentence that says what to do."""
    cause: str = ""
    """What findings of one table have in common, whatever their columns; empty for what stands for itself."""
    read_as: str | None = None
    """As what the value is read in the rest of the check."""
    kind: str = ""
    """Tells apart what one rule finds in one column."""
    file: str | None = None
    """The workbook or the export in which it was found; None for other files."""
    sheet: str | None = None
    cell: str | None = None
    """How the spreadsheet calls the cell, where it is one: F17."""
    theirs: str | None = None
    """The column of an export that a mapping makes it of."""

    @property
    def severity(self) -> Severity:
        return RULES[self.rule].severity

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    @property
    def message(self) -> str:
        """Where, what is wrong, what to do."""
        said = formats.sentence(f"{self.place}: {self.quoted}{self.wrong}")
        return formats.sentences(said, self.to_do)

    @property
    def wrong(self) -> str:
        """What is wrong, in the reader's language."""
        return told(self.problem)

    @property
    def to_do(self) -> str:
        """What to do, in the reader's language."""
        return _(told(self.advice))

    @property
    def place(self) -> str:
        """Table, row and column in words; of a workbook its sheet and cell."""
        return self.source + (f", {self.column}" if self.column else "")

    @property
    def source(self) -> str:
        """Table and row in words; of a workbook its sheet and cell: “contracts (ledger.xlsx, contracts!F17)”."""
        if self.sheet is None and self.file:
            theirs = f", {self.theirs}" if self.theirs else ""
            return f"{self.table} ({self._with_row(self.file)}{theirs})"
        if self.sheet is None:
            return self._with_row(self.table)
        return f"{self.table} ({self.file}, {f'{self.sheet}!{self.cell}' if self.cell else self._with_row(self.sheet)})"

    def _with_row(self, place: str) -> str:
        return place if self.row is None else _("{place} row {row}").format(place=place, row=self.row)

    @property
    def whole(self) -> str:
        """The table in words, and of a workbook its sheet: “contracts (ledger.xlsx, contracts)”."""
        named = [one for one in (self.file, self.sheet) if one]
        return f"{self.table} ({', '.join(named)})" if named else self.table

    @property
    def quoted(self) -> str:
        return f"{_as_read(self.value, self.read_as)}: " if self.value else ""


Tallied = tuple[Finding, int]
"""A finding, and how many further rows it stands for."""


def finding(
    rule: str,
    table: str,
    problem: str,
    *,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    advice: str = "",
    cause: str = "",
    read_as: str | None = None,
    kind: str = "",
) -> Finding:
    """A finding with what to do: as its rule says, unless `advice` does."""
    said = advice or RULES[rule].advice
    shown = _shortened(value) if value is not None else None
    as_ = _shortened(read_as) if read_as is not None else None
    return Finding(rule, table, row, column, shown, problem, said, cause, as_, kind)


def _shortened(value: str) -> str:
    if len(value) <= _LONGEST_VALUE:
        return value
    return f"{value[:_LONGEST_VALUE]}… ({len(value):,} characters)"


def _as_read(value: str | None, read_as: str | None) -> str:
    if read_as is None:
        return f"“{value}”"
    return f"“{value}” → “{read_as}”" if read_as else _("“{value}” → empty").format(value=value)


@dataclass(frozen=True)
class Gathered:
    """What one cause, or one rule in one column, comes to."""

    findings: tuple[Finding, ...]
    """The first ones, in file order; never empty."""
    total: int
    of_rows: int | None
    """Rows of the table, when it could be read."""
    columns: tuple[str, ...]
    """The columns concerned, in order of the first finding."""

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def rows(self) -> tuple[int, ...]:
        """The first rows concerned."""
        return tuple(dict.fromkeys(one.row for one in self.findings if one.row is not None))

    @property
    def extent(self) -> str:
        """How much is concerned: "40 of 40 rows", "160 cells", "the sheet"."""
        if not self.rows and self.total == 1:
            return _("the column") if self.first.column else _("the sheet") if self.first.sheet else _("the file")
        total = formats.number(self.total)
        if len(self.columns) > 1 and self.first.cause:
            return _("{count} cells").format(count=total)
        if self.of_rows is not None and self.total <= self.of_rows:
            return _("{count} of {total} rows").format(count=total, total=formats.number(self.of_rows))
        return _("{count} rows").format(count=total)

    @property
    def message(self) -> str:
        """Where, what is wrong, how often, what to do."""
        first = self.first
        if self.total == 1:
            return first.message
        places = [one.cell or str(one.row) for one in self.findings if one.row is not None]
        named = list(dict.fromkeys(places))[:_NAMED_ROWS]
        rows = f": {', '.join(named)}{' …' if self.total > len(named) else ''}" if named else ""
        if any(one.problem != first.problem for one in self.findings):
            found = _("{place}: {problem}; the like in {extent}").format(
                place=first.place, problem=first.quoted + first.wrong, extent=self.extent + rows
            )
            return formats.sentences(formats.sentence(found), first.to_do)
        values = dict.fromkeys(_as_read(one.value, one.read_as) for one in self.findings if one.value)
        examples = f": {', '.join(list(values)[:_NAMED_VALUES])}{' …' if len(values) > _NAMED_VALUES else ''}"
        columns = f", {', '.join(self.columns)}" if self.columns else ""
        found = f"{first.whole}{columns}: {first.wrong} ({self.extent}{rows}){examples if values else ''}"
        return formats.sentences(formats.sentence(found), first.to_do)


@dataclass(frozen=True)
class Report:
    """All findings of a data version, gathered into lines: errors first, and of these what concerns a whole file."""

    lines: tuple[Gathered, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The first findings of every line, by rule, table, row and column."""
        return tuple(sorted((one for line in self.lines for one in line.findings), key=_in_order))

    @property
    def totals(self) -> Mapping[tuple[str, str], int]:
        """How many there are, by rule and table."""
        totals: Counter[tuple[str, str]] = Counter()
        for line in self.lines:
            totals[line.first.rule, line.first.table] += line.total
        return dict(sorted(totals.items()))

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if found.is_error)

    @property
    def refused(self) -> frozenset[str]:
        """The tables with an error."""
        return frozenset(line.first.table for line in self.lines if line.first.is_error)


def report(found: Iterable[Tallied], rows: Mapping[str, int] | None = None) -> Report:
    """What was found, gathered; `rows` are those of the tables, by name."""
    gathered: dict[tuple[str, ...], _Gathering] = {}
    for one, further in found:
        own = ("cause", one.cause) if one.cause else (one.column or "", one.kind)
        line = gathered.setdefault((one.rule, one.table, *own), _Gathering())
        line.total += 1 + further
        line.findings.append(one)
    lines = [one.line(rows or {}) for one in gathered.values()]
    lines.sort(key=lambda line: (not line.first.is_error, _reach(line.first), *_in_order(line.first)))
    return Report(tuple(lines))


@dataclass
class _Gathering:
    findings: list[Finding] = field(default_factory=list)
    total: int = 0

    def line(self, rows: Mapping[str, int]) -> Gathered:
        found = sorted(self.findings, key=_in_order)
        columns = tuple(dict.fromkeys(one.column for one in found if one.column))
        return Gathered(tuple(found[:SHOWN_PER_LINE]), self.total, rows.get(found[0].table), columns)


def _reach(one: Finding) -> int:
    """What concerns a file as a whole comes first, then what values have in common, then each for itself."""
    return (0 if one.rule in ("E01", "E14") else 1) if one.cause else 2


def _in_order(one: Finding) -> tuple[str, str, int, str]:
    return one.rule, one.table, one.row or 0, one.column or ""
