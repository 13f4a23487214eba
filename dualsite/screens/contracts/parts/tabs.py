"""The tabs of the contracts page; what a tab shows is computed when it is open."""

from __future__ import annotations

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.contracts import timeline
from dualsite.insights.contracts.register import ContractFilter
from dualsite.screens import shared as ui
from dualsite.screens.contracts.parts import amounts, endings, new_business
from dualsite.screens.shared import contract_card


def show_tabs(view: View, chosen: ContractFilter) -> None:
    """Amounts, take-or-pay, what ends, new business, and all contracts as a table."""
    ui.tabs(
        {
            "amounts": (_("Amounts"), lambda: amounts.show_amounts(view, chosen)),
            "take_or_pay": (_("Take-or-pay"), lambda: amounts.show_take_or_pay(view, chosen)),
            "ends": (_("Expiries and gates"), lambda: endings.show_endings(view, chosen)),
            "new_business": (_("New business"), lambda: new_business.show_new_business(view, chosen)),
            "contracts": (_("All contracts"), lambda: _show_contracts(view, chosen)),
        },
        key="show",
    )


def _show_contracts(view: View, chosen: ContractFilter) -> None:
    listed = timeline.timeline(view, chosen)
    ui.table(timeline.CONTRACTS_SPEC, listed, opens=contract_card.from_rows(listed))
