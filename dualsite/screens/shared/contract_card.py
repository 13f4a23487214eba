"""The card of a contract beside the page, one click from any row or mark that stands for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.contracts import batches, take_or_pay
from dualsite.insights.contracts import card as cards
from dualsite.insights.contracts import options as held
from dualsite.insights.contracts.card import Card
from dualsite.insights.programmes import programmes
from dualsite.insights.scenarios import asking
from dualsite.screens.shared import filters, links, visit, what_if
from dualsite.screens.shared.card_menu import card_menu
from dualsite.screens.shared.tables import table
from dualsite.screens.shared.text import plain
from dualsite.sitemap import PageId

KEY = "agreement"
"""The parameter of the URL by which a link opens the card of a contract."""

_ASKED = "contract to open"
"""Under this key of the session stands the contract that was clicked, until its card is shown."""


def from_mark(customdata: Any) -> None:
    """What `ui.figure` calls when a mark is clicked whose `customdata` begins with a contract."""
    if customdata:
        st.session_state[_ASKED] = customdata[0]


def from_rows(rows: pd.DataFrame) -> Callable[[int], None]:
    """What `ui.table` calls when the button of a row is clicked; the rows have a `contract_id`."""
    contracts = list(rows.contract_id)

    def ask(row: int) -> None:
        st.session_state[_ASKED] = contracts[row]

    return ask


def show_asked(view: View) -> None:
    """The card of the contract that was clicked in this run, or that a link asks for; nothing when there is none.

    Stands at the end of a page.
    """
    contract_id = st.session_state.pop(_ASKED, None) or st.query_params.get(KEY)
    card = cards.card(view, contract_id) if contract_id else None
    visit.note_choice(KEY, card and card.contract_id)
    if card is not None:
        st.dialog(" ", width="large", position="right", on_dismiss=_close)(_draw_beside)(view, card)


def _draw_beside(view: View, card: Card) -> None:
    draw_card(view, card)
    card_menu(view, card.title, agreement=card.contract_id)


def _close() -> None:
    st.query_params.pop(KEY, None)


def draw_card(view: View, card: Card) -> None:
    """The card where it is called."""
    badge = f" :gray-badge[{_('illustrative')}]" if card.is_illustrative else ""
    with st.container(key="contract_title"):
        st.markdown(plain(card.title))
    st.markdown(f"{plain(card.standing)}{badge}")
    with st.container(key="contract_facts"):
        st.markdown(_as_table(card.facts))
    if card.note:
        st.markdown(f"**{_('As the data say')}**  \n{plain(card.note)}")
    if len(card.gates):
        st.markdown(f"**{_('Gates')}**")
        table(cards.CARD_GATES_SPEC.hiding_unknown(card.gates), card.gates, of=card.contract_id, is_printed=True)
        key = programmes.key_of("CONTRACT", card.contract_id)
        if not view.scope.is_limited and key in programmes.programmes(view):
            st.html(links.to_page(PageId.PROGRAMMES, filters.query(view) | {"programme": key}, _("The programme")))
    _show_options(view, card.contract_id)
    st.markdown(f"**{_('Batches so far')}**  \n{plain(batches.batches_in_words(card.batches))}")
    if len(card.batches):
        table(batches.shown_spec(card.batches), card.batches, of=card.contract_id, is_printed=True)
    _show_years(view, card.contract_id)
    st.markdown(f"**{_('Sources')}**")
    table(cards.SOURCES_SPEC, card.sources, of=card.contract_id, is_printed=True)


def _as_table(facts: tuple[tuple[str, str], ...]) -> str:
    """The facts as a table of Markdown, its header row blank."""
    return "\n".join(["| | |", "|:--|:--|", *(f"| :gray[{plain(name)}] | {plain(said)} |" for name, said in facts)])


def _show_options(view: View, contract_id: str) -> None:
    """The options that the contract holds, one by one; whoever may asks from there what would be without one."""
    rows = held.options(view, contract_id)
    if len(rows):
        st.markdown(f"**{_('Options held')}**")
        ask = what_if.of_rows(view, asking.without(rows.booking_id))
        table(held.OPTIONS_SPEC, rows, of=contract_id, opens=ask, opener=_("What if removed?"))


def _show_years(view: View, contract_id: str) -> None:
    """The contract's years with what is committed, made and scheduled; nothing without any."""
    years = take_or_pay.years_of(view, contract_id)
    if len(years):
        st.markdown(f"**{_('Contract years')}**")
        table(take_or_pay.YEARS_OF_SPEC, years, currency=view.currency, of=contract_id, is_printed=True)
