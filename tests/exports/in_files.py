"""The numbers in an exported file, read from its own bytes: what is written, and what cells and charts hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pypdfium2  # type: ignore[import-untyped]

from dualsite import formats
from dualsite.exports.stated import numbers

_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FIELD = re.compile(rb"<a:fld .*?</a:fld>", re.DOTALL)
_PAGE = re.compile(
    r"page \d+ of \d+|\(\d+ of \d+\)|[Ff]irst [\d,]+ of [\d,]+ rows|The first [\d,]+ of [\d,]+|and \d+ more"
)
"""What a file counts of its own."""
_BEGAN = date(1899, 12, 30)
"""The day that workbooks count from."""

SERIALS = range(40_000, 60_000)
"""Days of this century's first half, as workbooks count them."""


@dataclass
class InFile:
    """What a file holds."""

    written: list[str] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    """Numbers that are held as such."""
    days: list[date] = field(default_factory=list)

    def words(self, currency: str) -> set[str]:
        """Every number in the file, a value in each way in which it may be told."""
        found = {one for text in self.written for one in numbers(_PAGE.sub(" ", text))}
        found |= {one for value in self.values for one in told(value, currency)}
        return found | {one for day in self.days for text in told_day(day) for one in numbers(text)}


def told(value: float, currency: str) -> set[str]:
    """The ways in which a value is told."""
    ways = [formats.number(value, digits) for digits in (0, 1, 2, 3)]
    ways += [
        formats.number(100 * value),
        formats.percent(value),
        formats.percent(value, 0),
        formats.money_short(value, currency),
    ]
    return {one for way in ways for one in numbers(way)}


def told_day(day: date) -> list[str]:
    """The ways in which a day is told."""
    return [formats.day(day), formats.month(day), formats.quarter(day)]


def read(file: bytes, kind: str) -> InFile:
    """What a file of the format holds."""
    return {"pptx": _slides, "xlsx": _cells, "pdf": _pages}[kind](file)


def _pages(file: bytes) -> InFile:
    with pypdfium2.PdfDocument(file) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    # A hyphen at which a line is broken is read as a control character.
    return InFile([line.replace("\x02", "-") for page in pages for line in page.splitlines()])


def _cells(file: bytes) -> InFile:
    found = InFile()
    book = openpyxl.load_workbook(io.BytesIO(file))
    for sheet in book:
        hidden = {at for one in sheet.column_dimensions.values() if one.hidden for at in range(one.min, one.max + 1)}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.column in hidden:
                    continue
                if isinstance(cell.value, datetime):
                    found.days.append(cell.value.date())
                    found.written.append(f"{cell.value:%H:%M}" if cell.value.time() != time() else "")
                elif isinstance(cell.value, int | float) and sheet.title == "Cover":
                    continue  # It counts the rows of the sheets.
                elif isinstance(cell.value, int | float):
                    found.values.append(cell.value)
                elif cell.value is not None and cell.value not in book.sheetnames:
                    found.written.append(str(cell.value))
    return found


def _slides(file: bytes) -> InFile:
    found = InFile()
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        for name in package.namelist():
            if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
                slide = ElementTree.fromstring(_FIELD.sub(b"", package.read(name)))
                found.written += _lines(slide)
            elif re.fullmatch(r"ppt/charts/chart\d*\.xml", name):
                _read_chart(ElementTree.fromstring(package.read(name)), found)
    return found


def _lines(element: Any) -> Iterator[str]:
    for paragraph in element.iter(_TEXT[:-1] + "p"):
        yield "".join(one.text or "" for one in paragraph.iter(_TEXT))


def _read_chart(chart: Any, found: InFile) -> None:
    found.written += _lines(chart)
    series = list(chart.iter(f"{_CHART}ser"))
    if series and series[0].findtext(f".//{_CHART}tx//{_CHART}v") == "first day":
        _read_spans(series, found)
        return
    for one in series:
        for part in ("tx", "cat", "val", "xVal", "yVal"):
            for place in one.findall(f"{_CHART}{part}"):
                _read_points(place, found)


def _read_points(place: Any, found: InFile) -> None:
    shown = place.findtext(f".//{_CHART}formatCode") or ""
    held = [one.text or "" for one in place.iter(f"{_CHART}v")]
    if place.find(f"{_CHART}numRef") is None:
        found.written += held
    elif re.search(r"[dmy]{2,}", shown) or all(float(one) in SERIALS for one in held):
        found.days += [_BEGAN + timedelta(days=float(one)) for one in held]
    else:
        found.values += map(float, held)


def _read_spans(series: list[Any], found: InFile) -> None:
    """A Gantt chart as the first and last days of its pieces, one after the other."""
    ends: dict[str, date] = {}
    found.written += [one.text or "" for one in series[0].find(f"{_CHART}cat").iter(f"{_CHART}v")]
    for one in series:
        for point in one.find(f"{_CHART}val").iter(f"{_CHART}pt"):
            row, days = point.get("idx"), float(point.findtext(f"{_CHART}v"))
            ends[row] = ends.get(row, _BEGAN) + timedelta(days=days)
            found.days += [ends[row], ends[row] - timedelta(days=1)]
