"""Downloads: every export of rows goes through here."""

from __future__ import annotations

import io

import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv(rows: pd.DataFrame) -> bytes:
    """The rows as CSV for a spreadsheet: UTF-8 with BOM, ISO days, and text that would run as a formula made text.

    A cell of text that starts like a formula gets an apostrophe before it, as spreadsheets themselves mark text.
    """
    written = io.StringIO()
    rows.map(_harmless).to_csv(written, index=False, lineterminator="\r\n")
    return written.getvalue().encode("utf-8-sig")


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
