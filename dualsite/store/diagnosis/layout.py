"""Where the table begins in a file, and what parts its cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dualsite.schema import Table
from dualsite.schema.likeness import bare
from dualsite.store.diagnosis.remedy import Remedy

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

LINES_LOOKED_AT = 60
"""Lines from the top among which the header is looked for."""

_LONGEST_LINE = 100_000

_DECLARED = re.compile(rb'"?sep=(.)"?[ \t]*\r?\n', re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """Where the header stands and how the cells are parted."""

    separator: str
    above: int
    """Lines above the header."""
    remedies: tuple[Remedy, ...]


def layout(content: bytes, table: Table) -> tuple[Layout, bytes]:
    """The layout of a CSV file in UTF-8, and what of it begins with the header.

    As the contract wants it, unless another one makes out more of the contract's names.
    """
    remedies = []
    above = 0
    declared = _DECLARED.match(content)
    if declared:
        content, above = content[declared.end() :], 1
        sign = declared.group(1).decode("latin-1")
        advice = "Leave the line out; it is for one spreadsheet alone."
        remedies.append(
            Remedy("E14", "sep=", "the file begins with a line that names a separator", advice, f"sep={sign}", row=1)
        )
    lines = _lines(content)
    wanted = {bare(name) for name in table.columns}
    separator, place = _best(lines, wanted)
    if place:
        heads = [line.strip().strip(",;\t|") for line in lines[:place]]
        said = next((head for head in heads if head), None)
        problem = f"{place} {'lines stand' if place > 1 else 'line stands'} above the header"
        if said is not None or separator != ",":
            advice = "Leave out what stands above the names of the columns."
            remedies.append(Remedy("E14", "head", problem, advice, said, row=above + 1))
        content = content.split(b"\n", place)[place]
    if separator != ",":
        row = above + place + 1
        problem = f"the cells are parted by {SEPARATORS[separator]} and not by commas"
        advice = "Save the file as CSV with commas. It is read as if it were."
        first = lines[place].rstrip("\r\n")[:60]
        remedies.append(Remedy("E14", "separator", problem, advice, first, first.replace(separator, ","), row))
    return Layout(separator, above + place, tuple(remedies)), content


def _lines(content: bytes) -> list[str]:
    """The first lines, without their ends."""
    lines = []
    start = 0
    for _ in range(LINES_LOOKED_AT):
        end = content.find(b"\n", start, start + _LONGEST_LINE)
        line = content[start : end if end >= 0 else start + _LONGEST_LINE]
        lines.append(line.decode("utf-8", errors="replace").rstrip("\r"))
        if end < 0:
            break
        start = end + 1
    return lines


def _best(lines: Sequence[str], wanted: set[str]) -> tuple[str, int]:
    """The separator and the place of the line which together hold the most names of the contract.

    The first line with commas when none holds two or more; but then with the sign that alone parts it.
    """
    scores = [
        (len(wanted & {bare(name) for name in cells_of(line, separator)}), -place, -rank, separator)
        for place, line in enumerate(lines)
        for rank, separator in enumerate(SEPARATORS)
        if separator in line or separator == ","
    ]
    names, place, _, separator = max(scores, default=(0, 0, 0, ","))
    if names >= 2:
        return separator, -place
    alone = [sign for sign in SEPARATORS if lines and lines[0].count(sign)]
    return (alone[0] if len(alone) == 1 else ","), 0


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of one line; none when it cannot be read by itself."""
    try:
        return next(csv.reader(io.StringIO(line), delimiter=separator), [])
    except csv.Error:
        return []
