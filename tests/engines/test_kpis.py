"""Every KPI, by every grouping, is the same number on files and in an engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import pytest

from dualsite import cache
from dualsite.kpi import Split
from dualsite.kpi.engine import windows_of_days
from dualsite.kpi.measure import answers
from tests.engines.conftest import Pair

CLOSE = 1e-9


def is_close(one: Any, other: Any) -> bool:
    """Whether two answers are one: numbers to nine digits, everything else as it is."""
    if isinstance(one, float) or isinstance(other, float):
        return one is not None and other is not None and math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(one == other)


def differing(some: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Where two lists of answers are not one: the KPI, what is said of it, and what each says."""
    assert [one["id"] for one in some] == [one["id"] for one in others]
    return [
        (one["id"], name, one[name], other[name])
        for one, other in zip(some, others, strict=True)
        for name in one
        if not is_close(one[name], other[name])
    ]


@pytest.mark.parametrize("by", [None, *get_args(Split)])
@pytest.mark.parametrize("data", ["reference", "works", "empty"])
def test_every_kpi_is_the_same(data: str, by: Split | None, pair: Callable[[str], Pair]) -> None:
    files, engine = (answers(of, by=by) for of in pair(data).both)
    assert len(files) >= (1 if data == "empty" else 20)
    assert differing(files, engine) == []


@pytest.mark.parametrize("by", [None, "month"])
def test_every_kpi_of_one_client_in_another_currency_on_another_day_is_the_same(
    by: Split | None, pair: Callable[[str], Pair]
) -> None:
    of = pair("works")
    files, engine = (answers(of, by=by) for of in of.views(partner="OAK", currency="EUR", site="ALDER"))
    assert differing(files, engine) == []


@pytest.mark.parametrize("by", [None, "month", "site"])
def test_every_kpi_over_days_is_the_same_as_over_rows(
    by: Split | None, pair: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    files, engine = pair("works").both
    over_rows = answers(files, by=by)
    monkeypatch.setattr(windows_of_days, "LARGE", 0)
    monkeypatch.setattr(windows_of_days, "FEW_WINDOWS", 0)
    cache.clear()
    over_days = answers(engine, by=by)
    assert differing(over_rows, over_days) == []
