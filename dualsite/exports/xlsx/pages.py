"""The first sheet of a page: what it says in sentences, and its tiles as a table."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.exports import foot
from dualsite.exports.document import PageContent, TextBlock, TileBlock
from dualsite.exports.xlsx import draft as looks
from dualsite.exports.xlsx import number_formats, sheets
from dualsite.exports.xlsx.draft import Draft, Look
from dualsite.exports.xlsx.sheets import Cell, Head
from dualsite.i18n import _
from dualsite.insights.kpis import tile_words
from dualsite.insights.kpis.tiles import Tile

_SIGN = {"good": "✓ ", "watch": "▲ ", "bad": "✕ ", "": ""}
_COLOURS: dict[str, Look] = {
    sign: {name: value for name, value in look.items() if name == "font_color"} for sign, look in looks.SIGNS.items()
}
_WIDE = 122.0
"""The width of the first columns that sentences run across, in characters."""
_ACROSS = 8


def write(draft: Draft, page: PageContent) -> str:
    """Write the sheet of the page; its name."""
    sheet = draft.sheet(page.title)
    sheet.set_tab_color("#5B6B7F")
    draft.put(sheet, 0, 0, page.title, looks.TITLE)
    sheet.set_row(0, 24)
    draft.put(sheet, 1, 0, " · ".join(foot.parts(draft.imprint)), looks.NOTE)
    sheets.write_way_back(draft, sheet, 2)
    row = 4
    for text, look in _sentences(page):
        draft.put_paragraph(sheet, row, text, _ACROSS, _WIDE, look)
        row += 1
    blocks = [block for block in page.blocks if isinstance(block, TileBlock)]
    head = row + 1
    cells = [_cells(tile) for block in blocks for tile in block.tiles]
    heads = _heads()
    for column, one in enumerate(heads):
        sheet.set_column(column, column, one.width)
    if cells:
        sheets.set_heads(draft, sheet, head, heads)
        row = sheets.rows(draft, sheet, head + 1, cells)
        sheet.repeat_rows(head)
        sheet.autofilter(head, 0, row - 1, len(heads) - 1)
        row += 1
    for text in _notes(page):
        draft.put_paragraph(sheet, row, text, _ACROSS, _WIDE, looks.NOTE)
        row += 1
    return str(sheet.name)


def _sentences(page: PageContent) -> Iterator[tuple[str, Look]]:
    """What the page says, from its answer on, each with its look."""
    if page.answer:
        yield page.answer, {"font_size": 12, "font_color": "#101418"}
    if page.comment:
        yield page.comment, {"italic": True}
    for block in page.blocks:
        if isinstance(block, TileBlock) and block.said:
            yield block.said, {}
        if isinstance(block, TextBlock):
            if block.title:
                yield block.title, {"bold": True}
            for one in block.sentences:
                made_up = _(" [illustrative]") if one.is_illustrative else ""
                yield f"{_SIGN[one.sign]}{one.text}{made_up}", _COLOURS[one.sign]


def _notes(page: PageContent) -> Iterator[str]:
    yield from dict.fromkeys(block.note for block in page.blocks if isinstance(block, TileBlock) and block.note)
    if page.sources:
        yield _("Tables: {tables}").format(tables=", ".join(page.sources))


def _heads() -> list[Head]:
    """What the columns of the tiles say; the first eight together are as wide as a sentence."""
    return [
        Head(_("KPI"), width=30),
        Head(_("As displayed"), width=14),
        Head(_("Value"), is_right=True, width=15),
        Head(_("Unit"), width=9),
        Head(_("Target"), width=12),
        Head(_("Target met"), width=12),
        Head(_("Outlook"), width=14),
        Head(_("Vs prior year"), width=16),
        Head(_("Signal"), width=26),
        Head(_("n"), is_right=True, width=9),
        Head(_("Based on"), width=20),
        Head(_("From"), width=14),
        Head(_("To"), width=14),
        Head(_("Illustrative"), width=14),
    ]


def _cells(tile: Tile) -> list[Cell]:
    """A tile as a row; a rate on too few items has no value, as on screen its counts stand in its stead."""
    figure = tile.figure
    value = None if tile.is_count else figure.value
    met = {True: _("met"), False: _("missed"), None: None}[tile.is_met]
    day: Look = {"num_format": number_formats.day(), "align": "left"}
    shown = "General" if value is None else number_formats.of_measure(value, tile.kpi.unit)
    told: list[tuple[object, Look]] = [
        (_(tile.kpi.label), {"bold": True, "text_wrap": True}),
        (tile.value, {}),
        (value, {**looks.NUMBER, "num_format": shown}),
        (tile_words.unit(tile.kpi, tile.currency), {}),
        (tile_words.bound(tile) or None, {}),
        (met, looks.SIGNS[tile_words.target_sign(tile)]),
        (tile_words.ahead(tile) or None, looks.SIGNS[tile_words.ahead_sign(tile)]),
        (tile.change, {}),
        (tile_words.months(tile) or None, {**looks.SIGNS[tile_words.months_sign(tile)], "text_wrap": True}),
        (figure.n or None, {**looks.NUMBER, "num_format": number_formats.WHOLE}),
        (tile.rests_on or None, {"text_wrap": True}),
        (figure.window.first, day),
        (figure.window.last, day),
        (figure.is_illustrative, {}),
    ]
    return [Cell(one, {**looks.CELL, **look}) for one, look in told]
