"""A workbook while it is written: its looks, each made once, the names of its sheets, and one way into a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dualsite import formats
from dualsite.exports import foot
from dualsite.exports.document import Imprint
from dualsite.exports.xlsx import widths
from dualsite.i18n import _

Look = dict[str, Any]

LONGEST_NAME = 31
"""Of a sheet, in UTF-16 units, as Excel counts them."""
LONGEST_TEXT = 32_767
"""Of a cell. Source: Excel specifications and limits."""
LONGEST_LINK = 2_000
MOST_LINKS, MOST_LINKS_OF_LONG = 60_000, 1_000
"""Of a sheet, under Excel's limit of 65,530; they stay in the memory, and so there are few of them in a long one."""

TITLE: Look = {"bold": True, "font_size": 14, "font_color": "#101418", "valign": "vcenter"}
NOTE: Look = {"font_color": "#5B6270", "font_size": 9}
TEXT: Look = {"valign": "top"}
WRAPPED: Look = {"valign": "top", "text_wrap": True}
HEAD: Look = {
    **{"bold": True, "font_color": "#101418", "bg_color": "#E9ECF1", "text_wrap": True, "valign": "vcenter"},
    **{"bottom": 1, "bottom_color": "#808691"},
}
CELL: Look = {"valign": "top", "bottom": 4, "bottom_color": "#C9CED6"}
AT_RIGHT: Look = {"align": "right", "indent": 1}
"""Set in by a little, so that the text of the next column stands clear of it."""
NUMBER: Look = {**CELL, **AT_RIGHT}
LINK: Look = {"font_color": "#0B5CAD", "underline": 1, "valign": "top"}
SIGNS: dict[str, Look] = {
    "good": {"font_color": "#1B7F5C", "num_format": '"✓ "@'},
    "watch": {"font_color": "#B45309", "num_format": '"▲ "@'},
    "bad": {"font_color": "#B42318", "num_format": '"✕ "@'},
    "": {},
}
"""The sign stands before the word by its format, so that the cell holds the word alone."""


@dataclass
class Draft:
    """What the sheets of one workbook share."""

    workbook: Workbook
    imprint: Imprint
    is_long: bool
    """Whether rows leave the memory as they are written."""
    looks: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)
    kept: dict[int, tuple[Look, Format]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    links: dict[str, int] = field(default_factory=dict)

    def look(self, *looks: Look) -> Format:
        """The format that all of these make together, the later over the earlier."""
        kept = self.kept.get(id(looks[0])) if len(looks) == 1 else None
        if kept is not None:
            return kept[1]
        merged = {name: value for one in looks for name, value in one.items()}
        key = tuple(sorted(merged.items()))
        if key not in self.looks:
            self.looks[key] = self.workbook.add_format(merged)
        return self.looks[key]

    def keep(self, look: Look) -> Look:
        """The look itself, found at once whenever it is given alone: for what stands in very many cells."""
        self.kept[id(look)] = look, self.look(look)
        return look

    def sheet(self, title: str, *, is_data: bool = True) -> Worksheet:
        """A new sheet named by `title`, ready to be printed; rows of data along the width of a page."""
        name = sheet_name(title, self.names)
        self.names.append(name)
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        if is_data:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(_footer(self.imprint))
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, *looks: Look) -> None:
        """Write a value by its type: numbers, days and moments as such, text never as a formula, unknown as nothing."""
        if value is None or value != value:
            sheet.write_blank(row, column, None, self.look(*looks))
        elif isinstance(value, bool):
            sheet.write_string(row, column, _("yes") if value else _("no"), self.look(*looks))
        elif isinstance(value, datetime):
            moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(row, column, moment, self.look(*looks))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.look(*looks))
        elif isinstance(value, str):
            self._put_text(sheet, row, column, value, looks)
        else:
            sheet.write_number(row, column, float(value), self.look(*looks))

    def put_link(self, sheet: Worksheet, row: int, column: int, address: str, *looks: Look) -> None:
        """Write an address of the web as a link; as text where Excel takes no link of it."""
        count = self.links[sheet.name] = self.links.get(sheet.name, 0) + 1
        most = MOST_LINKS_OF_LONG if self.is_long else MOST_LINKS
        is_link = address.startswith(("https://", "http://")) and len(address) <= LONGEST_LINK and count <= most
        if is_link and re.fullmatch(r"[!-~]+", address):
            sheet.write_url(row, column, address, self.look(*looks, LINK), address)
        else:
            self._put_text(sheet, row, column, address, looks)

    def _put_text(self, sheet: Worksheet, row: int, column: int, text: str, looks: Sequence[Look]) -> None:
        # Text that would run as a formula once it is typed over carries the mark that spreadsheets give to text.
        runs = formats.as_spreadsheet_text(text) != text
        shown = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
        sheet.write_string(row, column, shown, self.look(*looks, {"quote_prefix": True}) if runs else self.look(*looks))

    def put_paragraph(self, sheet: Worksheet, row: int, text: str, columns: int, wide: float, *looks: Look) -> None:
        """Write text across the first columns, which are `wide` characters together, as high as it needs."""
        look = self.look(WRAPPED, *looks)
        sheet.merge_range(row, 0, row, max(columns - 1, 1), "", look)
        self._put_text(sheet, row, 0, text, (WRAPPED, *looks))
        size = look.font_size / 11
        sheet.set_row(row, 15.5 * size * widths.lines(text, wide / size) + 3)


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """A name for a sheet: what Excel allows of the title, cut at a word, and unlike any that is taken."""
    allowed = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).split()).strip("' ") or _("Sheet")
    others = {name.casefold() for name in taken} | {"history"}
    name = _cut(allowed, LONGEST_NAME)
    number = 2
    while name.casefold() in others:
        ending = f" ({number})"
        name = _cut(allowed, LONGEST_NAME - len(ending)) + ending
        number += 1
    return name


def _cut(text: str, longest: int) -> str:
    """At most so many UTF-16 units of a text, at the end of a word where that leaves most of it."""
    if _units(text) <= longest:
        return text
    while _units(text) > longest - 1:
        text = text[:-1]
    at_word = text.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > len(text) * 0.6 else text).rstrip(" ,;.'–—-") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _footer(imprint: Imprint) -> str:
    """Left where it comes from, right the page; Excel takes 255 characters."""
    said = [one for one in (foot.confidential(imprint), *foot.parts(imprint), imprint.receipt) if one]
    left = " · ".join(said).replace("&", "&&")
    page = _("page {page} of {pages}").format(page="&P", pages="&N")
    return f"&L&8{left[: 235 - len(page)].removesuffix('&')}&R&8{page}"
