"""The answer of continuity is that of counting every day, on small companies drawn at random."""

from __future__ import annotations

from typing import Any

import pytest

from dualsite.planning.continuity import Outage, answered
from tests.unit.planning import random_companies
from tests.unit.planning.continuity_by_hand import ByHand
from tests.unit.planning.drawn_companies import read
from tests.unit.planning.random_companies import AS_OF


def without(told: dict[str, Any], *names: str) -> dict[str, Any]:
    products = [{name: value for name, value in one.items() if name not in names} for one in told["products"]]
    for one in products:
        one["markets"] = [{name: value for name, value in of.items() if name not in names} for of in one["markets"]]
    return {**told, "products": products}


def same(found: Any, expected: Any, at: str = "") -> None:
    """The same to the last day, kilograms and money but for rounding."""
    if isinstance(expected, float):
        assert found == pytest.approx(expected, abs=1e-6), at
    elif isinstance(expected, dict):
        assert list(found) == list(expected), at
        for name in expected:
            same(found[name], expected[name], f"{at}.{name}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), at
        for place, one in enumerate(expected):
            same(found[place], one, f"{at}[{place}]")
    else:
        assert found == expected, at


@pytest.mark.parametrize("seeds", [range(first, first + 10) for first in range(0, 60, 10)], ids=str)
def test_the_answer_is_that_of_counting_every_day(seeds: range) -> None:
    for seed in seeds:
        tables, asked = random_companies.company(seed)
        found = answered(read(tables, AS_OF), Outage(*asked)).as_json()
        expected = ByHand(tables, AS_OF, asked).answer()
        same(without(found, "reason", "gap_money"), without(expected, "gap_money"), f"seed {seed}")


def test_the_companies_drawn_hold_what_the_rules_speak_of() -> None:
    told = [answered(read(tables, AS_OF), Outage(*asked)) for tables, asked in map(random_companies.company, range(60))]
    products = [one for answer in told for one in answer.products]
    markets = [market for one in products for market in one.markets]
    assert {one.recover_by for one in products} == {"ALTERNATE", "RESUME", None}
    assert {one.recover_by for one in markets} == {"ALTERNATE", "RESUME", None}
    assert sum(one.gap_d > 0 and one.gap_kg > 0 for one in markets) > 40
    assert sum(one.survive_d is None for one in markets) > 10
    assert sum(bool(one.missing_licences) and one.recover_d is not None for one in markets) > 8
    assert sum(one.gap_d == 0 and one.survive_d is not None for one in markets) > 5
