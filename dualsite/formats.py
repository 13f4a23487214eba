"""Numbers, days and amounts in the reader's own way of writing, by Babel. Unknown is always "—"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

from dualsite.i18n import _, locale

UNKNOWN = "—"


def day(when: date | None) -> str:
    """20 Nov 2026."""
    return UNKNOWN if when is None else format_date(when, "d MMM y" if _is_english() else "medium", locale())


def month(when: date | None) -> str:
    """Nov 2026."""
    return UNKNOWN if when is None else str(format_skeleton("yMMM", when, locale=locale()))


def quarter(when: date | None) -> str:
    """Q4 2026, of any of its days."""
    return UNKNOWN if when is None else str(format_skeleton("yQQQ", when, locale=locale()))


def country(code: str) -> str:
    """A country, or the EU, by its ISO code as the reader's language calls it; the code where it has no name."""
    return str(Locale.parse(locale()).territories.get(code, code))


def names(texts: Sequence[str], most: int = 4) -> str:
    """Some names in a sentence: A; A and B; A, B, C and 4 more."""
    if len(texts) <= 1:
        return "".join(texts)
    if len(texts) <= most:
        return _("{first} and {last}").format(first=", ".join(texts[:-1]), last=texts[-1])
    return _("{first} and {count} more").format(first=", ".join(texts[: most - 1]), count=len(texts) - most + 1)


def _is_english() -> bool:
    return locale().startswith("en")


def number(value: float | None, digits: int = 0) -> str:
    """40,000; rounded to so many digits after the point."""
    if value is None or value != value:
        return UNKNOWN
    return str(format_decimal(round(value, digits), "#,##0." + "0" * digits if digits else "#,##0", locale()))


def litres(value: float | None) -> str:
    """40,000 L."""
    return UNKNOWN if value is None or value != value else f"{number(value)} L"


def percent(value: float | None, digits: int = 1) -> str:
    """97.4 %, of a fraction."""
    if value is None or value != value:
        return UNKNOWN
    return str(format_percent(value, "#,##0." + "0" * digits + "%" if digits else "#,##0%", locale()))


def money(value: float | None, currency: str) -> str:
    """The amount in full, in its currency."""
    if value is None or value != value:
        return UNKNOWN
    return str(format_currency(round(value), currency, locale=locale(), currency_digits=False, format="¤¤ #,##0"))


def money_short(value: float | None, currency: str) -> str:
    """The amount as the locale shortens it: US$12.3M, 123억, 12億."""
    if value is None or value != value:
        return UNKNOWN
    return str(format_compact_currency(value, currency, locale=locale(), fraction_digits=1))


def days(value: float | None) -> str:
    """12 d."""
    return UNKNOWN if value is None or value != value else f"{number(value)} d"


def span(days_: int) -> str:
    """A stretch of time as one says it: 12 days, 8 months."""
    if abs(days_) < 60:
        return f"{abs(days_)} day{'' if abs(days_) == 1 else 's'}"
    months = round(abs(days_) / 30.4375)
    return f"{months} months" if months < 36 else f"{round(months / 12)} years"


def measure(value: float | None, unit: str, currency: str = "USD") -> str:
    """A KPI's value in its unit: 97.4 %, 12 d, US$12.3M, 1.24, 3.1 per 100."""
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
    if unit in ("d", "months") or unit.startswith("per "):
        return f"{number(value, 0 if float(value).is_integer() else 1)} {unit}"
    return f"{number(value)} {unit}"


def change(now: float | None, before: float | None, unit: str) -> str | None:
    """How a value has changed, with its sign: fractions in points, everything else in per cent; None when unknown."""
    if now is None or before is None:
        return None
    if unit == "fraction":
        return f"{_signed((now - before) * 100, 1)} points"
    if not before:
        return None
    return f"{_signed((now / before - 1) * 100, 1)} %"


def _signed(value: float, digits: int) -> str:
    """With + or −, and ± for what rounds to nothing."""
    rounded = round(value, digits)
    return ("±" if not rounded else "+" if rounded > 0 else "−") + number(abs(rounded), digits)
