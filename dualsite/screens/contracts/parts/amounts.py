"""Parts of the contracts page: amounts, and take-or-pay."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dualsite import formats, palette
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import backlog, burn_down, revenue, take_or_pay
from dualsite.insights.contracts.register import MOST_DRAWN, ContractFilter
from dualsite.screens import shared as ui
from dualsite.screens.contracts import figures
from dualsite.screens.shared import choices, contract_card
from dualsite.screens.shared.figures.drawing import Drawing


def show_amounts(view: View, chosen: ContractFilter) -> None:
    """Order intake against revenue, revenue by client and site, and the rows behind the backlog."""
    missing = [table for table in ("order_events", "revenue") if not view.has(table)]
    if missing:
        st.markdown(
            _("Amounts need the tables {tables}.").format(tables=formats.joined([f"`{table}`" for table in missing]))
        )
        return
    if reason := money.why_no_amounts(view):
        st.info(ui.plain(reason))
        return
    ui.tiles(view, revenue.TILES)
    by_client = revenue.by_client_and_site(view, chosen)
    left, right = st.columns(2)
    with left:
        _draw_book_to_bill(view, chosen)
    with right:
        _draw_revenue(view, chosen, by_client)
    if not backlog.is_known(view):
        return
    held = backlog.backlog(view, chosen)
    left, right = st.columns(2)
    with left:
        ui.folded(_("Backlog by contract"), _list_backlog, view, held, key="backlog_rows")
    with right:
        ui.folded(_("Revenue by client and site"), _list_revenue, view, by_client, key="revenue_rows")


def _list_backlog(view: View, held: pd.DataFrame) -> None:
    ui.table(backlog.BACKLOG_SPEC, held, currency=view.currency, opens=contract_card.from_rows(held))


def _list_revenue(view: View, by_client: pd.DataFrame) -> None:
    ui.table(revenue.BY_CLIENT_AND_SITE_SPEC, by_client, currency=view.currency, has_download=False)


def _draw_book_to_bill(view: View, chosen: ContractFilter) -> None:
    ratio = revenue.book_to_bill(view, chosen)
    ui.figure(
        revenue.book_to_bill_title(view, chosen),
        book_to_bill_figure(view, chosen),
        measures=revenue.book_to_bill_measures(view, chosen),
        rows=ratio,
        key="book_to_bill",
        alt=revenue.book_to_bill_in_words(view, chosen),
        spec=revenue.BOOK_TO_BILL_SPEC,
        currency=view.currency,
    )


def book_to_bill_figure(view: View, chosen: ContractFilter) -> Drawing:
    """The figure of order intake against revenue."""
    return figures.book_to_bill(revenue.book_to_bill(view, chosen), view.currency)


def _draw_revenue(view: View, chosen: ContractFilter, by_client: pd.DataFrame) -> None:
    ui.figure(
        revenue.title(view, chosen),
        revenue_figure(view, chosen),
        measures=wording.sentences(
            _("Trailing 12 months by client and site; tick: prior 12 months."),
            revenue.left_out(view, chosen),
        ),
        rows=by_client,
        key="revenue_clients",
        alt=revenue.in_words(view, chosen),
        spec=revenue.BY_CLIENT_AND_SITE_SPEC,
        currency=view.currency,
        selects=contract_card.from_mark,
    )


def revenue_figure(view: View, chosen: ContractFilter) -> Drawing:
    """The figure of revenue by client and site."""
    return figures.revenue_by_client(
        revenue.by_client_and_site(view, chosen),
        view.currency,
        palette.site_colours(money.site_ids(view)),
        backlog.earning_contracts(view, chosen),
    )


def show_take_or_pay(view: View, chosen: ContractFilter) -> None:
    """What is committed, made, scheduled and missing per contract year, and how one year burns down."""
    if not view.has("contract_years"):
        ui.empty("contract_years", _("committed, made, scheduled and short batches by contract year"))
        return
    if not view.has("batches"):
        ui.empty("batches", _("batches made and scheduled against commitments"))
        return
    st.markdown(ui.plain(take_or_pay.sentence(view, chosen)))
    running = take_or_pay.running(view, chosen)
    left, right = st.columns([3, 2])
    with left:
        ui.figure(
            take_or_pay.title(view, chosen),
            figures.commitments(running.head(MOST_DRAWN)),
            measures=wording.sentences(
                _(
                    "Current contract years. Solid: made; outlined: scheduled; hatched: short; tick: "
                    "committed. The amount is payable on the shortfall, at the rate of the as-of month."
                ),
                take_or_pay.left_out(view, chosen),
            ),
            rows=running,
            key="commitments",
            alt=take_or_pay.in_words(view, chosen),
            spec=take_or_pay.RUNNING_SPEC,
            currency=view.currency,
            selects=contract_card.from_mark,
        )
    with right:
        _draw_burn_down(view, running)
    years = take_or_pay.years(view, chosen)
    ui.table(take_or_pay.YEARS_SPEC, years, currency=view.currency, opens=contract_card.from_rows(years))


def _draw_burn_down(view: View, running: pd.DataFrame) -> None:
    """How one of the running contract years, which the reader picks, burns down."""
    years = take_or_pay.by_key(running)
    picked = st.selectbox(
        _("Burn-down"),
        list(years),
        format_func=lambda id_: take_or_pay.year_label(years[id_]),
        disabled=not years,
        **choices.one_of("burn_down", years, next(iter(years), None)),
    )
    if not picked:
        return
    year = years[picked]
    line = burn_down.burn_down(view, year.contract_id, year.start_on)
    ui.figure(
        burn_down.title(year),
        figures.burn_down(line, view.as_of),
        measures=wording.sentences(
            wording.sentence(take_or_pay.year_sentence(year)), _("Dashed: as scheduled; grey: even pace.")
        ),
        rows=line,
        key="burn_down_line",
        alt=take_or_pay.year_sentence(year),
        spec=burn_down.BURN_DOWN_SPEC,
    )
