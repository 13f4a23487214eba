"""Parts of the contracts page: what ends with the gates still open, and new business."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import endings
from dualsite.insights.contracts.register import MOST_DRAWN, ContractFilter
from dualsite.insights.pipeline import new_business
from dualsite.kpi.windows import months_after
from dualsite.screens.contracts.figures import endings as ending_charts
from dualsite.screens.contracts.figures import new_business as market_charts
from dualsite.screens.contracts.parts import filters as contract_filters
from dualsite.screens.contracts.parts.amounts import whole
from dualsite.screens.shared import contract_card
from dualsite.screens.shared.elements import empty, rows_table
from dualsite.screens.shared.evidence import evidence
from dualsite.screens.shared.figures import style
from dualsite.screens.shared.text import plain
from dualsite.screens.shared.tiles import tiles


def show_endings(view: View, chosen: ContractFilter) -> None:
    """The ends and notice days of the next 24 months, and the gates of each contract with whose move is next."""
    found = endings.ending(view, chosen)
    left, right = st.columns(2)
    with left:
        evidence(
            "ending",
            endings.ending_title(view, chosen),
            found,
            lambda: ending_charts.ending(
                found.head(MOST_DRAWN),
                view.as_of,
                months_after(view.as_of, endings.AHEAD_MONTHS),
                style.site_colours(money.site_ids(view)),
            ),
            measures=_("24 months ahead. ▼ last day for notice, ■ end of the term; firm contracts only."),
            alt=endings.ending_in_words(view, chosen),
            selects=contract_card.from_figure("ending"),
            is_listed=True,
        )
    with right:
        st.markdown(f"**{_('Next days, and what is left on the contracts')}**")
        rows_table(
            "ending",
            whole(found, "backlog"),
            {
                "label": _("Contract"),
                "next_is": _("Next"),
                "next_on": _("On"),
                "backlog": _("Backlog, {currency}").format(currency=view.currency),
                "end_on": _("Ends"),
                "days": _("Days"),
            },
            opens=contract_card.from_rows(found),
        )
    if not view.has("milestones"):
        empty("milestones", _("the gates of each contract and whose move is next"))
        return
    gates, drawn = endings.gates(view, chosen), endings.drawn_gates(view, chosen)
    evidence(
        "gates",
        endings.gates_title(view, chosen),
        drawn,
        lambda: ending_charts.gate_matrix(drawn),
        measures=_(
            "● reached, ○ expected, ▲ due and unconfirmed. Below each month: days later than the latest agreed / first "
            "committed day. Right: whose move it is."
        ),
        alt=endings.gates_in_words(view, chosen),
        selects=contract_card.from_figure("gates"),
        is_listed=True,
    )
    rows_table(
        "gates",
        gates,
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
        opens=contract_card.from_rows(gates),
    )


def show_new_business(view: View, chosen: ContractFilter) -> None:
    """Agreements as they were announced and the open bids, for all countries or for target markets alone."""
    country, modality = _("Country"), _("Modality")
    targets = {contract_filters.country_name(code): code for code in new_business.bid_countries(view)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        picked = st.pills(
            _("Target markets"),
            list(targets),
            selection_mode="multi",
            key="market",
            bind="query-params",
            help=_("Choose one or more to follow them alone; none chosen shows every country."),
        )
        by = st.segmented_control(
            _("Agreements by"), [country, modality], default=country, required=True, key="by", bind="query-params"
        )
    markets = tuple(targets[name] for name in picked)
    left, right = st.columns(2)
    with left:
        agreed = new_business.agreements(view, chosen, markets)
        evidence(
            "agreements",
            new_business.agreements_title(view, chosen, markets),
            agreed,
            lambda: market_charts.agreements(
                agreed.tail(10 * MOST_DRAWN), "modality_name" if by == modality else "country_name", view.as_of
            ),
            measures=_(
                "By the day announced, else signed; country of the partner. ● firm, ○ draft or past, ◇ not firm: "
                "letter of intent, memorandum, technology, equity. Select one for its card."
            ),
            alt=new_business.agreements_in_words(view, chosen, markets),
            selects=contract_card.from_figure("agreements"),
        )
    with right:
        _show_bids(view, chosen, markets)
    if view.has("opportunities") and not new_business.why_no_bids(view):
        tiles(view, ("weighted_pipeline", "win_rate"))
        st.markdown(f"**{_('By market')}**")
        rows_table(
            "markets",
            whole(new_business.by_market(view, chosen, markets), "value", "weighted"),
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


def _show_bids(view: View, chosen: ContractFilter, markets: tuple[str, ...]) -> None:
    """The open bids, or why there are none."""
    if not view.has("opportunities"):
        empty("opportunities", _("the open bids by market"))
    elif reason := new_business.why_no_bids(view):
        st.info(plain(reason))
    else:
        bids = new_business.open_bids(view, chosen, markets)
        evidence(
            "bids",
            new_business.bids_title(view, chosen, markets),
            bids,
            lambda: market_charts.bids(bids, view.currency),
            measures=_("Open bids by stage, the chance to win beside each. Outlined: value if won; filled: weighted."),
            alt=new_business.bids_in_words(view, chosen, markets),
        )
