"""Cells in which a spreadsheet has no value: an error such as #REF!, or a formula that was never calculated."""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pyarrow

from dualsite.i18n import tellable
from dualsite.store.diagnosis.columns import Mends, Relation
from dualsite.store.diagnosis.remedy import Mended
from dualsite.workbooks import ERRORS

ERROR = tellable("cells hold an error of the spreadsheet")
UNCALCULATED = tellable("formulas have no value: the workbook was saved without being calculated")

_ADVICE = {
    ERROR: tellable("Correct the formulas, or leave the cells empty. Nothing is read from them."),
    UNCALCULATED: tellable("Open the workbook in Excel, save it, and deliver it again. Nothing is read from them."),
}

_BYTES = tuple(error.encode() for error in ERRORS)


def may_hold(content: bytes) -> bool:
    """Whether a file may hold an error of a spreadsheet; quick, and sure where it says no."""
    return b"#" in content and any(error in content for error in _BYTES)


def of_errors(
    cursor: duckdb.DuckDBPyConnection, relation: Relation, columns: Collection[str], formulas: Collection[str]
) -> Mends:
    """The cells that hold no value, which can be read in no way; `formulas` are what stands in cells of such."""
    if not columns:
        return {}
    cursor.register("of_errors", pyarrow.table({"error": pyarrow.array([*ERRORS, *formulas], pyarrow.string())}))
    found = {
        name: cursor.execute(
            f'SELECT DISTINCT "{name}" FROM {relation.sql} WHERE "{name}" IN (SELECT error FROM of_errors)'
        ).fetchall()
        for name in columns
    }
    cursor.unregister("of_errors")
    return {name: {value: _mended(value) for (value,) in values} for name, values in found.items() if values}


def _mended(value: str) -> Mended:
    cause = ERROR if value in ERRORS else UNCALCULATED
    return Mended(None, cause, cause, _ADVICE[cause], is_certain=False)
