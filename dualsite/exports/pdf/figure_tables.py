"""The numbers behind each figure as a table in words, as a figure's text says them one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dualsite import formats
from dualsite.exports import figure_rows
from dualsite.exports.document import Block
from dualsite.exports.figure_rows import FigureColumn
from dualsite.exports.figures import ChartBlock, GanttBlock, MapBlock, TreeBlock
from dualsite.exports.pdf.tables import head
from dualsite.exports.stated import in_words

Told = dict[str, Any]


def table(block: Block) -> Told | None:
    """Heads and rows of a figure; None for what is a table or text by itself, a matrix among them, or holds nothing."""
    match block:
        case ChartBlock():
            return _told(figure_rows.of_chart(block), block)
        case GanttBlock():
            return _told(figure_rows.of_gantt(block))
        case MapBlock():
            return _told(figure_rows.of_map(block))
        case TreeBlock():
            return _told(figure_rows.of_tree(block))
        case _:
            return None


def _told(columns: Sequence[FigureColumn], block: ChartBlock | None = None) -> Told | None:
    """A table as the template takes it, without columns in which nothing is, lengths that its days tell, and degrees.

    A label stands beside its value under no head of its own.
    """
    shown = [one for one in columns if not one.is_blank and one.kind not in ("length", "degrees")]
    texts = [[_in_words(one, cell, block) for cell in one.cells] for one in shown]
    if not texts:
        return None
    return {
        "heads": [
            head("" if one.kind == "label" else one.heading, said, is_right=one.kind in ("value", "place", "count"))
            for one, said in zip(shown, texts, strict=True)
        ],
        "rows": [[{"text": text} for text in row] for row in zip(*texts, strict=True)],
    }


def _in_words(column: FigureColumn, cell: Any, block: ChartBlock | None) -> str:
    if column.kind == "value" and block is not None:
        return formats.UNKNOWN if cell is None else in_words(cell, block.format, block.currency)
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, date):
        return formats.day(cell)
    return in_words(cell, "number") if column.kind == "place" else formats.number(cell)
