"""Orders taken and revenue earned, against each other over time, and by client and site."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked, ngettext
from dualsite.insights import wording
from dualsite.insights.contracts import backlog
from dualsite.insights.contracts.amounts import ILLUSTRATIVE, LOOK_BACK, kept, named, rows_of
from dualsite.insights.contracts.register import EVERYTHING, ContractFilter, register
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi import trailing
from dualsite.kpi.computations.orders import intake_in_window, revenue, revenue_in_window
from dualsite.kpi.windows import month_of, months_after

TILES = ("order_intake_12m", "revenue_12m")
"""The KPIs of what was earned, in order."""


MOST_CLIENTS = 12
"""Clients drawn one by one; the smaller ones share a bar."""


@cached_per_view
def book_to_bill(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """Order intake, revenue and their ratio over the trailing 12 months, at each month's end and at the as-of day.

    Columns: `on`, `intake` and `revenue` in the reporting currency, `book_to_bill` (None without revenue). The oldest
    comes first; months before the first order or revenue are left out. Needs contracts, order_events and revenue.
    """
    events = kept(view, rows_of(view, intake_in_window, LOOK_BACK + 12), chosen)
    earned = kept(view, rows_of(view, revenue_in_window, LOOK_BACK + 12), chosen)
    first = min((day for day in (events["on"].min(), earned["month"].min()) if pd.notna(day)), default=None)
    ends = [months_after(month_of(view.as_of), -back) - timedelta(days=1) for back in range(LOOK_BACK, -1, -1)]
    rows = []
    for on in dict.fromkeys([*ends, view.as_of]):
        if first is None or on < first.date():
            continue
        window = trailing(on)
        between = (pd.Timestamp(window.first), pd.Timestamp(window.last))
        taken, billed = events[events["on"].between(*between)], earned[earned["month"].between(*between)]
        intake, income = float(taken["intake"].sum()), float(billed["revenue"].sum())
        made_up = bool(taken["is_illustrative"].any() or billed["is_illustrative"].any())
        rows.append(
            {
                "on": on,
                "intake": intake,
                "revenue": income,
                "book_to_bill": intake / income if income else None,
                "data_class": ILLUSTRATIVE if made_up else None,
            }
        )
    return pd.DataFrame(rows, columns=BOOK_TO_BILL_SPEC.names)


BOOK_TO_BILL_SPEC = TableSpec(
    "book_to_bill",
    marked("Orders against revenue over the trailing 12 months"),
    (
        ColumnSpec("on", marked("12 months to"), "day"),
        ColumnSpec("intake", marked("Order intake"), "amount"),
        ColumnSpec("revenue", marked("Revenue"), "amount"),
        ColumnSpec("book_to_bill", marked("Book to bill"), "number", digits=2),
        DATA_CLASS,
    ),
)


@cached_per_view
def by_client_and_site(view: View, chosen: ContractFilter = EVERYTHING) -> pd.DataFrame:
    """Revenue of the trailing 12 months by partner and site, the largest client first: `revenue` and `before`.

    `before` is the same of the 12 months before, at the rates of its own months. Needs contracts and revenue.
    """
    both = kept(view, rows_of(view, revenue_in_window, 24), chosen)
    is_now = both["month"] >= pd.Timestamp(trailing(view.as_of).first)
    both = both.assign(now=both["revenue"].where(is_now, 0.0), before=both["revenue"].where(~is_now, 0.0))
    grouped = both.groupby(["partner_id", "site_id"], as_index=False).agg(
        revenue=("now", "sum"), before=("before", "sum"), is_illustrative=("is_illustrative", "any")
    )
    rows = named(view, grouped)
    of_client = rows.groupby("partner_id")["revenue"].transform("sum")
    rows = rows.assign(of_client=of_client).sort_values(
        ["of_client", "partner_id", "site_id"], ascending=[False, True, True], ignore_index=True
    )
    return rows[BY_CLIENT_AND_SITE_SPEC.names]


def by_bar(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows of `by_client_and_site` with the `key` of the bar that each is part of, and the bars' names by key.

    The largest client comes first; those beyond `MOST_CLIENTS` share the bar "", the last.
    """
    first = list(dict.fromkeys(rows.partner_id))[:MOST_CLIENTS]
    others = rows.partner_id.nunique() - len(first)
    named = dict(zip(rows.partner_id, rows.partner, strict=True))
    names = {id_: str(named[id_]) for id_ in first}
    if others:
        names[""] = _("{count} more").format(count=formats.number(others))
    return rows.assign(key=[id_ if id_ in names else "" for id_ in rows.partner_id]), names


