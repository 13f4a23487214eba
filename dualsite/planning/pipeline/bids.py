"""A bid, and its demand: whole suite-days by quarter, rounded so that the parts add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from dualsite.planning.pipeline.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Bid:
    """Work bid for: what it needs of one stage, on the days from `need_from_on` up to, not including, `need_to_on`."""

    opportunity_id: str
    stage: str
    win_fraction: float
    suite_days: Fraction
    need_from_on: date
    need_to_on: date

    def later(self, months: int) -> Bid:
        """The same bid with both its dates so many calendar months later, each clipped to the month's last day."""
        return replace(
            self,
            need_from_on=_months_after(self.need_from_on, months),
            need_to_on=_months_after(self.need_to_on, months),
        )


def demand(bid: Bid, quarters: Sequence[Quarter]) -> tuple[int, ...]:
    """The whole suite-days that fall into each of these neighbouring quarters, of which the first begins tomorrow.

    The bid's suite-days are spread evenly over its interval. Each quarter has what is rounded (half up) up to its end,
    less what is rounded up to its beginning. One of no days lies on its first day. What would lie before the first
    quarter is spread over what is left of the interval; one that is over lies whole on the first day.
    """
    tomorrow = quarters[0].first.toordinal()
    begin, end = max(bid.need_from_on.toordinal(), tomorrow), bid.need_to_on.toordinal()
    up_to = [_rounded(bid.suite_days * _share(day, begin, end)) for day in _edges(quarters)]
    return tuple(after - before for before, after in pairwise(up_to))


def suite_days(stated: float) -> Fraction:
    """Stated suite-days as the very decimal number that the file holds."""
    return Fraction(repr(float(stated)))


def _edges(quarters: Sequence[Quarter]) -> list[int]:
    return [quarters[0].first.toordinal(), *(quarter.to.toordinal() for quarter in quarters)]


def _share(day: int, begin: int, end: int) -> Fraction:
    """The part of the interval that lies before a day."""
    if end <= begin:
        return Fraction(int(day > begin))
    return Fraction(min(max(day, begin), end) - begin, end - begin)


def _rounded(days: Fraction) -> int:
    """To the nearest whole, half up."""
    return (2 * days.numerator + days.denominator) // (2 * days.denominator)


def _months_after(day: date, months: int) -> date:
    """So many calendar months later; past the last year there is, its last day."""
    try:
        later: date = day + relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.max
    return later
