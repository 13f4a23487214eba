"""Parts of the contracts page: amounts, and take-or-pay."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import backlog, revenue, take_or_pay
from dualsite.insights.contracts.register import MOST_DRAWN, ContractFilter
from dualsite.screens.contracts.figures import amounts, clients, commitments
from dualsite.screens.shared import contract_card
from dualsite.screens.shared.elements import empty, rows_table
from dualsite.screens.shared.evidence import evidence
from dualsite.screens.shared.figures import style
from dualsite.screens.shared.tables import table
from dualsite.screens.shared.text import plain
from dualsite.screens.shared.tiles import tiles


def whole(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The rows with these amounts in whole units of their currency, unknown ones staying unknown."""
    return rows.assign(
        **{
            name: pd.Series(
                [None if value is None or value != value else round(value) for value in rows[name]], rows.index, object
            )
            for name in names
        }
    )


def show_amounts(view: View, chosen: ContractFilter) -> None:
    """Order intake against revenue, revenue by client and site, and the rows behind the backlog."""
    missing = [table for table in ("order_events", "revenue") if not view.has(table)]
    if missing:
        st.markdown(_("Without {tables} there are no amounts.").format(tables=" and ".join(f"`{t}`" for t in missing)))
        return
    if reason := money.why_no_amounts(view):
        st.info(plain(reason))
        return
    tiles(view, ("order_intake_12m", "revenue_12m"))
    left, right = st.columns(2)
    with left:
        ratio = revenue.book_to_bill(view, chosen)
        evidence(
            "book_to_bill",
            revenue.book_to_bill_title(view, chosen),
            ratio,
            lambda: amounts.book_to_bill(ratio, view.currency),
            measures=_(
                "Trailing 12 months at each month’s end; orders and revenue at the rates of their months. "
                "Dotted: orders equal revenue. Letters of intent and memoranda never count. "
            )
            + (backlog.left_out(view, chosen) if backlog.is_known(view) else ""),
            alt=revenue.book_to_bill_in_words(view, chosen),
        )
    by_client = revenue.by_client_and_site(view, chosen)
    with right:
        evidence(
            "revenue_clients",
            revenue.title(view, chosen),
            by_client,
            lambda: clients.revenue_by_client(
                by_client,
                view.currency,
                style.site_colours(money.site_ids(view)),
                backlog.earning_contracts(view, chosen),
            ),
            measures=_("Trailing 12 months by client and site; the tick is the 12 months before. ")
            + revenue.left_out(view, chosen),
            alt=revenue.in_words(view, chosen),
            selects=contract_card.from_figure("revenue_clients"),
            is_listed=True,
        )
    if not backlog.is_known(view):
        return
    held = backlog.backlog(view, chosen)
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{_('Backlog by contract')}**")
        rows_table(
            "backlog",
            whole(held, "amount"),
            {
                "partner": _("Partner"),
                "site": _("Site"),
                "contract_id": _("Contract"),
                "amount": _("Backlog, {currency}").format(currency=view.currency),
                "is_known": _("Disclosed"),
            },
            opens=contract_card.from_rows(held),
        )
    with right:
        st.markdown(f"**{_('Revenue by client and site')}**")
        rows_table(
            "revenue_by_client",
            whole(by_client, "revenue", "before"),
            {
                "partner": _("Client"),
                "site": _("Site"),
                "revenue": _("12 months, {currency}").format(currency=view.currency),
                "before": _("12 months before"),
            },
        )


def show_take_or_pay(view: View, chosen: ContractFilter) -> None:
    """What is committed, made, scheduled and missing per contract year, and how one year burns down."""
    if not view.has("contract_years"):
        empty("contract_years", _("what is committed, made, scheduled and missing per contract year"))
        return
    if not view.has("batches"):
        empty("batches", _("what has been made and scheduled of what is committed"))
        return
    st.markdown(plain(take_or_pay.sentence(view, chosen)))
    running = take_or_pay.running(view, chosen)
    left, right = st.columns([3, 2])
    with left:
        evidence(
            "commitments",
            take_or_pay.title(view, chosen),
            running,
            lambda: commitments.commitments(running.head(MOST_DRAWN)),
            measures=_(
                "The running contract years. Solid: made; outlined: scheduled; hatched: missing; tick: committed. "
                "The amount is what is payable all the same, at the rate of the as-of month."
            )
            + take_or_pay.left_out(view, chosen),
            alt=take_or_pay.in_words(view, chosen),
            selects=contract_card.from_figure("commitments"),
        )
    with right:
        named = {take_or_pay.year_label(year): year for year in running.itertuples()}
        picked = st.selectbox(_("Burn-down of"), list(named), key="burn_down", bind="query-params", disabled=not named)
        if picked:
            year = named[picked]
            line = take_or_pay.burn_down(view, year.contract_id, year.start_on)
            evidence(
                "burn_down_line",
                _("{made} of {committed} made, {gap} missing").format(
                    made=year.made, committed=year.committed, gap=year.gap
                ),
                line,
                lambda: commitments.burn_down(line, view.as_of),
                measures=take_or_pay.year_sentence(year) + _(". Dashed: as scheduled; grey: an even pace."),
                alt=take_or_pay.year_sentence(year),
            )
    years = take_or_pay.years(view, chosen)
    table(take_or_pay.YEARS_SPEC, years, currency=view.currency, opens=contract_card.from_rows(years))
