"""The card of a contract beside the page, one click from any row or mark that stands for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.contracts import card as contract_card
from dualsite.insights.contracts import take_or_pay
from dualsite.insights.contracts.card import Card
from dualsite.screens.shared.elements import rows_table
from dualsite.screens.shared.text import plain

_ASKED = "contract to open"
"""Under this key of the session stands the contract that was clicked, until its card is shown."""


def from_figure(key: str) -> Callable[[], None]:
    """What `ui.chart` calls when a mark of the figure `key` is selected; its `customdata` begins with a contract."""
    return partial(_ask_of_figure, key)


def _ask_of_figure(key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    found = [point["customdata"][0] for point in points if point.get("customdata")]
    last = f"last opened from {key}"
    # A second click on the same mark takes its selection away: it means the same contract again.
    contract_id = found[0] if found else st.session_state.get(last)
    st.session_state[last] = contract_id
    st.session_state[_ASKED] = contract_id


def from_rows(rows: pd.DataFrame) -> Callable[[int], None]:
    """What `ui.rows_table` calls when the button of a row is clicked; the rows have a `contract_id`."""
    contracts = list(rows.contract_id)

    def ask(row: int) -> None:
        st.session_state[_ASKED] = contracts[row]

    return ask


def show_asked(view: View) -> None:
    """The card of the contract that was clicked in this run; nothing when none was. Stands at the end of a page."""
    contract_id = st.session_state.pop(_ASKED, None)
    card = contract_card.card(view, contract_id) if contract_id else None
    if card is not None:
        show_card(view, card)


def show_card(view: View, card: Card) -> None:
    """The card beside the page, over everything else."""
    st.dialog(" ", width="large", position="right")(draw_card)(view, card)


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
        rows_table(
            f"{card.contract_id} gates",
            card.gates,
            {
                "of": _("Of"),
                "name": _("Gate"),
                "state": _("State"),
                "baseline_on": _("First committed"),
                "agreed_on": _("Latest agreed"),
                "forecast_on": _("Forecast"),
                "reached_on": _("Reached"),
                "owner": _("Owner"),
            },
        )
    st.markdown(f"**{_('Batches so far')}**  \n{plain(contract_card.batches_in_words(card.batches))}")
    if len(card.batches):
        states = [state for state in contract_card.BATCH_STATES if state in card.batches]
        rows_table(
            f"{card.contract_id} batches",
            card.batches,
            {"stage": _("Stage"), "purpose": _("Purpose"), **{state: _(state.capitalize()) for state in states}},
        )
    _show_years(view, card.contract_id)
    st.markdown(f"**{_('Sources')}**")
    rows_table(
        f"{card.contract_id} sources",
        card.sources,
        {"of": _("Of"), "source": _("Source"), "url": _("Link"), "note": _("Note")},
        links=["url"],
    )


def _as_table(facts: tuple[tuple[str, Any], ...]) -> str:
    """The facts as a table of Markdown, its header row blank."""
    return "\n".join(["| | |", "|:--|:--|", *(f"| :gray[{plain(name)}] | {plain(said)} |" for name, said in facts)])


def _show_years(view: View, contract_id: str) -> None:
    """The contract's years with what is committed, made and scheduled; nothing without any."""
    if not view.has("contract_years", "batches"):
        return
    years = take_or_pay.years(view)
    years = years[years.contract_id == contract_id].sort_values("start_on")
    if len(years):
        st.markdown(f"**{_('Contract years')}**")
        rows_table(f"{contract_id} years", years, year_columns(view))


def year_columns(view: View) -> dict[str, str]:
    """The columns of contract years and what they are called."""
    return {
        "year_no": _("Year"),
        "start_on": _("From"),
        "end_on": _("To"),
        "committed": _("Committed"),
        "made": _("Made"),
        "scheduled": _("Scheduled"),
        "gap": _("Gap, batches"),
        "gap_money": _("Gap payable, {currency}").format(currency=view.currency),
    }
