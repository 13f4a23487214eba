"""Money in one currency: flows at the rate of their month, positions at that of the as-of day's month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from ibis.expr import types as ir
from numpy.typing import NDArray

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.kpi.engine.question import NotAvailableError, Question, Reader
from dualsite.kpi.windows import month_of, trailing

ANCHOR = "USD"
"""The currency the rates are stated against."""


@dataclass(frozen=True)
class Rates:
    """Units of each currency for one US dollar, by month."""

    by_currency: Mapping[str, pd.DataFrame]
    """Per currency `month`, `units_per_usd` and `is_illustrative`, ascending by month."""

    def units(self, codes: NDArray[Any], months: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Per row the units of its currency for one dollar in its month, and whether that rate is illustrative.

        A month without rate takes the last earlier one, or the first later one when there is none earlier. Raises
        NotAvailableError for a currency without any rate.
        """
        units, made_up = np.ones(len(codes)), np.zeros(len(codes), dtype=bool)
        for code in dict.fromkeys(codes):
            if code == ANCHOR:
                continue
            if code not in self.by_currency:
                raise NotAvailableError(_("the table fx_rates has no rate of {currency}").format(currency=code))
            rates, asked = self.by_currency[code], codes == code
            places = np.searchsorted(rates["month"].to_numpy(), months[asked], side="right") - 1
            units[asked] = rates["units_per_usd"].to_numpy()[places.clip(0)]
            made_up[asked] = rates["is_illustrative"].to_numpy()[places.clip(0)]
        return units, made_up


def rates(question: Question) -> Rates:
    """The exchange rates of the data; none when the table is missing."""
    return _known(question.view.whenever)


@cached_per_view
def _known(view: View) -> Rates:
    if not view.has("fx_rates"):
        return Rates({})
    table = Question(view, trailing(view.as_of)).read_whenever(_rates)
    return Rates({str(code): of_one for code, of_one in table.sort_values("month").groupby("currency")})


def _rates(reader: Reader) -> ir.Table:
    return reader.rows("fx_rates", "currency", "month", "units_per_usd", "data_class")


def converted(
    question: Question, amounts: pd.DataFrame, to: NDArray[Any] | str, month: pd.Series | date
) -> pd.DataFrame:
    """The rows with `amount` and `currency` turned into the currency `to` at the rates of `month`, row by row.

    `is_illustrative` becomes true where a rate is. An amount that is in its currency already stays as it is. Raises
    NotAvailableError for a currency without any rate.
    """
    codes = amounts["currency"].to_numpy(dtype=object)
    targets = np.broadcast_to(np.asarray(to, dtype=object), len(codes))
    differs = codes != targets
    if not differs.any():
        return amounts
    when = np.broadcast_to(np.asarray(month, dtype="datetime64[ms]"), len(codes))[differs]
    known = question.once(rates)
    into, is_into_made_up = known.units(targets[differs], when)
    out_of, is_out_of_made_up = known.units(codes[differs], when)
    amount = amounts["amount"].to_numpy(dtype=float, copy=True)
    amount[differs] *= into / out_of
    made_up = amounts["is_illustrative"].to_numpy(dtype=bool, copy=True)
    made_up[differs] |= is_into_made_up | is_out_of_made_up
    return amounts.assign(amount=amount, currency=pd.array(targets, dtype="str"), is_illustrative=made_up)


def position(question: Question, amounts: pd.DataFrame) -> pd.DataFrame:
    """Amounts held at the as-of day, in the reporting currency."""
    return converted(question, amounts, question.view.currency, month_of(question.view.as_of))


def flow(question: Question, amounts: pd.DataFrame) -> pd.DataFrame:
    """Amounts that came or went in their `month`, in the reporting currency."""
    return converted(question, amounts, question.view.currency, amounts["month"])
