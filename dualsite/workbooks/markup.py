"""The XML of a sheet, read for what its values do not say: errors, formulas without a value, what is hidden or merged.

Read by patterns and not by a parser: a sheet of a million cells is looked through in a fraction of the time. A sheet
whose XML is written so that patterns could miss something is refused.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from dualsite.errors import DataError
from dualsite.workbooks.cells import Place, letters, place_of

MOST_CELLS = 30_000_000
"""Cells between the corners of a sheet, empty ones too: so many places are kept in memory."""

_ROOT = re.compile(rb"<(\w+:)?worksheet\b")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true|on)[\"']")
_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d+)[\"']")
_CALLED = re.compile(rb"\br\s*=\s*[\"']([A-Z]+\d+)[\"']")
_WIDE = re.compile(rb"\br=[\"'][A-Z]{2}")
_COLUMN = re.compile(rb"\br=[\"']([A-Z]+)\d")
_FROM_TO = re.compile(rb"\b(min|max)\s*=\s*[\"'](\d+)[\"']")
_REF = re.compile(rb"\bref\s*=\s*[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
_IS_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")


@dataclass(frozen=True)
class SheetMarks:
    """What the XML of a sheet says beside the values."""

    faults: dict[Place, str] = field(default_factory=dict)
    """Cells that hold an error or a formula without a value, with the error or the formula as text."""
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    """Ranges of merged cells: “A2:A5”."""


def marks(name: str, xml: bytes) -> SheetMarks:
    """What the XML of a sheet says; DataError, naming it, when it is written as no spreadsheet does, or too large."""
    root = _ROOT.search(xml[:10_000])
    if root is None or b"<![CDATA[" in xml or b"<!DOCTYPE" in xml:
        raise DataError(f"{name} is not written as spreadsheets write it: open it in Excel and save it again")
    prefix = root.group(1) or b""
    rows = [(found.start(), found.group(1)) for found in re.finditer(b"<" + prefix + rb"row\b([^>]*)>", xml)]
    _check_size(name, xml, rows)
    return SheetMarks(
        dict(_faults(xml, prefix)),
        tuple(number for number, own in _numbered(rows) if _HIDDEN.search(own)),
        tuple(_hidden_columns(xml, prefix)),
        tuple(
            found.group(1).decode()
            for one in re.finditer(b"<" + prefix + rb"mergeCell\b([^>]*)>", xml)
            if (found := _REF.search(one.group(1)))
        ),
    )


_OTHER_ERROR = re.compile(
    rb"(<(?:\w+:)?c\b[^>]*\bt=[\"']e[\"'][^>]*>\s*(?:<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>)"
    rb"(?!#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)<)[^<]*"
)


def with_known_errors(xml: bytes) -> bytes:
    """The XML with #N/A in the place of errors that not every reader knows, such as those of newer spreadsheets."""
    return _OTHER_ERROR.sub(rb"\1#N/A", xml)


def holds_cells(xml: bytes) -> bool:
    """Whether any cell of a sheet has a value or a formula."""
    return re.search(rb"<(?:\w+:)?(?:v|f|is)[\s/>]", xml) is not None


def _numbered(rows: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """The attributes of rows with their numbers; a row without one follows the one before."""
    numbered, number = [], 0
    for _, own in rows:
        found = _NUMBER.search(own)
        number = int(found.group(1)) if found else number + 1
        numbered.append((number, own))
    return numbered


def _check_size(name: str, xml: bytes, rows: list[tuple[int, bytes]]) -> None:
    height = max((number for number, _ in _numbered(rows)), default=0)
    width = 26
    if _WIDE.search(xml):
        width = max(place_of(one.decode() + "1")[1] for one in set(_COLUMN.findall(xml)))
    if height * width > MOST_CELLS:
        raise DataError(
            f"{name} reaches to {letters(width)}{height}, which are more than {MOST_CELLS:,} cells: delete the rows "
            "and columns beyond the table, or save it as CSV or Parquet"
        )


def _faults(xml: bytes, prefix: bytes) -> list[tuple[Place, str]]:
    own = re.escape(prefix)
    found: list[tuple[Place, str]] = []
    formula = b"<" + own + rb"f\b[^>]*?(?:/>|>([^<]*)</" + own + b"f>)"
    value = b"<" + own + rb"v\b[^>]*?(?:/>|>([^<]*)</" + own + b"v>)"
    if b't="e"' in xml or b"t='e'" in xml:
        cell = b"<" + own + rb"c\b([^>]*\bt=[\"']e[\"'][^>]*)>\s*(?:" + formula + rb"\s*)?(?:" + value + b")?"
        found += [(_place(xml, one, prefix), _text(one.group(3)) or "#N/A") for one in re.finditer(cell, xml)]
    if b"<" + prefix + b"f" in xml:
        cell = b"<" + own + rb"c\b([^>]*)>\s*" + formula + rb"\s*(?:" + value + b")?"
        found += [
            (_place(xml, one, prefix), f"={_text(one.group(2))}")
            for one in re.finditer(cell, xml)
            if not one.group(3) and not (one.group(3) == b"" and _IS_TEXT.search(one.group(1)))
        ]
    return found


def _text(found: bytes | None) -> str:
    return html.unescape((found or b"").decode("utf-8", errors="replace")).strip()


def _place(xml: bytes, cell: re.Match[bytes], prefix: bytes) -> Place:
    """Where a cell stands; where it does not say so, it follows the one before."""
    if called := _CALLED.search(cell.group(1)):
        return place_of(called.group(1).decode())
    rows = list(re.finditer(b"<" + prefix + rb"row\b([^>]*)>", xml[: cell.start()]))
    row = _numbered([(one.start(), one.group(1)) for one in rows])[-1][0]
    before = re.findall(b"<" + prefix + rb"c\b[^>]*>", xml[rows[-1].end() : cell.start()])
    column = 0
    for one in before:
        found = _CALLED.search(one)
        column = place_of(found.group(1).decode())[1] if found else column + 1
    return row, column + 1


def _hidden_columns(xml: bytes, prefix: bytes) -> list[str]:
    found: list[str] = []
    for one in re.finditer(b"<" + prefix + rb"col\b([^>]*)>", xml):
        bounds = {name: int(number) for name, number in _FROM_TO.findall(one.group(1))}
        if _HIDDEN.search(one.group(1)) and len(bounds) == 2:
            first, last = bounds[b"min"], bounds[b"max"]
            found.append(letters(first) if first == last else f"{letters(first)}–{letters(last)}")
    return found
