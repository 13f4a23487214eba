"""The first sheet: what the workbook is, where it comes from, and where what stands; and the last: what words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from dualsite.exports import foot
from dualsite.exports.document import Document, TileBlock
from dualsite.exports.xlsx import draft as looks
from dualsite.exports.xlsx import number_formats, sheets, widths
from dualsite.exports.xlsx.draft import Draft
from dualsite.exports.xlsx.sheets import Cell, Head
from dualsite.i18n import _
from dualsite.insights.kpis import tile_words
from dualsite.kpi import Kpi


@dataclass(frozen=True)
class Listed:
    """A sheet as the cover lists it."""

    name: str
    page: str
    title: str
    count: int | None = None
    """Its rows; None where that says nothing."""


def begin(draft: Draft) -> Worksheet:
    """The sheet itself, which stands first and is filled last."""
    return draft.sheet(_("Cover"), is_data=False)


def write(draft: Draft, sheet: Worksheet, document: Document, listed: Sequence[Listed]) -> None:
    """Title, origin, and a list of the sheets with a link to each."""
    for column, width in enumerate((34, 26, 62, 10)):
        sheet.set_column(column, column, width)
    draft.put(sheet, 0, 0, document.title, {**looks.TITLE, "font_size": 20})
    sheet.set_row(0, 34)
    draft.put(sheet, 1, 0, document.subtitle, {"font_size": 12, "font_color": "#5B6270"})
    row = 2
    if said := foot.confidential(document.imprint):
        draft.put(sheet, row, 0, said, {"bold": True, "font_color": "#B42318"})
        row += 1
    row += 1
    for name, told in foot.facts(document.imprint):
        draft.put(sheet, row, 0, name, {"font_color": "#5B6270", "valign": "top"})
        sheet.merge_range(row, 1, row, 3, "", draft.look(looks.WRAPPED))
        draft.put(sheet, row, 1, told, looks.WRAPPED)
        sheet.set_row(row, 15.5 * widths.lines(told, 96))
        row += 1
    row += 1
    given = [Head(_("Sheet")), Head(_("Page")), Head(_("What it shows")), Head(_("Rows"), is_right=True)]
    sheets.set_heads(draft, sheet, row, given)
    for one in listed:
        row += 1
        sheet.write_url(row, 0, sheets.address(one.name), draft.look(looks.CELL, looks.LINK), one.name)
        draft.put(sheet, row, 1, one.page, looks.CELL)
        draft.put(sheet, row, 2, one.title, looks.CELL, {"text_wrap": True})
        draft.put(sheet, row, 3, one.count, looks.NUMBER, {"num_format": number_formats.WHOLE})
        sheet.set_row(row, 15.5 * widths.lines(one.title, 60))
    sheet.activate()


def write_definitions(draft: Draft, document: Document) -> Listed:
    """What the terms and the KPIs of the document mean."""
    title = _("Definitions")
    sheet = sheets.begin(draft, title, _("Terms and KPIs of this workbook, and how they are computed"))
    heads = [Head(_("Term"), width=30), Head(_("Definition"), width=70), Head(_("Computed as"), width=50),
             Head(_("Unit"), width=12), Head(_("Better"), width=12), Head(_("Source"), width=30)]  # fmt: skip
    kpis = _kpis(document)
    told = [(term, says, "", "", "", "") for term, says in document.definitions if term not in kpis]
    told += [
        (label, _(kpi.definition), _(kpi.formula), tile_words.unit(kpi, document.imprint.currency),
         {"higher": _("higher"), "lower": _("lower")}.get(kpi.better, ""), kpi.standard or "")
        for label, kpi in kpis.items()
    ]  # fmt: skip
    strong, wrapped = {**looks.CELL, "bold": True, "text_wrap": True}, {**looks.CELL, "text_wrap": True}
    cells = [[Cell(one or None, wrapped if place else strong) for place, one in enumerate(row)] for row in told]
    sheets.small(draft, sheet, heads, cells)
    return Listed(str(sheet.name), "", title, len(told))


def _kpis(document: Document) -> dict[str, Kpi]:
    """The KPIs of all tiles by what they are called, in their order."""
    blocks = [block for page in document.pages for block in page.blocks if isinstance(block, TileBlock)]
    return {_(tile.kpi.label): tile.kpi for block in blocks for tile in block.tiles}
