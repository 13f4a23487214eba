"""Workbooks that tests make: texts as Excel holds them, days as days and numbers as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from dualsite.schema import TABLES
from dualsite.schema.columns import Column


def of_csv(table: str, text: str) -> list[list[Any]]:
    """The rows of a CSV file, header first, with every value as a spreadsheet would hold it."""
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    columns = [TABLES[table].columns[name] for name in header]
    return [list(header), *([_value(column, cell) for column, cell in zip(columns, row, strict=True)] for row in rows)]


def _value(column: Column, cell: str) -> Any:
    if not cell:
        return None
    match column.kind:
        case "day":
            return date.fromisoformat(cell)
        case "number" | "count":
            return float(cell)
        case "flag":
            return cell == "true"
        case _:
            return cell


def write(path: Path, sheets: Mapping[str, Iterable[Iterable[Any]]]) -> Path:
    """Write a workbook with these sheets, a row a list."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path
