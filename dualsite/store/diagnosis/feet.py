"""Rows below a table that are none of its own: totals, and lines of words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy
import pyarrow

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


def without_feet(
    rows: pyarrow.Table, ragged: Mapping[int, Ragged], separator: str, table: Table
) -> tuple[pyarrow.Table, dict[int, Ragged], Remedy | None]:
    """The rows and the ragged ones without those of a foot, and the remedy that says so; as they are without one."""
    last = rows.slice(max(rows.num_rows - LOOKED_AT, 0))
    names = [name for name in last.column_names if name != "_row"]
    required = [name for name in table.required if name in names]
    numbers: list[int] = last["_row"].to_pylist()
    full = dict(zip(numbers, last.select(names).to_pylist(), strict=True)) if names else {}
    near = [row for row in ragged if row >= (numbers[0] if numbers else 0)]
    feet: dict[int, str] = {}
    for row in sorted((*numbers, *near), reverse=True):
        cells = list(full[row].values()) if row in full else cells_of(ragged[row].text.rstrip("\r\n"), separator)
        filled = [cell for cell in cells if cell and cell.strip()]
        lacks = row in ragged or any(not full[row][name] for name in required)
        is_alone = len(filled) == 1 and len(required) > 2
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
    remedy = Remedy("E02", "foot", problem, advice, feet[first], None, first, None, len(feet))
    kept = rows.filter(pyarrow.array(~numpy.isin(rows["_row"].to_numpy(), list(feet))))
    return kept, {row: one for row, one in ragged.items() if row not in feet}, remedy
