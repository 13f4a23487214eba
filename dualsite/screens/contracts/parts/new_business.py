"""Parts of the contracts page: agreements as they were announced, and the bids that are open."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts.register import MOST_DRAWN, ContractFilter
from dualsite.insights.pipeline import agreements, bids, new_business
from dualsite.insights.pipeline.agreements import Countries
from dualsite.screens import shared as ui
from dualsite.screens.contracts import figures
from dualsite.screens.shared import choices, contract_card


def show_new_business(view: View, chosen: ContractFilter) -> None:
    """Agreements as they were announced and the open bids, for all countries or for target markets alone."""
    markets, by = _pick(view)
    left, right = st.columns(2)
    with left:
        _draw_agreements(view, chosen, markets, by)
    with right:
        _draw_bids(view, chosen, markets)
    if view.has("opportunities") and not bids.why_no_bids(view):
        ui.tiles(view, ("weighted_pipeline", "win_rate"))
        ui.heading(_("By market"))
        ui.table(new_business.BY_MARKET_SPEC, new_business.by_market(view, chosen, markets), currency=view.currency)


def _pick(view: View) -> tuple[Countries, str]:
    """The target markets to follow alone, none for all countries, and the column that agreements are placed by."""
    ways = {"country": _("Country"), "modality": _("Modality")}
    targets = {code: wording.country(code) for code in bids.countries(view)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        picked = st.pills(
            _("Target markets"),
            list(targets),
            format_func=targets.__getitem__,
            selection_mode="multi",
            help=_("Choose markets to show only those; none shows every country."),
            **choices.any_of("market", targets),
        )
        by = st.segmented_control(
            _("Agreements by"),
            list(ways),
            format_func=ways.__getitem__,
            required=True,
            **choices.one_of("by", ways, "country"),
        )
    return tuple(picked), "modality_name" if by == "modality" else "country_name"


def _draw_agreements(view: View, chosen: ContractFilter, markets: Countries, by: str) -> None:
    agreed = agreements.agreements(view, chosen, markets)
    ui.figure(
        agreements.title(view, chosen, markets),
        figures.agreements(agreed.tail(10 * MOST_DRAWN), by, view.as_of),
        measures=_(
            "By date announced, otherwise signed; the client’s country. ● firm, ○ draft or ended, ◇ not "
            "firm: letter of intent, memorandum, technology, equity. Select one for its card."
        ),
        rows=agreed,
        key="agreements",
        alt=agreements.in_words(view, chosen, markets),
        spec=agreements.AGREEMENTS_SPEC,
        selects=contract_card.from_mark,
    )


def _draw_bids(view: View, chosen: ContractFilter, markets: Countries) -> None:
    """The open bids, or why there are none."""
    if not view.has("opportunities"):
        ui.empty("opportunities", _("the open bids by market"))
    elif reason := bids.why_no_bids(view):
        st.info(ui.plain(reason))
    else:
        opened = bids.open_bids(view, chosen, markets)
        ui.figure(
            bids.title(view, chosen, markets),
            figures.bids(opened, view.currency),
            measures=_("Open bids by stage, with win probability. Outlined: value if won; filled: weighted."),
            rows=opened,
            key="bids",
            alt=bids.in_words(view, chosen, markets),
            spec=bids.OPEN_BIDS_SPEC,
            currency=view.currency,
        )
