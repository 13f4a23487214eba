"""Number formats: how a typed cell is shown as the same value is read on screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dualsite import formats
from dualsite.exports.figures import Format
from dualsite.i18n import language
from dualsite.insights.table_spec import ColumnSpec

WHOLE, TENTH, HUNDREDTH, PERCENT = "#,##0", "#,##0.0", "#,##0.00", "0.0%"

_DAYS = {"en": "d mmm yyyy", "ko": 'yyyy"년 "m"월 "d"일"', "ja": 'yyyy"年"m"月"d"日"'}
_MONTHS = {"en": "mmm yyyy", "ko": 'yyyy"년 "m"월"', "ja": 'yyyy"年"m"月"'}


def day() -> str:
    """A day as the reader's language writes it."""
    return _DAYS.get(language(), "yyyy-mm-dd")


def month() -> str:
    """A month as the reader's language writes it."""
    return _MONTHS.get(language(), "yyyy-mm")


def of_cell(column: ColumnSpec, value: Any) -> str | None:
    """The format of a cell of such a column; None for text."""
    match column.kind:
        case "day":
            return day()
        case "month":
            return month()
        case "quarter":
            # No format knows quarters, so each says its own; the cell is a day all the same.
            return "yyyy".join(f'"{part}"' if part else "" for part in formats.quarter(value).split(f"{value:%Y}"))
        case "time":
            return f"{day()} hh:mm"
        case "whole" | "amount":
            return WHOLE
        case "fraction":
            return PERCENT
        case "number":
            return of_number(value, column.digits)
        case _:
            return None


def of_number(value: float, digits: int | None = None) -> str:
    """So many digits after the point; None: none of a whole number, else one."""
    if digits is None:
        digits = 0 if float(value).is_integer() else 1
    return WHOLE + ("." + "0" * digits if digits else "")


def of_chart(kind: Format) -> str:
    """The format of the axis of a chart's values."""
    return {"whole": WHOLE, "number": TENTH, "ratio": HUNDREDTH, "fraction": PERCENT, "amount": WHOLE, "day": day()}[
        kind
    ]


def of_chart_value(value: float | None, kind: Format) -> str:
    """The format of one value of a chart, as `exports.stated.in_words` rounds it."""
    return of_number(value) if kind == "number" and value is not None else of_chart(kind)


def of_measure(value: float, unit: str) -> str:
    """The format of a KPI's value beside its unit, as `formats.measure` rounds it."""
    if unit in ("fraction", "fractions"):
        return PERCENT
    if unit in ("money", "L"):
        return WHOLE
    return of_number(value, 2 if unit == "ratio" else None)


def of_texts(told: Sequence[tuple[float, str]]) -> str | None:
    """The one format under which all values are read as their texts, with or without a sign of per cent; else None."""
    for digits in (0, 1, 2):
        dots = "." + "0" * digits if digits else ""
        if all(_bare(text) == formats.number(value, digits) for value, text in told):
            return f"#,##0{dots}"
        if all(_bare(text) == formats.number(value * 100, digits) for value, text in told):
            return f"0{dots}%"
    return None


def _bare(text: str) -> str:
    return text.replace("%", "").replace("\u00a0", "").strip()


def as_day(value: float | date) -> date:
    """A value that is a day: itself, or the day of that ordinal."""
    return value if isinstance(value, date) else date.fromordinal(round(value))
