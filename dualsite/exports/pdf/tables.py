"""A table by its spec as the template takes it: cells in words, those with a sign, and how wide they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dualsite import formats
from dualsite.exports.document import TableBlock
from dualsite.exports.letters import wide
from dualsite.i18n import _
from dualsite.insights import cells
from dualsite.insights.table_spec import SIGNS

Told = dict[str, Any]

MOST_WIDE = 34.0
"""Letters beyond which a column breaks its texts into lines."""

LONGEST_WORD = 22.0
"""Letters beyond which a word, or an address, breaks."""

MOST = 500
"""Rows that are printed; all of them are in the workbook."""


def drawn(block: TableBlock) -> Told:
    """The rows in words under their heads."""
    spec = block.spec
    shown = block.rows.head(MOST)
    columns = [[cells.in_words(column, value) for value in shown[column.name]] for column in spec.shown]
    signs = [
        [SIGNS.get(value, "") if column.kind == "standing" and value else "" for value in shown[column.name]]
        for column in spec.shown
    ]
    note = block.note
    if len(block.rows) > MOST:
        cut = _("First {shown} of {total} rows; the workbook has all of them.")
        note = " ".join([note, cut.format(shown=formats.number(MOST), total=formats.number(len(block.rows)))]).strip()
    return {
        "kind": "table",
        "note": note,
        "heads": [
            head(
                heading,
                texts,
                is_right=column.is_numeric,
                has_signs=column.kind == "standing",
                breaks=column.kind not in ("day", "month", "quarter", "time"),
            )
            for column, heading, texts in zip(spec.shown, spec.headings(block.currency).values(), columns, strict=True)
        ],
        "rows": [
            [
                {"text": text, "sign": sign, "is_strong": column.is_strong}
                for column, text, sign in zip(spec.shown, texts, row_signs, strict=True)
            ]
            for texts, row_signs in zip(zip(*columns, strict=True), zip(*signs, strict=True), strict=True)
        ],
        "nothing": _("No rows."),
    }


def head(
    heading: str, texts: Sequence[str], *, is_right: bool = False, has_signs: bool = False, breaks: bool = True
) -> Told:
    """The head of a column and how many letters wide it is: at least, as it would be, and with its texts in one line.

    `breaks` says whether its texts may break into lines at all.
    """
    sign = 2.0 if has_signs else 0.0
    body = max((wide(text) for text in texts), default=0.0) + sign
    in_head = max([wide(heading) / 2, *(wide(word) for word in heading.split())]) + 0.6
    word = max((wide(word) for text in texts for word in text.split()), default=0.0) + sign if breaks else body
    usual = max(in_head, min(body, MOST_WIDE + max(body - MOST_WIDE, 0.0) * 0.1, 2 * MOST_WIDE))
    return {
        "text": heading,
        "is_right": is_right,
        "least": min(max(in_head, min(word, LONGEST_WORD)), usual) + 1.6,
        "usual": usual + 1.6,
        "whole": max(usual, min(body, 4 * MOST_WIDE)) + 1.6,
    }
