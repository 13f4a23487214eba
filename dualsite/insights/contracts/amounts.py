"""Amounts of contracts in the reporting currency, row by row, so that the parts add up to the KPI.

Every amount comes from the computation behind its KPI (`dualsite.kpi`), exchange rates included; here rows are only
kept, named and grouped.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dualsite import formats
from dualsite.access import View, ids
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts.register import ContractFilter, names, register
from dualsite.insights.frames import column
from dualsite.kpi import trailing
from dualsite.kpi.computations.money import ANCHOR, rates
from dualsite.kpi.computations.orders import backlogs, intake_in_window, revenue_in_window
from dualsite.kpi.engine.question import NotAvailableError, Question
from dualsite.kpi.windows import month_of
from dualsite.store.statements import run

LOOK_BACK = 24
"""Months of the line of book to bill."""

ILLUSTRATIVE = "ILLUSTRATIVE"


def question(view: View, months: int = 12) -> Question:
    """The view as a question to the KPI computations, over the trailing months."""
    return Question(view, trailing(view.as_of, months))


@cached_per_view
def rows_of(view: View, read: Callable[[Question], pd.DataFrame], months: int = 12) -> pd.DataFrame:
    """The rows behind a KPI: what one of its computations `read`s over the trailing months.

    Raises NotAvailableError where a currency has no rate.
    """
    return question(view, months).once(read)


@cached_per_view
def why_no_amounts(view: View) -> str | None:
    """Why amounts cannot be given in the view's currency; None when they can."""
    try:
        if view.has("contracts", "order_events", "revenue"):
            rows_of(view, backlogs)
        if view.has("contracts", "order_events"):
            rows_of(view, intake_in_window, LOOK_BACK + 12)
        if view.has("revenue"):
            rows_of(view, revenue_in_window, LOOK_BACK + 12)
    except NotAvailableError as error:
        return _("Amounts cannot be shown in {currency}: {reason}.").format(currency=view.currency, reason=error)
    return None


@cached_per_view
def rates_in_words(view: View) -> str:
    """At which exchange rates amounts are converted, with the month of the rates of positions."""
    known = question(view).once(rates).by_currency
    month = pd.Timestamp(month_of(view.as_of))
    used = set()
    for code in _currencies(view) - {ANCHOR}:
        if code in known:
            months = known[code]["month"]
            earlier = months[months <= month]
            used.add((earlier.iloc[-1] if len(earlier) else months.iloc[0]).date())
    if not used:
        return _("Amounts in {currency}; no exchange rates needed.").format(currency=view.currency)
    words = {
        "currency": view.currency,
        "month": formats.joined([formats.month(day) for day in sorted(used)]),
        "asked": formats.month(month.date()),
    }
    if used != {month.date()}:
        return _(
            "Amounts in {currency}: balances at {month} rates (latest available for {asked}), orders and "
            "revenue at the rates of their months."
        ).format(**words)
    return _(
        "Amounts in {currency}: balances at {month} rates, orders and revenue at the rates of their months."
    ).format(**words)


def _currencies(view: View) -> set[str]:
    """The currencies that have to be turned into one another; empty when there is but one."""
    used = {view.currency}
    for table in ("contracts", "contract_years", "order_events", "revenue", "opportunities"):
        if view.has(table):
            rows = view.unfiltered.table(table, "currency")
            used |= set(run(rows.distinct()).values()["currency"]) - {None}
    return used if len(used) > 1 else set()


def site_ids(view: View) -> tuple[str, ...]:
    """All sites of the data, whatever the filters: what their colours are given by."""
    return tuple(ids(view, "sites", "site_id"))


def kept(view: View, rows: pd.DataFrame, chosen: ContractFilter) -> pd.DataFrame:
    """The rows of contracts that pass the page's filters; without any, all of them."""
    return rows[rows["contract_id"].isin(set(register(view, chosen).contract_id))] if chosen.is_on else rows


def named(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the names of their partner and site, and their data class."""
    partners, sites = names(view, "partners", "partner_id"), names(view, "sites", "site_id")
    return rows.assign(
        site_id=column([id_ if isinstance(id_, str) else None for id_ in rows["site_id"]], rows),
        partner=[partners.get(id_, id_) for id_ in rows["partner_id"]],
        site=[sites.get(id_, id_) if isinstance(id_, str) else _(wording.NOT_STATED) for id_ in rows["site_id"]],
        data_class=[ILLUSTRATIVE if made_up else None for made_up in rows["is_illustrative"]],
    )
