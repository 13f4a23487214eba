"""Contracts: what is contracted, what is at risk, what ends."""

from gettext import gettext as _

import streamlit as st

from dualsite import ui
from dualsite.answers import (
    concentration,
    contracts,
    endings,
    money,
    new_business,
    standing,
    take_or_pay,
)
from dualsite.charts import commitments, gates
from dualsite.charts import contracts as timelines
from dualsite.charts import money as amounts
from dualsite.charts import new_business as market_charts
from dualsite.kpi.windows import months_after
from dualsite.ui import contract_card, contract_filters

view = ui.begin(_("Contracts"))
ui.answer(standing.answer(view))

AMOUNTS, TAKE_OR_PAY, ENDS, NEW_BUSINESS, CONTRACTS = (
    _("Amounts"),
    _("Take-or-pay"),
    _("What ends, and gates"),
    _("New business"),
    _("All contracts"),
)
COUNTRY, MODALITY = _("Country"), _("Modality")

if not view.has("contracts"):
    ui.empty("contracts", _("what is contracted, with whom, until when and for how much"))
else:
    ui.tiles(view, standing.TILES)
    no_amounts = money.why_no_amounts(view)
    st.caption(ui.plain(no_amounts or money.rates_in_words(view)))
    chosen = contract_filters.choose(view)
    cards = money.earning_contracts(view, chosen)

    left, right = st.columns([3, 2])
    with left:
        listed = contracts.timeline(view, chosen)
        ui.chart(
            contracts.timeline_title(view, chosen),
            timelines.timeline(contracts.drawn(view, chosen), view.as_of),
            measures=_(
                "◆ signed, ○ announced, ▽ last day for notice, □ first option lapses. Solid: gone by; outlined: ahead; "
                "dotted: end not stated. Thin bars are clinical supply, thick ones commercial. Select one for its card."
            )
            + contracts.left_undrawn(view, chosen),
            rows=[listed],
            key="timeline",
            alt=contracts.timeline_in_words(view, chosen),
            selects=contract_card.from_figure("timeline"),
        )
        ui.csv_download("contracts_timeline", len(listed), lambda: contracts.timeline(view, chosen))
    with right:
        if not view.has("order_events"):
            ui.empty("order_events", _("the backlog by year of expected delivery"))
        elif view.has("revenue") and not no_amounts:
            by_year = money.backlog_by_year(view, chosen)
            ui.chart(
                money.backlog_title(view, chosen),
                amounts.backlog_by_year(by_year, view.currency),
                measures=_("By calendar year, spread as the contract years commit, else evenly over the term. ")
                + money.left_out(view, chosen),
                rows=[by_year],
                key="backlog_years",
                alt=money.backlog_in_words(view, chosen),
            )
            ui.csv_download("backlog_by_year", len(by_year), lambda: money.backlog_by_year(view, chosen))
        if not view.has("revenue"):
            ui.empty("revenue", _("on how few clients revenue rests"))
        elif not no_amounts:
            clients = concentration.clients(view, chosen)
            ui.chart(
                concentration.title(view, chosen),
                amounts.shares(clients, view.currency, cards),
                measures=concentration.at_risk(view, chosen) + " " + concentration.meaning(view, chosen),
                rows=[clients],
                key="shares",
                alt=concentration.in_words(view, chosen),
                selects=contract_card.from_figure("shares"),
            )
            ui.csv_download("client_shares", len(clients), lambda: concentration.clients(view, chosen))

    tabs = dict(
        zip(
            (AMOUNTS, TAKE_OR_PAY, ENDS, NEW_BUSINESS, CONTRACTS),
            st.tabs(
                [AMOUNTS, TAKE_OR_PAY, ENDS, NEW_BUSINESS, CONTRACTS],
                key="show",
                bind="query-params",
                on_change="rerun",
            ),
            strict=True,
        )
    )

    if tabs[AMOUNTS].open:
        with tabs[AMOUNTS]:
            if no_amounts:
                st.info(ui.plain(no_amounts))
            elif not view.has("order_events", "revenue"):
                st.markdown(_("Orders and revenue are needed for this: see above which table is missing."))
            else:
                ui.tiles(view, ("order_intake_12m", "revenue_12m"))
                left, right = st.columns(2)
                with left:
                    ratio = money.book_to_bill(view, chosen)
                    ui.chart(
                        money.book_to_bill_title(view, chosen),
                        amounts.book_to_bill(ratio, view.currency),
                        measures=_(
                            "Trailing 12 months at each month’s end, each order and month at its own exchange rate. "
                            "Dotted: orders equal revenue. Letters of intent and memoranda never count."
                        ),
                        rows=[ratio],
                        key="book_to_bill",
                        alt=money.book_to_bill_in_words(view, chosen),
                    )
                    ui.csv_download("book_to_bill", len(ratio), lambda: money.book_to_bill(view, chosen))
                with right:
                    by_client = money.revenue_by_client_and_site(view, chosen)
                    ui.chart(
                        money.revenue_title(view, chosen),
                        amounts.revenue_by_client(by_client, view.currency, cards),
                        measures=_("Trailing 12 months by client and site; the tick is the 12 months before. ")
                        + money.revenue_left_out(view, chosen),
                        rows=[by_client],
                        key="revenue_clients",
                        alt=money.revenue_in_words(view, chosen),
                        selects=contract_card.from_figure("revenue_clients"),
                    )
                held = money.backlog(view, chosen)
                left, right = st.columns(2)
                with left:
                    st.markdown(f"**{_('Backlog by contract')}**")
                    ui.rows_table(
                        "backlog",
                        held,
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
                    ui.rows_table(
                        "revenue_by_client",
                        by_client,
                        {
                            "partner": _("Client"),
                            "site": _("Site"),
                            "revenue": _("12 months, {currency}").format(currency=view.currency),
                            "before": _("12 months before"),
                        },
                    )

    if tabs[TAKE_OR_PAY].open:
        with tabs[TAKE_OR_PAY]:
            if not view.has("contract_years"):
                ui.empty("contract_years", _("what is committed, made, scheduled and missing per contract year"))
            elif not view.has("batches"):
                ui.empty("batches", _("what has been made and scheduled of what is committed"))
            else:
                st.markdown(ui.plain(take_or_pay.sentence(view, chosen)))
                running = take_or_pay.running(view, chosen)
                years = take_or_pay.years(view, chosen)
                left, right = st.columns([3, 2])
                with left:
                    ui.chart(
                        take_or_pay.title(view, chosen),
                        commitments.commitments(running, view.as_of),
                        measures=_(
                            "The running contract years. Solid: made; outlined: scheduled; hatched: missing; "
                            "tick: committed. The amount is what is payable all the same, at the as-of month’s rate."
                        ),
                        rows=[running],
                        key="commitments",
                        alt=take_or_pay.in_words(view, chosen),
                        selects=contract_card.from_figure("commitments"),
                    )
                    ui.csv_download("take_or_pay", len(running), lambda: take_or_pay.running(view, chosen))
                with right:
                    named = {take_or_pay.year_label(year): year for year in running.itertuples()}
                    picked = st.selectbox(
                        _("Burn-down of"), list(named), key="burn_down", bind="query-params", disabled=not named
                    )
                    if picked:
                        year = named[picked]
                        line = take_or_pay.burn_down(view, year.contract_id, year.start_on)
                        ui.chart(
                            take_or_pay.year_sentence(year),
                            commitments.burn_down(line, view.as_of),
                            measures=_("Batches still to be made. Dashed: as scheduled; grey: an even pace."),
                            rows=[line],
                            key="burn_down_line",
                            alt=take_or_pay.year_sentence(year),
                        )
                        ui.csv_download("burn_down", len(line), lambda: line)
                ui.rows_table(
                    "contract_years",
                    years,
                    {"label": _("Contract"), "is_running": _("Running"), **contract_card.year_columns(view)},
                    opens=contract_card.from_rows(years),
                )

    if tabs[ENDS].open:
        with tabs[ENDS]:
            left, right = st.columns(2)
            ending = endings.ending(view, chosen)
            with left:
                ui.chart(
                    endings.ending_title(view, chosen),
                    timelines.ending(ending, view.as_of, months_after(view.as_of, endings.AHEAD_MONTHS)),
                    measures=_("24 months ahead. ▼ last day for notice, ■ end of the term; firm contracts only."),
                    rows=[ending],
                    key="ending",
                    alt=endings.ending_in_words(view, chosen),
                    selects=contract_card.from_figure("ending"),
                )
            with right:
                st.markdown(f"**{_('Next, and what is left on them')}**")
                ui.rows_table(
                    "ending",
                    ending,
                    {
                        "label": _("Contract"),
                        "next_is": _("Next"),
                        "next_on": _("On"),
                        "days": _("Days"),
                        "end_on": _("Ends"),
                        "backlog": _("Backlog, {currency}").format(currency=view.currency),
                    },
                    opens=contract_card.from_rows(ending),
                )
            if not view.has("milestones"):
                ui.empty("milestones", _("the gates of each contract and whose move is next"))
            else:
                passed = endings.gates(view, chosen)
                ui.chart(
                    endings.gates_title(view, chosen),
                    gates.gate_matrix(passed),
                    measures=_(
                        "● reached, ○ expected, ▲ due and unconfirmed. Below each month: days later than the latest "
                        "agreed / than the first committed day. Right: whose move it is."
                    ),
                    rows=[passed],
                    key="gates",
                    alt=endings.gates_in_words(view, chosen),
                    selects=contract_card.from_figure("gates"),
                )
                ui.rows_table(
                    "gates",
                    passed,
                    {
                        "label": _("Contract"),
                        "name": _("Gate"),
                        "state": _("State"),
                        "baseline_on": _("First committed"),
                        "agreed_on": _("Latest agreed"),
                        "forecast_on": _("Forecast"),
                        "reached_on": _("Reached"),
                        "on_agreed_d": _("On agreed, d"),
                        "on_baseline_d": _("On first committed, d"),
                        "owner": _("Move of"),
                        "is_next": _("Next"),
                    },
                    opens=contract_card.from_rows(passed),
                )

    if tabs[NEW_BUSINESS].open:
        with tabs[NEW_BUSINESS]:
            targets = {contract_filters.country_name(code): code for code in new_business.bid_countries(view)}
            with st.container(horizontal=True, vertical_alignment="bottom"):
                picked = st.pills(
                    _("Target markets"),
                    list(targets),
                    selection_mode="multi",
                    key="market",
                    bind="query-params",
                    help=_("None chosen shows every country."),
                )
                by = st.segmented_control(
                    _("Agreements by"),
                    [COUNTRY, MODALITY],
                    default=COUNTRY,
                    required=True,
                    key="by",
                    bind="query-params",
                )
            markets = tuple(targets[name] for name in picked)
            agreed = new_business.agreements(view, chosen, markets)
            left, right = st.columns(2)
            with left:
                ui.chart(
                    new_business.agreements_title(view, chosen, markets),
                    market_charts.agreements(agreed, "modality_name" if by == MODALITY else "country_name", view.as_of),
                    measures=_(
                        "By the day announced, else signed. ● firm, ○ draft or past, ◇ letter of intent, memorandum, "
                        "technology or equity. Select one for its card."
                    ),
                    rows=[agreed],
                    key="agreements",
                    alt=new_business.agreements_in_words(view, chosen, markets),
                    selects=contract_card.from_figure("agreements"),
                )
                ui.csv_download("agreements", len(agreed), lambda: new_business.agreements(view, chosen, markets))
            with right:
                if not view.has("opportunities"):
                    ui.empty("opportunities", _("the open bids by market"))
                elif new_business.why_no_bids(view):
                    st.info(ui.plain(new_business.why_no_bids(view)))
                else:
                    bids = new_business.open_bids(view, chosen, markets)
                    ui.chart(
                        new_business.bids_title(view, chosen, markets),
                        market_charts.bids(bids, view.currency),
                        measures=_("Open bids by stage, the chance to win beside each. Outlined: value if won."),
                        rows=[bids],
                        key="bids",
                        alt=new_business.bids_in_words(view, chosen, markets),
                    )
                    ui.csv_download("open_bids", len(bids), lambda: new_business.open_bids(view, chosen, markets))
            if view.has("opportunities") and not new_business.why_no_bids(view):
                ui.tiles(view, ("weighted_pipeline", "win_rate"))
                st.markdown(f"**{_('By market')}**")
                ui.rows_table(
                    "markets",
                    new_business.by_market(view, chosen, markets),
                    {
                        "country_name": _("Country"),
                        "open": _("Open bids"),
                        "value": _("Value if won, {currency}").format(currency=view.currency),
                        "weighted": _("Weighted, {currency}").format(currency=view.currency),
                        "won": _("Won, 12 months"),
                        "lost": _("Lost, 12 months"),
                        "agreements": _("Agreements, 12 months"),
                        "firm": _("of them firm"),
                    },
                )

    if tabs[CONTRACTS].open:
        with tabs[CONTRACTS]:
            ui.rows_table(
                "contracts",
                listed,
                {
                    "partner": _("Partner"),
                    "country": _("Country"),
                    "product": _("Product"),
                    "modality": _("Modality"),
                    "supply": _("Supply"),
                    "site": _("Site"),
                    "type": _("Type"),
                    "status": _("Status"),
                    "group": _("Counts as"),
                    "signed_on": _("Signed"),
                    "announced_on": _("Announced"),
                    "start_on": _("From"),
                    "end_on": _("To"),
                    "notice_on": _("Last day for notice"),
                    "worth": _("Value, {currency}").format(currency=view.currency),
                    "note": _("Note"),
                    "source": _("Source"),
                    "url": _("Link"),
                },
                links=["url"],
                opens=contract_card.from_rows(listed),
            )
    contract_card.show_asked(view)
