"""The cells of a frame in words and as values, by the kind that its table spec gives each column."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights.table_spec import ColumnSpec, TableSpec


def is_unknown(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return value is None or (not isinstance(value, str | tuple) and bool(pd.isna(value)))


def in_words(column: ColumnSpec, value: Any) -> str:
    """The cell as it is read: 20 Nov 2026, 40,000, 97.4 %; unknown is "—". Its unit stands in the heading."""
    if is_unknown(value):
        return formats.UNKNOWN
    match column.kind:
        case "day":
            return formats.day(value)
        case "month":
            return formats.month(value)
        case "quarter":
            return formats.quarter(value)
        case "time":
            return f"{formats.day(value.date())} {value:%H:%M}"
        case "fraction":
            return formats.percent(value)
        case "whole" | "amount":
            return formats.number(value)
        case "number":
            is_whole = float(value).is_integer() if column.digits is None else False
            return formats.number(value, 0 if is_whole else 1 if column.digits is None else column.digits)
        case "flag":
            return _("yes") if value else _("no")
        case _:
            return str(as_value(column, value))


def as_value(column: ColumnSpec, value: Any) -> Any:
    """The cell as a spreadsheet takes it: days and numbers as such, amounts in whole units, codes and words as said.

    Unknown is None.
    """
    if is_unknown(value):
        return None
    match column.kind:
        case "whole" | "amount":
            return round(value)
        case "number" | "fraction":
            return int(value) if isinstance(value, Integral) else float(value)
        case "flag":
            return bool(value)
        case "word" | "standing":
            return _(value) if value else ""
        case "texts":
            return formats.listed(value)
        case "code":
            return column.says(value) if column.says else value
        case _:
            return value


def told(spec: TableSpec, rows: pd.DataFrame, currency: str = "") -> pd.DataFrame:
    """The columns shown under their headings, as values: what a grid and a spreadsheet are given.

    Amounts need the currency they are in. Raises KeyError when the rows lack a column.
    """
    return pd.DataFrame(
        {
            heading: pd.Series([as_value(column, value) for value in rows[column.name]], dtype=object)
            for column, heading in zip(spec.shown, spec.headings(currency).values(), strict=True)
        },
        index=range(len(rows)),
    )
