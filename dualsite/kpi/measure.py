"""Asking the catalogue: `measure` for a small frame, `answers` for plain rows that a file or a screen can take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_item
from dualsite.errors import InputError
from dualsite.kpi.catalogue import KPIS
from dualsite.kpi.definition import Kpi, Split
from dualsite.kpi.engine.figures import KEY_COLUMNS, Figure, figures
from dualsite.kpi.engine.question import Question, Together
from dualsite.kpi.windows import Window, trailing

CARRIED = ("not_stated",)
"""Facts that some KPIs carry, in columns of their own; the stage of a bottleneck stands in the column `stage`."""


@dataclass(frozen=True)
class Asked:
    """KPIs asked for over the trailing months, by a grouping; as of another day than that of the view, where given."""

    kpis: tuple[Kpi, ...]
    by: Split | None = None
    months: int = 12
    as_of: date | None = None


def ask(view: View, kpis: Sequence[Kpi], by: Split | None = None, months: int = 12) -> list[Figure]:
    """The figures of these KPIs over the trailing `months`, KPI by KPI in the order given.

    Raises InputError for a grouping that there is not, and for a window of no months.
    """
    (found,) = ask_together(view, [Asked(tuple(kpis), by, months)])
    return found


def ask_together(view: View, asked: Sequence[Asked]) -> list[list[Figure]]:
    """The same of several questions at once, which costs little more than one of them."""
    items = [[_Item(kpi, one.as_of or view.as_of, _window(view, one), one.by) for kpi in one.kpis] for one in asked]
    found = _figures(replace(view, as_of=view.dataset.as_of), [item for of_one in items for item in of_one])
    return [[figure for item in of_one for figure in found[item]] for of_one in items]


def _window(view: View, asked: Asked) -> Window:
    if asked.by is not None and asked.by not in get_args(Split):
        raise InputError(f"There is no grouping by {asked.by}. Use one of {', '.join(get_args(Split))}.")
    if asked.months < 1:
        raise InputError(f"A window of {asked.months} months is none. Use 1 or more.")
    try:
        return trailing(asked.as_of or view.as_of, asked.months)
    except (ValueError, OverflowError):
        raise InputError(f"A window of {asked.months} months begins before the year 1. Use fewer.") from None


@dataclass(frozen=True)
class _Item:
    """One KPI as it is asked for; its answers are kept by this and by the view on the data's own day."""

    kpi: Kpi
    as_of: date
    window: Window
    by: Split | None


@cached_per_item
def _figures(view: View, items: Sequence[_Item]) -> dict[_Item, list[Figure]]:
    kpis: dict[tuple[date, Window, Split | None], list[Kpi]] = defaultdict(list)
    for item in items:
        kpis[item.as_of, item.window, item.by].append(item.kpi)
    together = Together()
    asked = [
        (Question(replace(view, as_of=as_of), window, by, together), of_one)
        for (as_of, window, by), of_one in kpis.items()
    ]
    found = dict(zip(kpis, figures(asked), strict=True))
    return {item: found[item.as_of, item.window, item.by][item.kpi.id] for item in items}


def measure(view: View, kpis: Sequence[Kpi], by: Split | None = None, months: int = 12) -> pd.DataFrame:
    """One row per KPI, or per row it has by nature and by the grouping `by`.

    Columns: `kpi` (id), the key columns (empty where they do not apply), `value`, `numerator`, `denominator`, `n`,
    `reason` (why there is no value), `window_from` and `window_to` (both in the window), `illustrative`, `not_stated`.
    """
    rows = [
        {
            "kpi": figure.kpi.id,
            **dict.fromkeys(KEY_COLUMNS),
            **figure.by,
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "n": figure.n,
            "reason": figure.reason,
            "window_from": figure.window.first,
            "window_to": figure.window.last,
            "illustrative": figure.is_illustrative,
            **dict.fromkeys(CARRIED),
            **figure.carried,
        }
        for figure in ask(view, kpis, by, months)
    ]
    table = pd.DataFrame(rows, columns=list(rows[0]) if rows else None)
    numbers = ["value", "numerator", "denominator", *CARRIED]
    return table.astype(dict.fromkeys(numbers, "float64")) if rows else table


def answers(view: View, ids: Iterable[str] = (), by: Split | None = None, months: int = 12) -> list[dict[str, Any]]:
    """The same as plain rows, in the order of the catalogue or of `ids`; unknown is None, a day is ISO 8601 text.

    The unit of money is the reporting currency. Raises InputError for an id that is none.
    """
    chosen = list(dict.fromkeys(ids)) or list(KPIS)
    for kpi_id in chosen:
        if kpi_id not in KPIS:
            raise InputError(f"There is no KPI {kpi_id}. Use one of {', '.join(KPIS)}.")
    return [_answer(view, figure) for figure in ask(view, [KPIS[kpi_id] for kpi_id in chosen], by, months)]


def _answer(view: View, figure: Figure) -> dict[str, Any]:
    kpi = figure.kpi
    return {
        "id": kpi.id,
        "label": kpi.label,
        "unit": view.currency if kpi.is_money else kpi.unit,
        "better": kpi.better,
        "value": _plain(figure.value),
        "numerator": _plain(figure.numerator),
        "denominator": _plain(figure.denominator),
        "as_of": view.as_of.isoformat(),
        "window": [figure.window.first.isoformat(), figure.window.last.isoformat()],
        "by": {name: _text(value) for name, value in figure.by.items()},
        "illustrative": figure.is_illustrative,
        "n": figure.n,
        "reason": figure.reason,
        **{name: fact if isinstance(fact, str) else _plain(float(fact)) for name, fact in figure.carried.items()},
    }


def _text(value: str | date) -> str:
    return value.isoformat() if isinstance(value, date) else value


def _plain(number: float | None) -> float | int | None:
    """The number, whole ones without a decimal point."""
    return int(number) if number is not None and float(number).is_integer() else number
