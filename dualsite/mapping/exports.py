"""The rows of an export as texts, each with its number in its file; a sheet of a workbook by `book.xlsx#Sheet`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from dualsite.errors import DataError
from dualsite.mapping.spec import TableMapping

BOOKS = (".xlsx", ".xls", ".xlsb", ".xlsm")
_SEPARATORS = ";\t,|"


@dataclass(frozen=True)
class Export:
    """One file or sheet of theirs. Rows are counted as a person counts them in it."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def exports(folder: Path, told: TableMapping) -> Iterator[Export]:
    """The files of a mapped table in the order in which they are named. DataError when one is not there or no table."""
    for pattern in told.files:
        name, _, sheet = pattern.partition("#")
        if not name or Path(name).is_absolute() or ".." in Path(name).parts:
            raise DataError(f"mapping.toml, [{told.table}]: “{pattern}” is no name of a file in the folder.")
        paths = sorted(folder.glob(name))
        if not paths:
            raise DataError(f"mapping.toml, [{told.table}]: there is no file {name} in {folder}.")
        for path in paths:
            yield read_export(path, sheet, told.encoding, told.separator, told.skip)


def read_export(
    path: Path, sheet: str = "", encoding: str = "utf-8-sig", separator: str | None = None, skip: int = 0
) -> Export:
    """One file or sheet; the first sheet when none is named. DataError, naming it, when it cannot be read."""
    name = f"{path.name}#{sheet}" if sheet else path.name
    lines = _cells(path, sheet) if path.suffix.lower() in BOOKS else _lines(path, encoding, separator)
    numbered = [(number, tuple(cell.strip() for cell in row)) for number, row in enumerate(lines, start=1)]
    filled = [(number, row) for number, row in numbered[skip:] if any(row)]
    if not filled:
        raise DataError(f"{name} holds no rows.")
    (_, header), *rows = filled
    return Export(name, header, tuple(rows))


def _lines(path: Path, encoding: str, separator: str | None) -> Sequence[Sequence[str]]:
    try:
        text = path.read_bytes().decode(encoding)
    except UnicodeDecodeError as reason:
        raise DataError(
            f"{path.name} is not {encoding} (byte {reason.start + 1:,}): name its encoding, such as cp1252 or utf-16."
        ) from reason
    except LookupError as reason:
        raise DataError(
            f"{path.name}: there is no encoding {encoding}; common are utf-8, cp1252 and utf-16."
        ) from reason
    except OSError as reason:
        raise DataError(f"{path.name} cannot be read ({reason.strerror}): check who may read it.") from reason
    beginning = text[:4096]
    try:
        return list(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator or max(_SEPARATORS, key=beginning.count))
        )
    except csv.Error as reason:
        raise DataError(f"{path.name} cannot be read as a table ({reason}): export it again.") from reason


def _cells(path: Path, sheet: str) -> Sequence[Sequence[str]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        if sheet and sheet not in book.sheet_names:
            raise DataError(f"{path.name} has no sheet {sheet}: it has {', '.join(book.sheet_names)}.")
        cells = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as reason:
        raise DataError(f"{path.name} cannot be read as an Excel workbook ({reason}): save it again.") from reason
    return [[_text(cell) for cell in row] for row in cells]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell.isoformat()[:10] if isinstance(cell, datetime | date) else str(cell)
