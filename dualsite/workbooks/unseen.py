"""What of a sheet does not show, or shows otherwise than it is, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dualsite.i18n import tellable
from dualsite.workbooks.book import SheetCells

_MOST_NAMED = 6
"""Rows, columns and ranges that are named."""


@dataclass(frozen=True)
class Unseen:
    """One thing that a sheet hides or merges."""

    kind: str
    """Tells apart what one sheet has."""
    problem: str
    """A clause that says it."""


def unseen(sheet: SheetCells, *, is_hidden: bool) -> Iterator[Unseen]:
    """What is hidden or merged in a sheet; `is_hidden`: whether it is so itself. Nothing where all of it shows."""
    if is_hidden:
        yield Unseen("hidden sheet", "the sheet is hidden; it was read")
    if sheet.hidden_rows:
        yield _hidden("row", _runs(sheet.hidden_rows), len(sheet.hidden_rows))
    if sheet.hidden_columns:
        yield _hidden("column", list(sheet.hidden_columns), len(sheet.hidden_columns))
    if sheet.merged:
        named = _listed(sheet.merged)
        problem = f"cells are merged ({named}): the first of each holds the value, the others were read as empty"
        yield Unseen("merged", problem)


def _hidden(noun: str, named: Sequence[str], count: int) -> Unseen:
    is_one = count == 1 and "–" not in named[0]
    which = _listed(named)
    said = {
        ("row", True): tellable(f"row {which} is hidden; it was read"),
        ("row", False): tellable(f"rows {which} are hidden; they were read"),
        ("column", True): tellable(f"column {which} is hidden; it was read"),
        ("column", False): tellable(f"columns {which} are hidden; they were read"),
    }
    return Unseen(f"hidden {noun}s", said[noun, is_one])


def _runs(numbers: Sequence[int]) -> list[str]:
    """Numbers in order, those that follow one another as one: 4–9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]


def _listed(named: Sequence[str]) -> str:
    return ", ".join([*named[:_MOST_NAMED], *(["…"] if len(named) > _MOST_NAMED else [])])
