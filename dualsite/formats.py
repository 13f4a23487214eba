"""Numbers, days and amounts in the reader's own way of writing, by Babel. Unknown is always "—"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from unicodedata import combining, east_asian_width

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

from dualsite.i18n import _, language, locale, marked, ngettext

UNKNOWN = "—"

NUMBERS = 4096
"""Numbers that are kept as they were written: pages write the same small ones over and over."""

_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")
"""East Asian settings read the full-width signs too: https://owasp.org/www-community/attacks/CSV_Injection."""


def day(when: date | None) -> str:
    """20 Nov 2026, 2026년 11월 20일, 2026年11月20日."""
    if when is None:
        return UNKNOWN
    if _is_english():
        return format_date(when, "d MMM y", locale())
    return str(format_skeleton("yMMMd", when, locale=locale()))


def day_of_year(when: date) -> str:
    """20 Nov, where the year stands beside it."""
    return (
        format_date(when, "d MMM", locale()) if _is_english() else str(format_skeleton("MMMd", when, locale=locale()))
    )


def day_long(when: date | None) -> str:
    """20 November 2026."""
    return UNKNOWN if when is None else format_date(when, "d MMMM y" if _is_english() else "long", locale())


def month(when: date | None) -> str:
    """Nov 2026."""
    return UNKNOWN if when is None else str(format_skeleton("yMMM", when, locale=locale()))


def quarter(when: date | None) -> str:
    """Q4 2026, of any of its days."""
    return UNKNOWN if when is None else str(format_skeleton("yQQQ", when, locale=locale()))


def country(code: str) -> str:
    """A country, or the EU, by its ISO code as the reader's language calls it; the code where it has no name."""
    return str(Locale.parse(locale()).territories.get(code, code))


def share(part: float | None, whole: float | None) -> str:
    """61 of 63."""
    return _("{part} of {whole}").format(part=number(part), whole=number(whole))


def parts(texts: Iterable[str]) -> str:
    """Statements of one text, one after the other: A; B; C."""
    return ("；" if language() == "ja" else "; ").join(texts)


def names(texts: Sequence[str], most: int = 4) -> str:
    """Some names in a sentence: A; A and B; A, B, C and 4 more."""
    if len(texts) <= most:
        return joined(texts)
    further = _("{count} more").format(count=number(len(texts) - most + 1))
    return joined([*texts[: most - 1], further])


def joined(texts: Sequence[str]) -> str:
    """Names in a sentence, all of them: A, B and C; empty for none."""
    return str(format_list(list(texts), "standard", _of_lists())) if texts else ""


def listed(texts: Sequence[str]) -> str:
    """Things one after the other, without an “and”: A, B, C; empty for none."""
    # CLDR parts units by spaces alone there.
    if language() in ("ko", "ja"):
        return ("、" if language() == "ja" else ", ").join(texts)
    return str(format_list(list(texts), "unit", _of_lists())) if texts else ""


def sentence(text: str) -> str:
    """The text with one full stop at its end, as the reader's language writes it."""
    return text if text.endswith((".", "。", "?", "!", "？", "！")) else text + ("。" if language() == "ja" else ".")


def sentences(*texts: str) -> str:
    """Whole sentences one after the other, as the reader's language sets them; empty ones are left out."""
    return ("" if language() in ("ja", "zh") else " ").join(text for text in texts if text)


def _is_english() -> bool:
    return locale().startswith("en")


def _of_lists() -> str:
    # As British English writes it: no comma before the last "and".
    return "en_GB" if _is_english() else locale()


def number(value: float | None, digits: int = 0) -> str:
    """40,000; rounded to so many digits after the point."""
    if value is None or value != value:
        return UNKNOWN
    # What rounds to nothing is 0, never -0.
    return _number(round(value, digits) or 0, digits, locale())


@lru_cache(NUMBERS)
def _number(value: float, digits: int, of: str) -> str:
    return str(format_decimal(value, "#,##0." + "0" * digits if digits else "#,##0", of))


def litres(value: float | None) -> str:
    """40,000 L."""
    return UNKNOWN if value is None or value != value else _("{value} L").format(value=number(value))


def percent(value: float | None, digits: int = 1) -> str:
    """97.4%, of a fraction, with or without a space before the sign as the language has it."""
    if value is None or value != value:
        return UNKNOWN
    return str(format_percent(value, "#,##0." + "0" * digits + "%" if digits else "#,##0%", locale()))


def money(value: float | None, currency: str) -> str:
    """The amount in full, in its currency."""
    if value is None or value != value:
        return UNKNOWN
    return str(format_currency(round(value), currency, locale=locale(), currency_digits=False, format="¤¤ #,##0"))


