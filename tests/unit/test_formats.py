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


@pytest.mark.parametrize(
    ("value", "currency", "english", "korean", "japanese"),
    [
        (370_000_000, "USD", "$370M", "3.7억 달러", "3.7億ドル"),
        (1_200_000_000, "JPY", "¥1.2B", "12억 엔", "12億円"),
        (68_586_000, "USD", "$68.6M", "6,859만 달러", "6,859万ドル"),
        (9_139_000, "EUR", "€9.1M", "914만 유로", "914万ユーロ"),
        (1_234_000_000_000, "KRW", "₩1.2T", "1.2조 원", "1.2兆ウォン"),
        (99_999_999, "USD", "$100M", "1억 달러", "1億ドル"),
        (1_234, "KRW", "₩1.2K", "1,234원", "1,234ウォン"),
        (-50_000, "USD", "-$50K", "-5만 달러", "-5万ドル"),
        (0, "USD", "$0", "0달러", "0ドル"),
        (20_000, "SEK", "SEK20K", "2만 SEK", "2万 SEK"),
    ],
)
def test_amounts_are_shortened_and_ordered_as_in_the_language(
    value: float, currency: str, english: str, korean: str, japanese: str
) -> None:
    for locale, written in (("en-US", english), ("ko-KR", korean), ("ja-JP", japanese)):
        i18n.use_locale(locale)
        assert formats.money_short(value, currency).replace("\u00a0", " ") == written


@pytest.mark.parametrize(
    ("locale", "day", "of_year", "month", "quarter"),
    [
        ("en", "20 Nov 2026", "20 Nov", "Nov 2026", "Q4 2026"),
        ("ko-KR", "2026년 11월 20일", "11월 20일", "2026년 11월", "2026년 4분기"),
        ("ja-JP", "2026年11月20日", "11月20日", "2026年11月", "2026/Q4"),
    ],
)
def test_days_stand_in_the_order_of_the_language(locale: str, day: str, of_year: str, month: str, quarter: str) -> None:
    i18n.use_locale(locale)
    when = date(2026, 11, 20)
    assert (formats.day(when), formats.day_of_year(when), formats.month(when)) == (day, of_year, month)
    assert formats.quarter(when) == quarter


def test_a_sentence_ends_once_in_the_full_stop_of_the_language() -> None:
    assert [formats.sentence(text) for text in ("Made", "Made.", "Is it?")] == ["Made.", "Made.", "Is it?"]
    i18n.use_locale("ja")
    assert [formats.sentence(text) for text in ("製造", "製造です。")] == ["製造。", "製造です。"]
    assert formats.sentences("製造。", "", "出荷。") == "製造。出荷。"


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


def test_an_amount_in_full_is_rounded_to_its_unit() -> None:
    assert formats.money(12_345_678.6, "USD").replace("\u00a0", " ") == "USD 12,345,679"


def test_columns_of_a_terminal_count_wide_letters_twice() -> None:
    assert formats.places("배치 성공률") == 11
    assert formats.places("バッチ") == formats.places("abcdef") == 6
    assert formats.places("e\u0301") == 1
    assert formats.in_column("배치", 6) == "배치  "
    assert formats.in_column("12일", 6, is_right=True) == "  12일"
    assert formats.in_column("longer than that", 6) == "longer than that"
