"""How a chart and its workbook write numbers: the number formats of Excel."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, floor, log10

from dualsite.exports.figures import ChartBlock
from dualsite.i18n import locale

_EXCEL_BEGINS = date(1899, 12, 30).toordinal()

_MONTHS = {"ko": 'yyyy"년" m"월"', "ja": 'yyyy"年"m"月"'}
_DAYS = {"ko": 'yyyy"년" m"월" d"일"', "ja": 'yyyy"年"m"月"d"日"'}


def serial(day: date) -> int:
    """A day as Excel counts it."""
    return day.toordinal() - _EXCEL_BEGINS


def from_ordinal(value: float) -> float:
    """A day told as its proleptic Gregorian ordinal, as Excel counts it."""
    return value - _EXCEL_BEGINS


def month_format() -> str:
    """Nov 2026."""
    return _MONTHS.get(locale()[:2], "mmm yyyy")


def day_format() -> str:
    """20 Nov 2026."""
    return _DAYS.get(locale()[:2], "d mmm yyyy")


def label_format(block: ChartBlock) -> str:
    """How the values of a chart are told."""
    match block.format:
        case "whole":
            return "#,##0"
        case "ratio":
            return "#,##0.00"
        case "fraction":
            return "0.0%"
        case "amount":
            return _amounts(block, "0.0")
        case "day":
            return day_format()
        case _:
            return "#,##0.0"


def axis_format(block: ChartBlock) -> str:
    """How its axis tells them: in round numbers."""
    match block.format:
        case "fraction":
            return "0%"
        case "amount":
            return _amounts(block, "0" if _largest(block) >= 10 * _unit(block)[0] else "0.0")
        case "day":
            return month_format()
        case _:
            return "#,##0" if _largest(block) >= 5 else "0.0" if _largest(block) >= 0.5 else "0.00"


def _largest(block: ChartBlock) -> float:
    values = (abs(one) for series in block.series for one in series.values if one is not None and one == one)
    return max(values, default=0.0)


def _unit(block: ChartBlock) -> tuple[float, str, str]:
    """By how much amounts are divided, as a number and as Excel says it, and how that is called."""
    if locale()[:2] in ("ko", "ja"):
        return 1.0, "", ""
    for size, commas, name in ((1e9, ",,,", "B"), (1e6, ",,", "M"), (1e3, ",", "K")):
        if _largest(block) >= size:
            return size, commas, name
    return 1.0, "", ""


def _amounts(block: ChartBlock, digits: str) -> str:
    _size, commas, name = _unit(block)
    return f'#,##{digits}{commas}"{name}"' if name else "#,##0"


def month_ticks(first: date, last: date, wide: float) -> tuple[date, float]:
    """Where the axis begins, and how many days lie between two ticks of it.

    An axis of numbers knows no months: it begins early in one, so that every tick stands within the first days of the
    month that it is named after.
    """
    months = max(1, round((last - first).days / 30.44))
    most = max(2, int(wide // 72))
    step = next((one for one in (1, 2, 3, 6, 12, 24, 36, 60, 120) if months / one <= most), 240)
    unit = round(step * 30.4375, 2)
    month = (first.month - 1) // step * step if step < 12 else 0
    begin = date(first.year, month + 1, 1)
    wanted = [
        (begin.year * 12 + begin.month - 1 + step * place) for place in range((last - begin).days // int(unit) + 1)
    ]
    for shift in range(5):
        days = [begin + timedelta(days=shift + int(unit * place)) for place in range(len(wanted))]
        if [day.year * 12 + day.month - 1 for day in days] == wanted:
            return begin + timedelta(days=shift), unit
    return begin, unit


def round_ends(low: float, high: float) -> tuple[float, float, float]:
    """The ends of an axis at round numbers around these, and how far its ticks lie apart; at most ten of them."""
    high = high if high > low else low + (abs(low) or 1.0)
    span = high - low
    power = 10.0 ** floor(log10(span / 8))
    step = next(one * power for one in (1, 2, 2.5, 5, 10, 20) if span / (one * power) <= 8)
    return round(floor(low / step + 1e-9) * step, 10), round(ceil(high / step - 1e-9) * step, 10), round(step, 10)
