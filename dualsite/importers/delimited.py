"""Tables as text, as registries and spreadsheets write them: separators found out, quotation marks not always meant.

The old site of ClinicalTrials.gov wrote tabs without any quoting, and CSV with quotation marks inside a quoted cell.
Such a file is read as it stands when every line then has as many cells as the header, which a file that was cut off
has not.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from dualsite.errors import DataError
from dualsite.importers.records import Advance, ImportFinding

# A Locations cell of a large study is longer than the 128 KiB that the csv module takes by default.
csv.field_size_limit(2**26)

Rows = list[list[str]]

_END = "\x1f the end"


def rows_of_text(file: str, content: bytes, advance: Advance) -> tuple[Rows, list[ImportFinding]]:
    """The rows of a table in its order, the header first, and a finding where its quotation marks are not as CSV's.

    DataError, naming `file`, when it is not UTF-8 or cut off.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise DataError(f"{file} is not UTF-8 (byte {reason.start + 1:,}): save it as CSV UTF-8.") from reason
    # The old site also offered tabs; a spreadsheet saved in Europe has semicolons.
    delimiter = max(",\t;", key=text[: text.find("\n")].count)
    strict: Rows | None = None
    try:
        strict = _told(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), advance)
    except csv.Error:
        strict = None
    if strict is not None and (_is_even(strict) or '"' not in text):
        return strict, []
    for lenient in (_unquoted, _loose, _careless) if delimiter == "\t" else (_loose, _careless):
        try:
            rows = lenient(text, delimiter, advance)
        except csv.Error:
            continue
        if rows and _is_even(rows):
            return rows, [_remark(file)]
    if strict is None:
        raise DataError(f"{file} is not whole CSV: it may have been cut off; download it again.")
    return strict, []


def _remark(file: str) -> ImportFinding:
    message = f"{file} has quotation marks that are not as CSV has them: each line was read as it stands."
    return ImportFinding(file, "", None, "", '"', message)


def _is_even(rows: Rows) -> bool:
    return len({len(row) for row in rows if any(row)}) <= 1


def _told(rows: Iterator[list[str]], advance: Advance) -> Rows:
    found: Rows = []
    for row in rows:
        found.append(row)
        if len(found) % 1000 == 0:
            advance(0.0, len(found))
    return found


def _unquoted(text: str, delimiter: str, advance: Advance) -> Rows:
    """A line a row, whatever quotation marks stand in it."""
    lines = csv.reader(text.splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return _told(lines, advance)


def _loose(text: str, delimiter: str, advance: Advance) -> Rows:
    """What stands behind a closing quotation mark is part of the cell. Empty when one is never closed."""
    # Whatever is left open at the end swallows the last row.
    whole = text.rstrip("\r\n") + "\n" + _END
    rows = _told(csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter), advance)
    return rows[:-1] if rows[-1] == [_END] else []


def _careless(text: str, delimiter: str, advance: Advance) -> Rows:
    """A quotation mark closes a cell only before a separator or a line's end. Empty when one is open."""
    sign = re.escape(delimiter)
    cell = re.compile(
        rf'"((?:[^"]|"(?!\s*(?:{sign}|\r?\n|\Z)))*+)"\s*(?={sign}|\r?\n|\Z)|([^"{sign}\r\n][^{sign}\r\n]*|)'
    )
    rows: Rows = [[]]
    at = 0
    while at <= len(text):
        found = cell.match(text, at)
        if not found:
            return []
        rows[-1].append((found[1] or "").replace('""', '"') if found[1] is not None else found[2] or "")
        at = found.end()
        if text.startswith(delimiter, at):
            at += 1
            continue
        end = re.compile(r"\r?\n|\r").match(text, at)
        if not end:
            return rows if at == len(text) else []
        at = end.end()
        if at == len(text):
            return rows
        rows.append([])
        if len(rows) % 1000 == 0:
            advance(0.0, len(rows))
    return rows
