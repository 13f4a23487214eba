"""Excel workbooks (.xlsx): the tables of registries as a spreadsheet keeps them, told by their header."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from dualsite.errors import DataError
from dualsite.importers import clinicaltrials_csv, ctis, ictrp
from dualsite.importers.records import Advance, ImportFinding, Record, RegistryFormat

FORMS = (clinicaltrials_csv, ctis, ictrp)
"""What a table may be, each told by its header."""

HEADER_WITHIN = 20
"""How far down a sheet the header may stand, under a title and remarks."""


def read_workbook(file: str, content: bytes, advance: Advance) -> tuple[list[Record], list[ImportFinding]]:
    """The studies of every sheet that has the header of a registry's table; the others are named in a finding.

    DataError, naming `file`, when it cannot be opened or no sheet has such a header.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }
    except CalamineError as reason:
        raise DataError(
            f"{file} is an Excel workbook that cannot be read: it may be damaged, or under a password."
        ) from reason
    records: list[Record] = []
    findings: list[ImportFinding] = []
    passed: list[str] = []
    for name, cells in sheets.items():
        rows = [[_text(cell) for cell in row] for row in cells]
        place, form = next(
            ((at, form) for at, row in enumerate(rows[:HEADER_WITHIN]) for form in FORMS if form.is_headed(row)),
            (0, None),
        )
        if form is None:
            passed += [name] if rows else []
            continue
        # Rows above the header are kept as empty ones, so that those below are counted as Excel counts them.
        found, remarks = form.read_table(f"{file}, sheet {name}", _below(rows, place), advance)
        records += found
        findings += remarks
    if not records:
        raise DataError(
            f"{file} is an Excel workbook, but no sheet has the header of a registry's list (NCT Number, Trial number "
            "or TrialID): paste or export the registry's list with its header."
        )
    if passed:
        message = f"{file} also has the sheets {', '.join(passed)}, which are no registry's list: they were not read."
        findings.append(ImportFinding(file, "", None, "", ", ".join(passed), message))
    return records, findings


def _below(rows: Sequence[list[str]], header: int) -> list[list[str]]:
    return [rows[header], *([""] * len(rows[header]) for _ in range(header)), *rows[header + 1 :]]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


WORKBOOK = RegistryFormat("an Excel workbook (.xlsx)", (".xlsx",), lambda head: head.startswith(b"PK"), read_workbook)
"""Told from other archives by `importers.sources`, which opens those."""
