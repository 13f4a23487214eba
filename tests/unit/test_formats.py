"""Numbers, days and amounts as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dualsite import formats, i18n


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use_locale("en")


@pytest.mark.parametrize("writer", [formats.number, formats.litres, formats.percent, formats.days])
def test_unknown_is_a_dash_not_zero(writer) -> None:  # type: ignore[no-untyped-def]
    assert writer(None) == writer(float("nan")) == formats.UNKNOWN
    assert writer(0) != formats.UNKNOWN


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.974, "fraction", "97.4%"),
        (16.0, "d", "16 d"),
        (3.25, "months", "3.2 months"),
        (1.236, "ratio", "1.24"),
        (40_000, "L", "40,000 L"),
        (12_345_678, "money", "$12.3M"),
        (2.54, "per 100", "2.5 per 100"),
        (7.0, "count", "7"),
        (None, "fraction", "—"),
    ],
)
def test_a_measure_is_written_in_its_unit(value: float | None, unit: str, written: str) -> None:
    assert formats.measure(value, unit, "USD") == written


def test_rates_change_in_points_and_amounts_in_per_cent() -> None:
    assert formats.change(0.97, 0.95, "fraction") == "+2.0 points"
    assert formats.change(0.95, 0.97, "fraction") == "−2.0 points"
    assert formats.change(112, 100, "money") == "+12.0%"
    assert formats.change(0.95001, 0.95, "fraction") == "±0.0 points"


def test_a_change_from_nothing_or_the_unknown_is_unknown() -> None:
    assert formats.change(1, 0, "money") is None
    assert formats.change(None, 0.5, "fraction") is None


@pytest.mark.parametrize(("locale", "written"), [("ko-KR", "US$3.7억"), ("ja-JP", "$3.7億"), ("en-US", "$370M")])
def test_large_amounts_use_the_units_of_the_locale(locale: str, written: str) -> None:
    i18n.use_locale(locale)
    assert formats.money_short(370_000_000, "USD") == written


def test_an_unknown_locale_is_english() -> None:
    i18n.use_locale("xx-nowhere")
    assert formats.day(date(2026, 11, 20)) == "20 Nov 2026"


@pytest.mark.parametrize(
    ("days", "said"), [(1, "1 day"), (59, "59 days"), (60, "2 months"), (243, "8 months"), (1096, "3 years")]
)
def test_a_span_is_said_as_people_do(days: int, said: str) -> None:
    assert formats.span(days) == said


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert [formats.number(value) for value in (-0.3, 0, 0.0)] == ["0", "0", "0"]
    assert formats.number(-0.004, 2) == "0.00"
