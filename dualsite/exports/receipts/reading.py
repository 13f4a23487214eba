"""What can be read in an exported file: the lines of its slides, sheets and pages, in order.

A line is a paragraph, a row of a table or sheet, or a series of a chart; numbers stand in it as they are held, to
twelve digits, so that a program that saves the file again and means the same says the same.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from threading import Lock
from typing import Any

import pypdf
import pypdfium2  # type: ignore[import-untyped]
import python_calamine
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.shapes.base import BaseShape
from pptx.shapes.group import GroupShape
from pypdf.errors import PyPdfError

from dualsite.errors import InputError
from dualsite.exports.receipts.receipt import ReadSheet

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_BLANKS = re.compile(r"\s+")

_DAMAGED = (
    *(AttributeError, LookupError, OSError, RuntimeError, SyntaxError, TypeError, ValueError),
    *(zipfile.BadZipFile, zlib.error, PyPdfError, PythonPptxError, python_calamine.CalamineError),
)
"""What the readers raise for bytes that are not as they should be; a broken package or page can be broken anywhere."""

# Of a damaged file pypdf says thousands of things; that it is damaged is all that anybody can use.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def kind_of(file: bytes) -> str:
    """The format of a file by what it holds: pptx, pdf or xlsx. Raises InputError for another one."""
    if file.startswith(b"%PDF"):
        return "pdf"
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile:
        names = set()
    if "ppt/presentation.xml" in names:
        return "pptx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise InputError("The file is neither a presentation (.pptx), a PDF nor a workbook (.xlsx). Name one of these.")


def sheets(file: bytes) -> tuple[ReadSheet, ...]:
    """What can be read in a file. Raises InputError for one of another format, and for one that is damaged."""
    kind = kind_of(file)
    try:
        return tuple(_READERS[kind](file))
    except _DAMAGED as error:
        raise InputError(
            f"The file cannot be read as {kind.upper()}: it is damaged. Take the one that was sent."
        ) from error


def _slides(file: bytes) -> Iterator[ReadSheet]:
    for number, slide in enumerate(Presentation(io.BytesIO(file)).slides, 1):
        yield ReadSheet(f"slide {number}", tuple(_lines(slide.shapes)))


def _lines(shapes: Iterable[BaseShape]) -> Iterator[str]:
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _lines(shape.shapes)
        elif getattr(shape, "has_chart", False):
            yield from _chart(shape.chart)  # type: ignore[attr-defined]
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:  # type: ignore[attr-defined]
                yield " | ".join(" ".join(_paragraphs(cell._tc)) for cell in row.cells)
        elif shape.has_text_frame:
            yield from _paragraphs(shape._element)


def _paragraphs(element: Any) -> Iterator[str]:
    """The text that was typed; what a program fills in, such as the number of the slide, is left out."""
    for paragraph in element.iter(f"{_DRAWING}p"):
        said = _plain("".join(_typed(paragraph)))
        if said:
            yield said


def _typed(paragraph: Any) -> Iterator[str]:
    for one in paragraph:
        if one.tag == f"{_DRAWING}r":
            yield one.findtext(f"{_DRAWING}t") or ""
        elif one.tag == f"{_DRAWING}br":
            yield " "


def _chart(chart: Any) -> Iterator[str]:
    """A line per series: its name, and each category with its value; the titles and labels; then what the workbook
    within says otherwise."""
    drawn: set[str] = set()
    for series in chart._chartSpace.iter(f"{_CHART}ser"):
        name = " ".join(_points(series, "tx").values())
        places = _points(series, "cat") or _points(series, "xVal")
        values = _points(series, "val") or _points(series, "yVal")
        told = (f"{places.get(place, '')} = {values.get(place, '')}" for place in sorted({*places, *values}))
        yield f"{name}: {'; '.join(told)}"
        drawn |= set(values.values())
    words = (_plain(one.text or "") for one in chart._chartSpace.iter(f"{_DRAWING}t"))
    yield from filter(None, words)
    yield from _otherwise(chart, drawn)


def _points(series: Any, part: str) -> dict[int, str]:
    """The points of a part of a series by their place, as they are kept beside what they refer to."""
    found = series.find(f"{_CHART}{part}")
    if found is None:
        return {}
    points = {int(one.get("idx")): one.findtext(f"{_CHART}v") or "" for one in found.iter(f"{_CHART}pt")}
    if part == "tx":
        points = points or {0: found.findtext(f"{_CHART}v") or ""}
    is_number = found.find(f".//{_CHART}numCache") is not None or found.find(f"{_CHART}numLit") is not None
    return {place: _number(said) if is_number else _plain(said) for place, said in points.items() if said}


def _otherwise(chart: Any, drawn: set[str]) -> Iterator[str]:
    """Numbers of the drawn chart that the workbook within it, which is what is edited, does not hold."""
    part = chart.part.chart_workbook.xlsx_part
    if part is None:
        return
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(part.blob))
    cells = (
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True)
        for cell in row
    )
    held = {_number(_serial(cell)) for cell in cells if isinstance(cell, int | float | date)}
    missing = sorted(drawn - held)
    if missing:
        yield "not in the chart's workbook: " + "; ".join(missing)


def _serial(cell: float | date) -> float:
    """A cell as a number: days are counted from the end of 1899, as workbooks do."""
    if isinstance(cell, datetime):
        return (cell - datetime(1899, 12, 30)).total_seconds() / 86400  # noqa: DTZ001 - a workbook knows no zones
    return (cell - date(1899, 12, 30)).days if isinstance(cell, date) else cell


def _rows(file: bytes) -> Iterator[ReadSheet]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        lines = (" | ".join(map(_cell, row)).rstrip(" |") for row in rows)
        yield ReadSheet(name, tuple(f"{number}: {line}" for number, line in enumerate(lines, 1) if line))


_ONE_AT_A_TIME = Lock()
"""PDFium reads one file at a time in a process."""


def _pages(file: bytes) -> Iterator[ReadSheet]:
    """The text of each page, and a digest of all that is drawn on it: what is no text cannot be told from its text."""
    with _ONE_AT_A_TIME:
        texts = _texts(file)
    for number, (page, text) in enumerate(zip(pypdf.PdfReader(io.BytesIO(file)).pages, texts, strict=True), 1):
        said = (_plain(line) for line in text.splitlines())
        content = page.get_contents()
        drawn = hashlib.sha256(content.get_data() if content is not None else b"").hexdigest()
        yield ReadSheet(f"page {number}", (*filter(None, said), f"drawn: {drawn}"))


def _texts(file: bytes) -> list[str]:
    with pypdfium2.PdfDocument(file) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _number(value: object) -> str:
    return "" if value is None else f"{float(value):.12g}"  # type: ignore[arg-type]


def _cell(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return _number(value)
        case datetime():
            return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
        case date():
            return value.isoformat()
        case timedelta() | time():
            return str(value)
        case _:
            return _plain(str(value))


_READERS: dict[str, Callable[[bytes], Iterator[ReadSheet]]] = {"pptx": _slides, "xlsx": _rows, "pdf": _pages}
