"""Contracts: what is contracted, what is at risk, what ends."""

import streamlit as st

from dualsite.i18n import _
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import backlog, concentration, standing, timeline
from dualsite.screens import shared as ui
from dualsite.screens.contracts.figures import amounts, clients
from dualsite.screens.contracts.figures import timeline as contracts
from dualsite.screens.contracts.parts import (
    amounts as contract_amounts,
)
from dualsite.screens.contracts.parts import (
    filters as contract_filters,
)
from dualsite.screens.contracts.parts import (
    prospects as contract_prospects,
)
from dualsite.screens.shared import contract_card
from dualsite.screens.shared.evidence import evidence
from dualsite.screens.shared.figures import style

view = ui.begin(_("Contracts"))
ui.answer(standing.answer(view))

if not view.has("contracts"):
    ui.empty("contracts", _("what is contracted, with whom, until when and for how much"))
else:
    ui.tiles(view, standing.TILES)
    no_amounts = money.why_no_amounts(view)
    left, right = st.columns([7, 2], vertical_alignment="bottom")
    with left:
        chosen = contract_filters.choose(view)
    right.caption(ui.plain(no_amounts or money.rates_in_words(view)))
    colours = style.site_colours(money.site_ids(view))
    cards = backlog.earning_contracts(view, chosen)

    left, right = st.columns([9, 5])
    listed = timeline.timeline(view, chosen)
    with left:
        evidence(
            "timeline",
            timeline.title(view, chosen),
            listed,
            lambda: contracts.timeline(timeline.drawn(view, chosen), view.as_of, colours),
            measures=_(
                "◆ signed, ○ announced, ▽ last day for notice, □ first option lapses. Solid: gone by; outlined: ahead; "
                "dotted: end not stated. Thin bars: clinical supply; thick: commercial. Select one for its card."
            )
            + timeline.left_undrawn(view, chosen),
            alt=timeline.in_words(view, chosen),
            selects=contract_card.from_figure("timeline"),
        )
    with right:
        if not view.has("order_events"):
            ui.empty("order_events", _("the backlog by year of expected delivery"))
        elif backlog.is_known(view):
            by_year = backlog.by_year(view, chosen)
            evidence(
                "backlog_by_year",
                backlog.title(view, chosen),
                by_year,
                lambda: amounts.backlog_by_year(by_year, view.currency, colours),
                measures=_("By calendar year, spread as the contract years commit, else evenly over the term. ")
                + backlog.left_out(view, chosen),
                alt=backlog.in_words(view, chosen),
            )
        if not view.has("revenue"):
            ui.empty("revenue", _("on how few clients revenue rests"))
        elif not no_amounts:
            rests_on = concentration.clients(view, chosen)
            evidence(
                "client_shares",
                concentration.title(view, chosen),
                rests_on,
                lambda: clients.shares(rests_on, view.currency, cards),
                measures=f"{concentration.at_risk(view, chosen)} {concentration.meaning(view, chosen)}",
                alt=concentration.in_words(view, chosen),
                selects=contract_card.from_figure("client_shares"),
            )

    AMOUNTS, TAKE_OR_PAY, ENDS, NEW_BUSINESS, CONTRACTS = NAMES = (
        _("Amounts"),
        _("Take-or-pay"),
        _("What ends, and gates"),
        _("New business"),
        _("All contracts"),
    )
    tabs = dict(zip(NAMES, st.tabs(NAMES, key="show", bind="query-params", on_change="rerun"), strict=True))
    if tabs[AMOUNTS].open:
        with tabs[AMOUNTS]:
            contract_amounts.show_amounts(view, chosen)
    if tabs[TAKE_OR_PAY].open:
        with tabs[TAKE_OR_PAY]:
            contract_amounts.show_take_or_pay(view, chosen)
    if tabs[ENDS].open:
        with tabs[ENDS]:
            contract_prospects.show_endings(view, chosen)
    if tabs[NEW_BUSINESS].open:
        with tabs[NEW_BUSINESS]:
            contract_prospects.show_new_business(view, chosen)
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
