"""The tabs of the contracts page; what a tab shows is computed when it is open."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.contracts import timeline
from dualsite.insights.contracts.register import ContractFilter
from dualsite.screens import shared as ui
from dualsite.screens.contracts.parts import amounts, endings, new_business
from dualsite.screens.shared import contract_card


def show_tabs(view: View, chosen: ContractFilter) -> None:
    """Amounts, take-or-pay, what ends, new business, and all contracts as a table."""
    shown = {
        _("Amounts"): amounts.show_amounts,
        _("Take-or-pay"): amounts.show_take_or_pay,
        _("What ends, and gates"): endings.show_endings,
        _("New business"): new_business.show_new_business,
        _("All contracts"): _show_contracts,
    }
    for tab, show in zip(
        st.tabs(list(shown), key="show", bind="query-params", on_change="rerun"), shown.values(), strict=True
    ):
        if tab.open:
            with tab:
                show(view, chosen)


def _show_contracts(view: View, chosen: ContractFilter) -> None:
    listed = timeline.timeline(view, chosen)
    ui.table(timeline.CONTRACTS_SPEC, listed, opens=contract_card.from_rows(listed))
