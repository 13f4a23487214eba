"""Cells of a sheet: how they are called, and what stands in them as text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

Value = str | float | int | bool
"""What stands in a cell: an empty cell is an empty text, a day is a text as ISO 8601 writes it."""

Place = tuple[int, int]
"""The row and the column of a cell, both from 1 on."""

ERRORS = (
    "#REF!",
    "#DIV/0!",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#N/A",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#BUSY!",
    "#UNKNOWN!",
    "#GETTING_DATA",
    "#BEZUG!",
    "#WERT!",
    "#ZAHL!",
    "#NV",
)
"""What a spreadsheet writes where a formula has no result, in English and in German."""


def letters(column: int) -> str:
    """The letters of a column, from 1 on: A, Z, AA."""
    named = ""
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(ord("A") + rest) + named
    return named


def address(row: int, column: int) -> str:
    """How a cell is called: F17."""
    return f"{letters(column)}{row}"


def place_of(called: str) -> Place:
    """The row and the column of a cell that is called so."""
    column = 0
    for sign in called.rstrip("0123456789"):
        column = column * 26 + ord(sign) - ord("A") + 1
    return int(called.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), column


def plain(value: str | float | int | bool | date | datetime | time | timedelta) -> Value:
    """A value as it is; of days and times the text. A moment at midnight is a day, and none has a time zone."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def text(value: Value) -> str:
    """A value as text: 7.0 is “7”, true is “true”."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