BY_CLIENT_AND_SITE_SPEC = TableSpec(
    "revenue_by_client",
    marked("Revenue by client and site, largest client first"),
    (
        ColumnSpec("partner", marked("Client")),
        ColumnSpec("site", marked("Site")),
        ColumnSpec("revenue", marked("12 months"), "amount"),
        ColumnSpec("before", marked("Prior 12 months"), "amount"),
        ColumnSpec("partner_id", kind="code"),
        ColumnSpec("site_id", kind="code"),
        DATA_CLASS,
    ),
)


@cached_per_view
def left_out(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """How many firm contracts that may have begun revenue leaves out because none of theirs is disclosed."""
    earned = set(rows_of(view, revenue)["contract_id"])
    unknown = sum(
        row.is_firm and (row.start_on is None or row.start_on <= view.as_of) and row.contract_id not in earned
        for row in register(view, chosen).itertuples()
    )
    if not unknown:
        return _("Includes all firm contracts in effect.")
    return ngettext(
        "Excludes {count} firm contract with undisclosed revenue.",
        "Excludes {count} firm contracts with undisclosed revenue.",
        unknown,
    ).format(count=unknown)


def book_to_bill_measures(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """What the line of book to bill measures, and what it leaves out."""
    return wording.sentences(
        _(
            "Trailing 12 months at each month-end; orders and revenue at the rates of their months. "
            "Dotted: book-to-bill of 1. Letters of intent and memoranda excluded."
        ),
        backlog.left_out(view, chosen) if backlog.is_known(view) else "",
    )


def book_to_bill_title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding of the line of book to bill."""
    rows = book_to_bill(view, chosen)
    ratio = rows.book_to_bill.iloc[-1] if len(rows) else None
    if ratio is None or ratio != ratio:
        return _("No revenue to compare orders with")
    return _("{ratio} ordered per {currency} of revenue").format(
        ratio=formats.number(float(ratio), 2), currency=view.currency
    )


def book_to_bill_in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The line as text: its first, last and the year before."""
    rows = book_to_bill(view, chosen)
    said = (
        [
            _("{day}: intake {intake}, revenue {revenue}").format(
                day=formats.day(row.on),
                intake=formats.money_short(row.intake, view.currency),
                revenue=formats.money_short(row.revenue, view.currency),
            )
            for row in rows.iloc[[0, -1]].itertuples()
        ]
        if len(rows)
        else []
    )
    return formats.parts([book_to_bill_title(view, chosen), *said])


def title(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """The finding of revenue by client and site."""
    rows = by_client_and_site(view, chosen)
    clients = int(rows.partner_id[rows.revenue != 0].nunique())
    return ngettext("{total} revenue from {clients} client", "{total} revenue from {clients} clients", clients).format(
        total=formats.money_short(float(rows.revenue.sum()), view.currency), clients=clients
    )


def in_words(view: View, chosen: ContractFilter = EVERYTHING) -> str:
    """Revenue by client and site as text."""
    rows = by_client_and_site(view, chosen)
    said = [
        f"{row.partner}, {row.site}: {formats.money_short(row.revenue, view.currency)}" for row in rows.itertuples()
    ]
    return formats.parts([title(view, chosen), *said])
