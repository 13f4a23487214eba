"""Where a table lies: its files, and of one in a workbook the sheet and the columns as a spreadsheet calls them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dualsite.mapping import ExportSheet
from dualsite.store.findings import Finding


@dataclass(frozen=True)
class ExportRows:
    """Where the rows of a mapped table lie: numbered as in the exports, those of a further file counting on."""

    files: tuple[str, ...]
    lasts: tuple[int, ...]
    """The number of the last row of each file."""
    columns: Mapping[str, str]
    """The column of theirs that each of ours comes from, of those that come from one."""
    sheets: Mapping[str, ExportSheet] = field(default_factory=dict)
    """Those of the files that are sheets of workbooks."""

    def number(self, file: str, row: int) -> int:
        """The number of a row of one of the files."""
        at = self.files.index(file)
        return row + (self.lasts[at - 1] if at else 0)

    def found(self, one: Finding) -> Finding:
        """A finding of the table with the file, the row and the column of theirs that it is about."""
        if one.row is None or one.file is not None or not self.files:
            return one
        file, row = self._place(one.row)
        problem = re.sub(r"\bin row (\d+)", lambda found: self._in_words(int(found[1])), one.problem)
        theirs = self.columns.get(one.column or "")
        told = replace(one, file=file, row=row, problem=problem, theirs=theirs)
        sheet = self.sheets.get(file)
        if sheet is None:
            return told
        return replace(told, file=sheet.file, sheet=sheet.sheet, cell=sheet.cell(row, theirs))

    def _place(self, number: int) -> tuple[str, int]:
        at = min(bisect_left(self.lasts, number), len(self.files) - 1)
        return self.files[at], number - (self.lasts[at - 1] if at else 0)

    def _in_words(self, number: int) -> str:
        file, row = self._place(number)
        return f"in row {row}" if len(self.files) == 1 else f"in {file} row {row}"


@dataclass(frozen=True)
class TablePlace:
    """Where a table lies in its data folder."""

    files: tuple[str, ...]
    """By their names within the folder; several where a folder holds parts."""
    sheet: str | None = None
    letters: Mapping[str, str] | None = None
    """The letters of the columns of its sheet, by their names."""

    exports: ExportRows | None = None
    """Where its rows lie in exports that a mapping makes it of."""

    @property
    def named(self) -> str:
        """The file, or the first ones of several, and the sheet."""
        more = " …" if len(self.files) > 2 else ""
        return ", ".join(self.files[:2]) + more + (f" (sheet {self.sheet})" if self.sheet else "")

    def found(self, one: Finding) -> Finding:
        """A finding of the table with the sheet and the cell, or the row of an export, that it is about."""
        if self.exports is not None:
            return self.exports.found(one)
        if self.sheet is None or one.sheet is not None:
            return one
        letter = (self.letters or {}).get(one.column or "")
        cell = f"{letter}{one.row}" if letter and one.row is not None else None
        return replace(one, file=self.files[0], sheet=self.sheet, cell=cell)
