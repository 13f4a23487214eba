"""Parts of the contracts page: what ends, and the gates still open."""

from __future__ import annotations

import streamlit as st

from dualsite import palette
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import endings, gates
from dualsite.insights.contracts.register import MOST_DRAWN, ContractFilter
from dualsite.kpi.windows import months_after
from dualsite.screens import shared as ui
from dualsite.screens.contracts import figures
from dualsite.screens.shared import contract_card


def show_endings(view: View, chosen: ContractFilter) -> None:
    """The ends and notice days of the next 24 months, and the gates of each contract with whose move is next."""
    found = endings.ending(view, chosen)
    left, right = st.columns(2)
    with left:
        ui.figure(
            endings.ending_title(view, chosen),
            figures.ending(
                found.head(MOST_DRAWN),
                view.as_of,
                months_after(view.as_of, endings.AHEAD_MONTHS),
                palette.site_colours(money.site_ids(view)),
            ),
            measures=_("Next 24 months. ▼ notice deadline, ■ end of term; firm contracts only."),
            rows=found,
            key="ending",
            alt=endings.ending_in_words(view, chosen),
            selects=contract_card.from_mark,
        )
    with right:
        ui.heading(_("Next dates and remaining backlog"))
        ui.table(endings.ENDING_SPEC, found, currency=view.currency, opens=contract_card.from_rows(found))
    if view.has("milestones"):
        _show_gates(view, chosen)
    else:
        ui.empty("milestones", _("the gates of each contract and next actions"))


def _show_gates(view: View, chosen: ContractFilter) -> None:
    listed, drawn = gates.gates(view, chosen), gates.drawn_gates(view, chosen)
    ui.figure(
        gates.gates_title(view, chosen),
        figures.gate_matrix(drawn),
        measures=_(
            "● reached, ○ expected, ▲ due, unconfirmed. Below each month: days behind the latest agreed / "
            "first committed date. Right: who acts next."
        ),
        rows=drawn,
        key="gates",
        alt=gates.gates_in_words(view, chosen),
        selects=contract_card.from_mark,
    )
    ui.table(gates.GATES_SPEC, listed, opens=contract_card.from_rows(listed))
