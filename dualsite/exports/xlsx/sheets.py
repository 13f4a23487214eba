"""A sheet of rows: what stands above them, their heads, and the cells; every sheet but the cover is made of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from dualsite.exports import foot
from dualsite.exports.xlsx import draft as looks
from dualsite.exports.xlsx import widths
from dualsite.exports.xlsx.draft import Draft, Look
from dualsite.i18n import _

FIRST_HEAD = 4
"""The row of the heads, counted from 0; above it stand title, measures, origin and the way back."""


@dataclass(frozen=True)
class Cell:
    """A value and how it is shown."""

    value: Any
    look: Look


@dataclass(frozen=True)
class Head:
    """The head of a column, and how wide its texts make it."""

    text: str
    is_right: bool = False
    width: float | None = None
    """None: by what stands in it."""


def begin(draft: Draft, title: str, said: str, *, is_illustrative: bool = False) -> Worksheet:
    """A sheet with its title, what it says of it, where it comes from, and a link to the cover."""
    sheet = draft.sheet(title)
    draft.put(sheet, 0, 0, title, looks.TITLE)
    sheet.set_row(0, 24)
    draft.put(sheet, 1, 0, said, looks.NOTE)
    origin = [*foot.parts(draft.imprint), *([_("illustrative")] if is_illustrative else [])]
    draft.put(sheet, 2, 0, " · ".join(origin), looks.NOTE)
    write_way_back(draft, sheet, 3)
    return sheet


def write_way_back(draft: Draft, sheet: Worksheet, row: int) -> None:
    """A link to the cover."""
    sheet.write_url(row, 0, address(draft.names[0]), draft.look(looks.LINK, {"font_size": 9}), _("All sheets"))


def address(name: str) -> str:
    """Where a link to the sheet of that name leads."""
    quoted = name.replace("'", "''")
    return f"internal:'{quoted}'!A1"


def heads(
    draft: Draft, sheet: Worksheet, row: int, given: Sequence[Head], sample: Sequence[Sequence[str]]
) -> list[float]:
    """The heads of a table, each column as wide as its head and the texts of `sample`, a list per column, need.

    Gives how wide they are.
    """
    found = [
        widths.column(head.text, texts, is_right=head.is_right) if head.width is None else head.width
        for head, texts in zip(given, sample, strict=True)
    ]
    for column, width in enumerate(found):
        sheet.set_column(column, column, width)
    set_heads(draft, sheet, row, given)
    return found


def set_heads(draft: Draft, sheet: Worksheet, row: int, given: Sequence[Head], first: int = 0) -> None:
    """The heads alone, from the column `first` on."""
    sheet.set_row(row, 33)
    for column, head in enumerate(given, first):
        draft.put(sheet, row, column, head.text, looks.HEAD, looks.AT_RIGHT if head.is_right else _LEFT)


_LEFT: Look = {"align": "left"}


_LINE = 15.0
"""The height of a line of text."""


def set_height(sheet: Worksheet, row: int, told: Iterable[tuple[Any, float]]) -> None:
    """Make a row as high as its texts need at such widths; one line needs no saying."""
    lines = max((widths.lines(text, width) for text, width in told if isinstance(text, str)), default=1)
    if lines > 1:
        sheet.set_row(row, _LINE * lines)


def rows(
    draft: Draft, sheet: Worksheet, first: int, given: Iterable[Sequence[Cell]], wide: Sequence[float] = ()
) -> int:
    """The rows from `first` on, as high as their texts need in columns so `wide`; the number of the row after them."""
    row = first
    for cells in given:
        set_height(sheet, row, ((cell.value, width) for cell, width in zip(cells, wide, strict=False)))
        for column, cell in enumerate(cells):
            draft.put(sheet, row, column, cell.value, cell.look)
        row += 1
    return row


def close(sheet: Worksheet, head: int, after: int, columns: int, *, names: int = 1, has_filter: bool = True) -> None:
    """Freeze the heads, and so many columns of names; filters over the rows, heads again on every printed page."""
    sheet.freeze_panes(head + 1, names)
    sheet.repeat_rows(head)
    if has_filter and columns:
        sheet.autofilter(head, 0, max(after - 1, head), columns - 1)


def small(draft: Draft, sheet: Worksheet, given: Sequence[Head], cells: Sequence[Sequence[Cell]]) -> None:
    """A table that is held in memory, under its heads at `FIRST_HEAD`."""
    sample = [[str(row[column].value or "")[:80] for row in cells[:200]] for column in range(len(given))]
    wide = heads(draft, sheet, FIRST_HEAD, given, sample)
    after = rows(draft, sheet, FIRST_HEAD + 1, cells, wide)
    close(sheet, FIRST_HEAD, after, len(given))
