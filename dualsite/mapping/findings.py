"""What of an export could not be taken, or was left out, in words: with its place in their file and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from dualsite.i18n import tellable
from dualsite.mapping.exports import Export, ExportSheet
from dualsite.mapping.spec import ColumnMapping, TableMapping
from dualsite.schema import TABLES
from dualsite.workbooks import ERRORS

BELOW = tellable("Leave out what stands below the rows, or complete it if it is one.")
"""What to do about lines below the rows."""
_NAMED_LINES, _NAMED_TEXT = 5, 60
"""How many of the lines that are left out are named, and how much of each."""


@dataclass(frozen=True)
class MappingFinding:
    """What of an export could not be taken, with its place in their file."""

    table: str
    file: str
    row: int | None
    column: str
    value: str
    message: str
    ours: str = ""
    """The column of ours, where it is about a cell."""
    problem: str = ""
    """A clause that says what is wrong with the cell."""
    advice: str = ""
    """A sentence that says what to do."""


@dataclass(frozen=True)
class Below:
    """The lines of words below the rows of an export, which are none of them and were left out."""

    file: str
    row: int
    """The first of them."""
    problem: str
    """A clause that says which they are."""


def left_out(export: Export) -> Below:
    """The lines of words below the rows of an export that has some, the first few of them named."""
    lines = export.below
    named = ", ".join(f"row {number} “{text[:_NAMED_TEXT]}”" for number, text in lines[:_NAMED_LINES])
    named += ", …" if len(lines) > _NAMED_LINES else ""
    return Below(
        export.name,
        lines[0][0],
        tellable(f"1 line below the rows was taken for words and not read: {named}")
        if len(lines) == 1
        else tellable(f"{len(lines):,} lines below the rows were taken for words and not read: {named}"),
    )


def ragged(table: str, export: Export, number: int, cells: int) -> MappingFinding:
    """That a row has more or fewer cells than the header, so that nobody knows which of them is which."""
    more = tellable("a separator inside a cell needs quotation marks")
    fewer = tellable("a cell is missing, or the separator behind an empty one")
    wide = len(export.header)
    counted = tellable("1 cell") if cells == 1 else tellable(f"{cells} cells")
    problem = f"the row has {counted}, the header {wide}; {more if cells > wide else fewer}"
    message = f"{place_of(None, export.name, number, '')}: {problem}."
    return MappingFinding(table, export.name, number, "", "", message, "", problem, "Correct the row.")


def place_of(sheet: ExportSheet | None, file: str, row: int, theirs: str) -> str:
    """A cell in words, or a row where the column is unknown; of a workbook by the sheet and its name there."""
    if sheet is None:
        return f"{file} row {row}, {theirs}" if theirs else f"{file} row {row}"
    cell = sheet.cell(row, theirs)
    return f"{sheet.file}, {sheet.sheet}!{cell}" if cell else f"{sheet.file}, {sheet.sheet} row {row}"


def valueless(table: str, export: Export, number: int, theirs: str, text: str, ours: str = "") -> MappingFinding:
    """That a cell holds an error of a spreadsheet, or a formula that was never calculated."""
    if text in ERRORS or not text.startswith("="):
        problem = tellable("it is an error of the spreadsheet")
        advice = tellable("Correct the formula, or leave the cell empty.")
    else:
        problem = tellable("it is a formula without a value")
        advice = tellable("Open the workbook in Excel, save it, and deliver it again.")
    return unreadable(table, export, number, theirs, text, ours, problem, advice)


def unreadable(
    table: str, export: Export, number: int, theirs: str, text: str, ours: str, problem: str, advice: str
) -> MappingFinding:
    """That a cell cannot be read: a clause that says what is wrong with it, and a sentence that says what to do."""
    place = place_of(export.sheet, export.name, number, theirs)
    message = f"{place}: “{text}”: {problem}. {advice}"
    return MappingFinding(table, export.name, number, theirs, text, message, ours, problem, advice)


def wish(told: TableMapping, one: ColumnMapping) -> tuple[str, str]:
    """What is wrong with a cell that the mapping cannot read, and what to do."""
    column = TABLES[told.table].columns[one.name]
    if one.codes is not None:
        return tellable("it is no code that the mapping knows"), tellable(f"Add it to the codes of {one.name}.")
    if column.kind == "day":
        return tellable(f"it is no day written as {one.day}"), tellable("Correct it, or the mapping's day.")
    if column.kind == "flag":
        return tellable("it is neither yes nor no"), tellable("Give its codes in the mapping.")
    return (
        tellable(f"it is no number with “{told.decimal}” as decimal mark"),
        tellable("Correct it, or the mapping's decimal."),
    )
