"""The backlog: per contract, and by year of expected delivery."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights.contracts.amounts import kept, named, rows_of, why_no_amounts
from dualsite.insights.contracts.register import EVERYTHING, ContractFilter, every_contract
from dualsite.insights.frames import small
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.orders import backlogs, order_events

MOST_YEARS = 7
"""Years ahead that are drawn by themselves."""


def is_known(view: View) -> bool:
    """Whether a backlog can be given: its tables are there, and a rate for every currency."""
    return view.has("contracts", "order_events", "revenue") and why_no_amounts(view) is None


@cached_per_view
def backlog(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """One row per firm contract: its ids, names and `label`, and `amount` in the reporting currency.

    `is_known` is false for a contract without any order event: its amount is undisclosed and counts as nothing.
    Needs contracts, order_events and revenue.
    """
    rows = named(view, kept(view, rows_of(view, backlogs), chosen))
    known = set(rows_of(view, order_events)["contract_id"])
    called = every_contract(view).set_index("contract_id").label
    rows = rows.assign(is_known=rows["contract_id"].isin(known), label=rows["contract_id"].map(called))
    rows = rows[BACKLOG_SPEC.names]
    return rows.sort_values(["amount", "contract_id"], ascending=[False, True], ignore_index=True)


BACKLOG_SPEC = TableSpec(
    "backlog",
    marked("Backlog by contract"),
    (
        ColumnSpec("partner", marked("Client")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("label", marked("Contract")),
        ColumnSpec("amount", marked("Backlog"), "amount"),
        ColumnSpec("is_known", marked("Disclosed"), "flag"),
        ColumnSpec("contract_id", kind="code"),
        ColumnSpec("partner_id", kind="code"),
        ColumnSpec("site_id", kind="code"),
        DATA_CLASS,
    ),
)


def left_out(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """How many firm contracts an amount leaves out because theirs is undisclosed."""
    rows = backlog(view, chosen)
    unknown = int((~rows.is_known).sum())
    if not unknown:
        return _("Includes all firm contracts.")
    return ngettext(
        "Excludes {count} of {all} firm contracts: value undisclosed.",
        "Excludes {count} of {all} firm contracts: values undisclosed.",
        unknown,
    ).format(count=unknown, all=len(rows))


@cached_per_view
def by_year(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """The backlog by calendar year of expected delivery: a row per `year` (None: no date), contract and its names.

    A contract's backlog is spread over the days ahead by what its contract years commit on each day, batches times
    price; without contract years ahead evenly over the rest of its term; without an end it has no year.
    Needs what `backlog` needs.
    """
    rows = backlog(view, chosen)
    terms = {row.contract_id: (row.start_on, row.end_on) for row in small(view, "contracts").itertuples()}
    years: dict[str, list[Any]] = {}
    if view.has("contract_years"):
        for year in small(view, "contract_years").itertuples():
            years.setdefault(year.contract_id, []).append(year)
    parts: list[dict[str, Any]] = []
    for row in rows[rows["amount"] > 0].to_dict("records"):
        weights = _weights(years.get(row["contract_id"], []), *terms[row["contract_id"]], view.as_of)
        total = sum(weights.values())
        for when, weight in (weights or {None: 1.0}).items():
            share = weight / total if total else 1.0
            parts.append({"year": when, **row, "amount": row["amount"] * share})
    parts.sort(key=lambda part: (part["year"] is None, part["year"], part["contract_id"]))
    return pd.DataFrame(parts, columns=BY_YEAR_SPEC.names, dtype=object)


BY_YEAR_SPEC = TableSpec(
    "backlog_by_year",
    marked("Backlog by year of expected delivery and contract"),
    (ColumnSpec("year", marked("Year"), "code"), *BACKLOG_SPEC.columns),
)


def _weights(years: list[Any], start_on: date | None, end_on: date | None, as_of: date) -> dict[int | None, float]:
    """What is to be delivered per calendar year after `as_of`, in any unit; empty when nothing says when."""
    is_one_currency = len({year.currency for year in years}) == 1
    spans = [
        (year.start_on, year.end_on, year.committed_batches * (year.price_per_batch if is_one_currency else 1))
        for year in years
    ]
    weights = _by_calendar_year(spans, as_of)
    if not weights and end_on is not None:
        weights = _by_calendar_year([(max(start_on or as_of, as_of), end_on, 1.0)], as_of)
    return weights


def _by_calendar_year(spans: list[tuple[date, date, float]], as_of: date) -> dict[int | None, float]:
    weights: dict[int | None, float] = {}
    for start_on, end_on, worth in spans:
        first = max(start_on, as_of + timedelta(days=1))
        for year in range(first.year, end_on.year + 1):
            days = (min(end_on, date(year + 1, 1, 1)) - max(first, date(year, 1, 1))).days
            if days > 0 and worth > 0:
                weights[year] = weights.get(year, 0.0) + worth * days / (end_on - start_on).days
    return weights


def years_named(rows: pd.DataFrame) -> list[str]:
    """What the bar of each row of `by_year` is called: its year; those beyond `MOST_YEARS` share one."""
    last = min((year for year in rows.year if year is not None), default=0) + MOST_YEARS
    return [
        _("no date") if year is None else str(year) if year < last else _("{year}+").format(year=last)
        for year in rows.year
    ]


def earning_contracts(view: View, chosen: ContractFilter = EVERYTHING) -> dict[str, str]:
    """Per partner its contract with most backlog, else its first: the card behind a mark that stands for a client."""
    ranked = list(backlog(view, chosen).itertuples()) if is_known(view) else []
    return {
        row.partner_id: row.contract_id
        for row in [*reversed(list(every_contract(view).itertuples())), *reversed(ranked)]
    }


def title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding of the backlog by year."""
    total = float(backlog(view, chosen).amount.sum())
    if not total:
        return _("No backlog recorded")
    rows = by_year(view, chosen)
    sums = rows.groupby(rows.year.map(lambda year: "" if year is None else str(year))).amount.sum()
    next_year = float(sums.get(str(view.as_of.year + 1), 0.0))
    return _("{total} backlog, {part} due in {year}").format(
        total=formats.money_short(total, view.currency),
        part=formats.percent(next_year / total, 0),
        year=view.as_of.year + 1,
    )


def in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The backlog by year as text."""
    rows = by_year(view, chosen)
    years = dict.fromkeys(rows.year)
    said = [
        f"{_('no date') if year is None else year} "
        + formats.money_short(float(rows.amount[[one == year for one in rows.year]].sum()), view.currency)
        for year in years
    ]
    return formats.parts([title(view, chosen), *said])
