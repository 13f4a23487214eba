"""The tabs of the programmes page: the board as a table, the gates, and what was said of them."""

from __future__ import annotations

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.programmes import board, gates
from dualsite.screens import shared as ui
from dualsite.screens.programmes.parts import card


def show_tabs(view: View) -> None:
    """One tab for each; the open one stands in the URL."""
    rows = board.board(view)
    ui.tabs(
        {
            "programmes": (
                _("Programmes"),
                lambda: ui.table(board.BOARD_SPEC, rows, opens=card.opener(list(rows.key))),
            ),
            "gates": (_("Gates"), lambda: ui.table(gates.GATES_SPEC, gates.gates(view))),
            "stated": (_("Stated targets"), lambda: ui.table(gates.STATEMENTS_SPEC, gates.statements(view))),
        },
        key="show",
    )
