"""Spans along time, and a shaded matrix, as what is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from dualsite import formats
from dualsite.exports.figures import GanttBlock, MatrixBlock, Shade
from dualsite.exports.letters import wide
from dualsite.exports.pdf.scale import days
from dualsite.i18n import _
from dualsite.palette import contrast, lighter

Drawn = dict[str, Any]


def gantt(block: GanttBlock) -> Drawn:
    """The rows with their spans and marks at places between 0, the first day, and 1, the last."""
    return {
        "kind": "gantt",
        "ticks": [{"at": _at(block, day), "text": text} for day, text in days(block.first, block.last)],
        "as_of": _at(block, block.as_of) if block.first <= block.as_of < block.last else None,
        "as_of_text": _("as of {day}").format(day=formats.day(block.as_of)),
        "rows": [
            {
                "name": row.name,
                "group": row.group,
                "said": row.said,
                "spans": [
                    {
                        "from": _at(block, span.starts_on),
                        "to": _at(block, span.ends_on),
                        "name": span.name,
                        "colour": span.colour,
                        "style": span.style,
                    }
                    for span in row.spans
                    if span.ends_on > block.first and span.starts_on < block.last
                ],
                "marks": [
                    {"at": _at(block, mark.on), "name": mark.name, "colour": mark.colour, "style": mark.style,
                     "shape": mark.shape}
                    for mark in row.marks
                    if block.first <= mark.on <= block.last
                ],
            }
            for row in block.rows
        ],
    }  # fmt: skip


def _at(block: GanttBlock, day: date) -> float:
    whole = (block.last - block.first).days or 1
    return min(max((day - block.first).days / whole, 0.0), 1.0)


def matrix(block: MatrixBlock) -> Drawn:
    """The cells with the colour behind and that of their text."""
    return {
        "kind": "matrix",
        "columns": list(block.columns),
        "widest_name": max((wide(name) for name, _shades in block.rows), default=0.0),
        "wide": [
            _wide(column, [shades[place].text for _name, shades in block.rows])
            for place, column in enumerate(block.columns)
        ],
        "rows": [{"name": name, "cells": [_cell(block, one) for one in shades]} for name, shades in block.rows],
    }


def _wide(column: str, texts: Sequence[str]) -> float:
    """The share of a column: that of its longest word, more where its texts are long."""
    words = max((wide(word) for text in (column, *texts) for word in text.split()), default=1.0)
    return max(words, math.sqrt(max((wide(text) for text in texts), default=0.0)) * 2.2, 3.0)


def _cell(block: MatrixBlock, shade: Shade) -> Drawn:
    fill = None if shade.depth is None else lighter(block.colour, 1 - 0.9 * min(max(shade.depth, 0.0), 1.0))
    is_dark = fill is not None and contrast("#ffffff", fill) > contrast("#101418", fill)
    return {"text": shade.text, "fill": fill, "is_light": is_dark, "is_outlined": shade.is_outlined, "sign": shade.sign}
