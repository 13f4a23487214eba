"""What the pages put together their blocks with: tiles, tables, sentences, and a word for what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.document import Block, PageContent, Sentence, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import ChartBlock, GanttBlock, MapBlock, MatrixBlock, Series, Style
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.kpis import tiles as kpis
from dualsite.insights.table_spec import TableSpec
from dualsite.palette import BAD, GOOD, INK, SOLID, WATCH
from dualsite.sitemap import PAGES, PageId

PARTY_LOOKS: tuple[tuple[str, Style], ...] = (
    (SOLID, "solid"),
    (INK, "lighter"),
    (INK, "hatched"),
    (INK, "thin"),
    (INK, "outlined"),
)
"""How the days of each who may be waited for are drawn, in the order they are told; parties have no colours."""

VARIATION_COLOURS = {"IMPROVEMENT": GOOD, "CONCERN": WATCH, "HIGH": "#0072B2", "LOW": "#0072B2"}
"""The colour of a month that is more than chance; where neither is better it is blue."""

SIGN_COLOURS = {"good": GOOD, "watch": WATCH, "bad": BAD}


def page(
    view: View,
    page_id: PageId,
    answer: str,
    blocks: tuple[Block, ...],
    tables: Sequence[str],
    card: Iterable[Block] = (),
) -> PageContent:
    """The page under its title, with the card open beside it; `tables` are those of the contract that it rests on."""
    there = tuple(name for name in tables if view.has(name))
    lacking = tuple(name for name in dict.fromkeys(tables) if name not in there)
    title = _(PAGES[page_id].title)
    return PageContent(page_id, title, answer, blocks, sources=there, lacking=lacking, card=tuple(card))


def tiles(view: View, ids: Sequence[str], said: str = "") -> TileBlock:
    """The KPIs as tiles, with the note that stands below them."""
    note = _(
        "Trailing 12 months to {day} unless stated otherwise; trend lines and signals: the last 24 complete months."
    )
    return TileBlock(f"tiles {ids[0]}", kpis.tiles(view, ids), said, note.format(day=formats.day(view.as_of)))


def table(
    view: View, key: str, title: str, spec: TableSpec, rows: pd.DataFrame, currency: str = "", note: str = ""
) -> TableBlock:
    """Rows by their spec as this view may be told them, marked when any of them is illustrative."""
    is_made_up = "data_class" in rows and provenance.has_illustrative(rows)
    return TableBlock(key, title, spec.for_reader(view), rows, currency, is_made_up, note)


def limit_lines(rows: Sequence[Any], targets: Sequence[float | None]) -> list[Series]:
    """The lines of a control chart over its months, as far as each is known: limits, mean and target."""
    lines = (
        (_("upper limit"), [row.upper for row in rows], True),
        (_("mean"), [row.centre for row in rows], False),
        (_("lower limit"), [row.lower for row in rows], True),
        (_("target"), targets, True),
    )
    return [
        Series(name, values, INK, is_line=True, is_dashed=is_dashed)
        for name, values, is_dashed in lines
        if any(value is not None for value in values)
    ]


def by_party(parts: Mapping[str, tuple[str, Sequence[Any]]], said: Callable[[Any], str]) -> list[Series]:
    """A series for each who was waited for and has any days, by name, `said` telling what stands in a stretch."""
    return [
        Series(name, values, colour, style, labels=[said(value) if value else "" for value in values])
        for (name, values), (colour, style) in zip(parts.values(), PARTY_LOOKS, strict=False)
        if any(values)
    ]


def sentence(
    key: str, text: str, sign: Literal["good", "watch", "bad", ""] = "", title: str = "", is_illustrative: bool = False
) -> TextBlock:
    """One sentence by itself."""
    return TextBlock(key, title, (Sentence(text, sign, is_illustrative),))


def heading(key: str, title: str) -> TextBlock:
    """A finding that nothing stands under."""
    return TextBlock(key, title, ())


def nothing(key: str, title: str) -> TextBlock:
    """What stands under the finding of a figure that has nothing to show."""
    return sentence(key, _(wording.NOTHING_TO_DRAW), title=title)


def drawn(block: ChartBlock | GanttBlock | MatrixBlock | MapBlock) -> Block:
    """The figure; a word in its place when it has no marks."""
    match block:
        case ChartBlock():
            is_blank = not any(value is not None for one in block.series for value in one.values)
        case MapBlock():
            is_blank = not (block.shaded or block.places or block.lanes)
        case _:
            is_blank = not block.rows
    return nothing(block.key, block.title) if is_blank else block


def missing(view: View, tables: Sequence[str]) -> TextBlock | None:
    """What cannot be said for want of tables; None when they are all there."""
    lacking = [name for name in tables if not view.has(name)]
    if not lacking:
        return None
    said = _("Not in the data: {tables}.").format(tables=formats.listed(lacking))
    return sentence(f"missing {' '.join(lacking)}", said)
