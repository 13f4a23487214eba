"""How an answer may be written."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """Words for a person, or JSON for a program."""

    TEXT = "text"
    JSON = "json"


class TableFormat(StrEnum):
    """The same, or rows for a spreadsheet."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
