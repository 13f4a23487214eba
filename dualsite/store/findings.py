"""What the check of a data version found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dualsite.schema.rules import RULES, Severity

SHOWN_PER_RULE = 50
"""Findings listed per rule and table; the total is stated beside them."""

_LONGEST_VALUE = 80


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong in a data version. `row` counts as a person does: the header is row 1; None is the whole file."""

    rule: str
    table: str
    row: int | None = field(compare=False)
    column: str | None = field(compare=False)
    value: str | None = field(compare=False)
    message: str = field(compare=False)

    @property
    def severity(self) -> Severity:
        return RULES[self.rule].severity

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


Tallied = tuple[Finding, int]
"""A finding, and how many further rows it stands for."""


def finding(
    rule: str, table: str, problem: str, *, row: int | None = None, column: str | None = None, value: str | None = None
) -> Finding:
    """A finding with its sentence: where, what is wrong, what to do."""
    value = _shortened(value) if value is not None else None
    place = table + (f" row {row}" if row is not None else "") + (f", {column}" if column else "")
    said = f"{place}: {f'“{value}”: ' if value else ''}{problem}. {RULES[rule].advice}"
    return Finding(rule, table, row, column, value, said)


def _shortened(value: str) -> str:
    if len(value) <= _LONGEST_VALUE:
        return value
    return f"{value[:_LONGEST_VALUE]}… ({len(value):,} characters)"


@dataclass(frozen=True)
class Report:
    """All findings of a data version: the first ones per rule and table in file order, and how many there are."""

    findings: tuple[Finding, ...]
    totals: Mapping[tuple[str, str], int]
    """By rule and table."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(found for found in self.findings if found.is_error)

    @property
    def refused(self) -> frozenset[str]:
        """The tables with an error."""
        return frozenset(found.table for found in self.errors)


def report(found: Iterable[Tallied]) -> Report:
    """Order and cut what was found."""
    listed: list[Finding] = []
    totals: Counter[tuple[str, str]] = Counter()
    for one, further in found:
        listed.append(one)
        totals[one.rule, one.table] += 1 + further
    listed.sort(key=lambda one: (one.rule, one.table, one.row or 0, one.column or ""))
    shown: Counter[tuple[str, str]] = Counter()
    kept = []
    for one in listed:
        shown[one.rule, one.table] += 1
        if shown[one.rule, one.table] <= SHOWN_PER_RULE:
            kept.append(one)
    return Report(tuple(kept), dict(totals))
