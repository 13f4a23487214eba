"""Excel workbooks: which sheets one has, and what stands in their cells, errors and all.

`.xlsx` and `.xlsm` are read here, within the limits of archives that strangers made; `.xls` in a process of its own, as
a damaged one ends the process that reads it.
"""

from __future__ import annotations

from dualsite.workbooks.book import Book, Sheet, SheetCells, open_book
from dualsite.workbooks.cells import ERRORS, Value, address, letters, text
from dualsite.workbooks.unseen import Unseen, unseen

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
"""The endings of files that are read as workbooks, in any case."""

__all__ = [
    "ERRORS",
    "WORKBOOKS",
    "Book",
    "Sheet",
    "SheetCells",
    "Unseen",
    "Value",
    "address",
    "letters",
    "open_book",
    "text",
    "unseen",
]
