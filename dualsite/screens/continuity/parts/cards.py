"""The card beside the continuity page: the rows behind a product in a market."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.continuity import behind
from dualsite.insights.continuity.behind import MarketCard
from dualsite.insights.continuity.question import STOP, ContinuityQuestion
from dualsite.screens import shared as ui
from dualsite.screens.continuity.figures.outlooks import CARD
from dualsite.screens.shared import visit


def show_asked(view: View, question: ContinuityQuestion) -> None:
    """The card that the URL asks for; nothing where it asks for none. Stands at the end of a page."""
    named = st.query_params.get(CARD, "")
    card = behind.card(view, question.outage, named) if named and question.event == STOP else None
    if card is not None:
        visit.note_choice(CARD, card.name)
        st.dialog(ui.plain(card.title), width="large", position="right", on_dismiss=_close)(_draw)(view, card)


def _close() -> None:
    st.query_params.pop(CARD, None)


def _draw(view: View, card: MarketCard) -> None:
    for line in card.lines:
        st.markdown(ui.plain(line))
    for title, spec, rows in card.rows:
        ui.heading(title, rows)
        if len(rows):
            ui.table(spec, rows, of=card.name, is_printed=True)
        else:
            st.caption(_("No such row."))
    ui.card_menu(view, card.title, **{CARD: card.name})
