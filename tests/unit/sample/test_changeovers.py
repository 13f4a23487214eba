"""The changeover rule: product before class before any, `from` first, the stage's own row on a tie."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dualsite.sample.horizon import Horizon
from dualsite.sample.network import network_of
from dualsite.sample.portfolio import SampleProduct, portfolio_of
from dualsite.sample.routes import SampleChangeovers


@pytest.fixture
def products(tmp_path: Path) -> dict[str, SampleProduct]:
    horizon = Horizon(date(2026, 11, 20))
    portfolio = portfolio_of(network_of(tmp_path, horizon), horizon, 1)
    return {product.name.removeprefix("Illustrative "): product for product in portfolio.products}


ROWS = SampleChangeovers(
    (
        ("*", "*", "*", 1),
        ("DOWNSTREAM", "*", "*", 6),
        ("DOWNSTREAM", "MAB", "*", 5),
        ("*", "MAB", "MAB", 4),
        ("DOWNSTREAM", "MAB", "MAB", 3),
        ("DOWNSTREAM", "*", "illustrative-b-1", 9),
        ("DOWNSTREAM", "illustrative-d-1", "illustrative-d-1", 2),
    )
)


def test_the_most_specific_row_wins(products: dict[str, SampleProduct]) -> None:
    mab, other_mab, adc, fusion = (products[name] for name in ("A-1", "D-1", "B-1", "F-1"))
    assert ROWS.days("DOWNSTREAM", mab, other_mab) == 3
    assert ROWS.days("UPSTREAM", mab, other_mab) == 4
    # `from` is compared first: the class MAB beats any, though the other row names the product
    assert ROWS.days("DOWNSTREAM", mab, adc) == 5
    assert ROWS.days("DOWNSTREAM", fusion, adc) == 9
    assert ROWS.days("DOWNSTREAM", None, mab) == 6
    assert ROWS.days("SEED", fusion, adc) == 1


def test_within_one_product_only_its_own_row_counts(products: dict[str, SampleProduct]) -> None:
    assert ROWS.days("DOWNSTREAM", products["D-1"], products["D-1"]) == 2
    assert ROWS.days("DOWNSTREAM", products["A-1"], products["A-1"]) == 0


def test_no_row_is_no_days(products: dict[str, SampleProduct]) -> None:
    assert SampleChangeovers(()).days("SEED", products["A-1"], products["D-1"]) == 0