def money_short(value: float | None, currency: str) -> str:
    """The amount as the reader's language shortens and orders it: US$12.3M, 123억 원, 12億円."""
    if value is None or value != value:
        return UNKNOWN
    if (of := language()) in _MYRIADS:
        return _in_myriads(value, currency, of)
    return str(format_compact_currency(value, currency, locale=locale(), fraction_digits=1))


_MYRIADS = {"ko": ("만", "억", "조"), "ja": ("万", "億", "兆")}
"""What ten thousand, its square and its cube are called where numbers are counted by it."""

_CURRENCIES = {
    "ko": {"USD": " 달러", "KRW": " 원", "JPY": " 엔", "EUR": " 유로", "GBP": " 파운드", "CHF": " 스위스프랑"},
    "ja": {"USD": "ドル", "KRW": "ウォン", "JPY": "円", "EUR": "ユーロ", "GBP": "ポンド", "CHF": "スイスフラン"},
}
"""As they stand behind an amount; others by their ISO code."""


def _in_myriads(value: float, currency: str, of: str) -> str:
    """With one digit after the point below a hundred, and none above."""
    power = 0
    while power < 3 and abs(value) / 10_000 ** (power + 1) >= 0.99995:
        power += 1
    scaled = value / 10_000**power
    digits = 1 if power and abs(scaled) < 100 and round(scaled, 1) % 1 else 0
    unit = _MYRIADS[of][power - 1] if power else ""
    named = _CURRENCIES[of].get(currency, f" {currency}")
    return f"{number(scaled, digits)}{unit}{named if unit or of == 'ja' else named.strip()}"


def days(value: float | None) -> str:
    """12 d."""
    return UNKNOWN if value is None or value != value else _("{value} d").format(value=number(value))


def span(days_: int) -> str:
    """A stretch of time as one says it: 12 days, 8 months."""
    days_ = abs(days_)
    if days_ < 60:
        return ngettext("{count} day", "{count} days", days_).format(count=days_)
    months = round(days_ / 30.4375)
    if months < 36:
        return ngettext("{count} month", "{count} months", months).format(count=months)
    years = round(months / 12)
    return ngettext("{count} year", "{count} years", years).format(count=years)


def measure(value: float | None, unit: str, currency: str = "USD") -> str:
    """A KPI's value in its unit: 97.4%, 12 d, US$12.3M, 1.24, 3.1 per 100."""
    if value is None or value != value:
        return UNKNOWN
    if unit in ("fraction", "fractions"):
        return percent(value)
    if unit == "money":
        return money_short(value, currency)
    if unit == "ratio":
        return number(value, 2)
    if unit in ("count", "batches", "points"):
        return number(value, 0 if float(value).is_integer() else 1)
    return _(_IN_UNIT.get(unit, "{value} " + unit)).format(
        value=number(value, 0 if unit == "L" or float(value).is_integer() else 1)
    )


_IN_UNIT = {
    "d": marked("{value} d"),
    "months": marked("{value} months"),
    "per 100": marked("{value} per 100"),
    "per 1,000": marked("{value} per 1,000"),
    "L": marked("{value} L"),
}
"""A value in each unit of the catalogue that is written out."""


def change(now: float | None, before: float | None, unit: str, digits: int = 1) -> str | None:
    """How a value has changed, with its sign: fractions in points, everything else in per cent; None when unknown."""
    if now is None or before is None:
        return None
    if unit == "fraction":
        return _("{change} points").format(change=_signed((now - before) * 100, 1))
    if not before:
        return None
    return signed_percent(now / before - 1, digits)


def signed_percent(value: float, digits: int = 1) -> str:
    """+12.5%, of a fraction: with + or −, and ± for what rounds to nothing."""
    return _sign(value * 100, digits) + percent(abs(value), digits)


def _signed(value: float, digits: int) -> str:
    """With + or −, and ± for what rounds to nothing."""
    return _sign(value, digits) + number(abs(value), digits)


def _sign(value: float, digits: int) -> str:
    rounded = round(value, digits)
    return "±" if not rounded else "+" if rounded > 0 else "−"


def in_column(text: str, width: int, *, is_right: bool = False) -> str:
    """The text with spaces after it, or before it, until it takes so many places of a terminal.

    Hangul, kana and kanji take two places each there. Source: Unicode, UAX #11.
    """
    room = " " * max(width - places(text), 0)
    return room + text if is_right else text + room


def places(text: str) -> int:
    """How many places of a terminal a text takes."""
    return sum(2 if east_asian_width(one) in "WF" else 0 if combining(one) else 1 for one in text)


def as_spreadsheet_text(value: object) -> object:
    """A cell of a file for a spreadsheet: text that would run as a formula gets an apostrophe before it, as
    spreadsheets themselves mark text; anything else is as it was."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
