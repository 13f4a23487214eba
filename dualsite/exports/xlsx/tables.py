"""A table by its spec as a sheet of typed cells."""

from __future__ import annotations

from typing import Any

from dualsite.exports import rows
from dualsite.exports.document import TableBlock
from dualsite.exports.rows import Field
from dualsite.exports.xlsx import draft as looks
from dualsite.exports.xlsx import number_formats, sheets
from dualsite.exports.xlsx.draft import Draft, Look
from dualsite.insights import cells
from dualsite.insights.table_spec import SIGNS, ColumnSpec

SAMPLE = 200
"""Rows by which the widths are set."""


def write(draft: Draft, block: TableBlock) -> str:
    """Write the table as a sheet; the name of the sheet."""
    sheet = sheets.begin(draft, block.title, block.note, is_illustrative=block.is_illustrative)
    found = rows.fields(block.spec, block.currency)
    sampled = list(rows.raw(found, block.rows.head(SAMPLE)))
    sample = [[_in_words(one, row[place]) for row in sampled] for place, one in enumerate(found)]
    given = [sheets.Head(one.heading, one.column is not None and one.column.is_numeric) for one in found]
    wide = sheets.heads(draft, sheet, sheets.FIRST_HEAD, given, sample)
    texts = [
        (place, wide[place]) for place, one in enumerate(found) if one.column is not None and _is_wrapped(one.column)
    ]
    at = sheets.FIRST_HEAD + 1
    looks_of: dict[tuple[int, str | None], Look] = {}
    for row in rows.raw(found, block.rows):
        # Heights stay in the memory; without one, a spreadsheet finds it when it opens the file.
        if not draft.is_long:
            sheets.set_height(sheet, at, ((row[place], width) for place, width in texts))
        for place, (one, value) in enumerate(zip(found, row, strict=True)):
            shown = _shown(one.column, value)
            look = looks_of.get((place, shown))
            if look is None:
                look = looks_of[place, shown] = draft.keep(_look(one.column, shown))
            if one.column is not None and one.column.kind == "link" and value is not None:
                draft.put_link(sheet, at, place, str(value), look)
            else:
                draft.put(sheet, at, place, one.value(value), look)
        at += 1
    sheets.close(sheet, sheets.FIRST_HEAD, at, len(given))
    return str(sheet.name)


def _in_words(one: Field, value: Any) -> str:
    return one.text if one.column is None else cells.in_words(one.column, value)


def _is_wrapped(column: ColumnSpec) -> bool:
    return column.kind in ("text", "texts", "word")


def _shown(column: ColumnSpec | None, value: Any) -> str | None:
    """What makes cells of one column look unlike: the format of a number or a day, the sign of a standing."""
    if column is None or column.kind in ("text", "code", "link") or cells.is_unknown(value):
        return None
    return SIGNS.get(value, "") if column.kind == "standing" else number_formats.of_cell(column, value)


def _look(column: ColumnSpec | None, shown: str | None) -> Look:
    look = dict(looks.CELL)
    if column is None:
        return look
    if column.kind == "standing":
        look |= looks.SIGNS[shown or ""]
    elif shown is not None:
        look |= {"num_format": shown, **(looks.AT_RIGHT if column.is_numeric else {"align": "left"})}
    elif _is_wrapped(column):
        look |= {"text_wrap": True}
    return look | {"bold": True} if column.is_strong else look
