"""Rows within and below a table that are none of its own: its header once more, totals, and lines of words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy
import pyarrow
import pyarrow.compute

from dualsite.schema import Table
from dualsite.store.diagnosis.layout import cells_of
from dualsite.store.diagnosis.remedy import Remedy

LOOKED_AT = 8
"""Rows at the end of a table among which its foot is looked for."""


@dataclass(frozen=True)
class Ragged:
    """A row that was left out for having more or fewer cells than the header."""

    cells: int
    text: str


_TOTAL = re.compile(
    r"(grand |sub-?)?(total|sum|summe|gesamt(summe)?|insgesamt|zwischensumme|totaal|totale?|somme|suma|razem|subtotal)"
    r"(en)?\b.*|(합계|총계|소계|合計|総計|小計).*",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(end of (report|file)|confidential|vertraulich|generated|exported|created|printed|report (run|generated)|"
    r"copyright|©|stand:|erstellt|source:|quelle:|records?:|rows?:|page \d).*|\d[\d,. ]* (rows?|records?|zeilen)\b.*",
    re.IGNORECASE,
)


def is_foot(cells: Sequence[str | None]) -> bool:
    """Whether a row at the end of a table is no row of it: a total, or a line of words."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and any(words.fullmatch(filled[0].strip()) for words in (_TOTAL, _REMARK))


def holds_rows(cell: str, separator: str) -> bool:
    """Whether a cell of a file holds a line's end or what parts cells: a quotation mark may not be closed."""
    return any(sign in cell for sign in ("\n", "\r", separator))


def without_heads(rows: pyarrow.Table, names: Mapping[str, str]) -> tuple[pyarrow.Table, Remedy | None]:
    """The rows without those that say the header again, as a report does at the top of each page, and the remedy.

    `names`: what the columns are called in the file, by their names in `rows`.
    """
    columns = [name for name in rows.column_names if name != "_row"]
    first = next((name for name in columns if name in names), None)
    if first is None:
        return rows, None
    # Hardly ever is a cell of the first column the name of it: only such rows are looked at.
    places = numpy.flatnonzero(
        pyarrow.compute.equal(pyarrow.compute.utf8_trim_whitespace(rows[first]), names[first].strip())
        .fill_null(False)
        .to_numpy(zero_copy_only=False)
    )
    again = [place for place in places if _is_head(rows.slice(place, 1).to_pylist()[0], names)]
    if not again:
        return rows, None
    numbers = rows["_row"].take(pyarrow.array(again)).to_pylist()
    remedy = Remedy(
        "E02",
        "head again",
        "the header stands again among the rows",
        "Leave it out. It is not read.",
        names[first],
        None,
        numbers[0],
        None,
        len(again),
    )
    return rows.filter(pyarrow.array(~numpy.isin(numpy.arange(rows.num_rows), again))), remedy


def _is_head(cells: Mapping[str, str | None], names: Mapping[str, str]) -> bool:
    said = [(cells[name] or "").strip() == written.strip() for name, written in names.items() if name in cells]
    return all(said)


def without_feet(
    rows: pyarrow.Table, ragged: Mapping[int, Ragged], separator: str | None, table: Table, *, is_cut: bool = False
) -> tuple[pyarrow.Table, dict[int, Ragged], Remedy | None]:
    """The rows and the ragged ones without those of a foot, and the remedy that says so; as they are without one.

    `separator`: None where the cells are those of a sheet. `is_cut`: the file ends in the middle of a line, so that the
    last one may be the beginning of a row.
    """
    last = rows.slice(max(rows.num_rows - LOOKED_AT, 0))
    names = [name for name in last.column_names if name != "_row"]
    required = [name for name in table.required if name in names]
    numbers: list[int] = last["_row"].to_pylist()
    full = dict(zip(numbers, last.select(names).to_pylist(), strict=True)) if names else {}
    near = [row for row in ragged if row >= (numbers[0] if numbers else 0)]
    last_row = max((*numbers, *near), default=0)
    feet: dict[int, str] = {}
    for row in sorted((*numbers, *near), reverse=True):
        cells = list(full[row].values()) if row in full else cells_of(ragged[row].text.rstrip("\r\n"), separator or ",")
        filled = [cell for cell in cells if cell and cell.strip()]
        lacks = row in ragged or any(not full[row][name] for name in required)
        is_alone = len(filled) == 1 and len(required) > 2 and not (is_cut and row == last_row)
        if separator and any(holds_rows(cell, separator) for cell in filled):
            break
        if filled and not (lacks and (is_foot(cells) or is_alone)):
            break
        if filled:
            feet[row] = " ".join(filled)
    if not feet:
        return rows, dict(ragged), None
    first = min(feet)
    rows_are = "a row stands" if len(feet) == 1 else f"{len(feet)} rows stand"
    problem = f"{rows_are} below the table and none of its own"
    advice = "Leave totals and remarks out. They are not read."
    said = "; ".join(feet[row] for row in sorted(feet))
    remedy = Remedy("E02", "foot", problem, advice, said, None, first, None, len(feet))
    kept = rows.filter(pyarrow.array(~numpy.isin(rows["_row"].to_numpy(), list(feet))))
    return kept, {row: one for row, one in ragged.items() if row not in feet}, remedy
