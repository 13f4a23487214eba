"""The tabs of the pipeline page: the bids, how far they are, how others ended, and the rows behind the figure."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.pipeline import bid_list, bids, cells
from dualsite.insights.pipeline.choice import PipelineChoice
from dualsite.insights.scenarios import asking
from dualsite.screens import shared as ui
from dualsite.screens.shared import what_if


def show_tabs(view: View, chosen: PipelineChoice) -> None:
    """One tab for each; the open one stands in the URL."""
    ui.tabs(
        {
            "bids": (_("Open bids"), lambda: _show_bids(view)),
            "breaks": (_("Bids behind it"), lambda: ui.table(cells.BREAKERS_SPEC, cells.breakers(view, chosen))),
            "funnel": (_("Funnel"), lambda: _show_funnel(view)),
            "outcomes": (_("Won and lost"), lambda: _show_outcomes(view)),
            "quarters": (_("Quarters"), lambda: ui.table(cells.QUARTERS_SPEC, cells.quarters(view, chosen))),
        },
        key="show",
    )


def _show_bids(view: View) -> None:
    if reason := bids.why_no_bids(view):
        st.info(ui.plain(reason))
        return
    rows = bid_list.listed(view)
    if_won = what_if.of_rows(view, asking.winning(rows.opportunity_id))
    spec = bid_list.LISTED_SPEC.hiding_unknown(rows)
    ui.table(spec, rows, currency=view.currency, opens=if_won, opener=_("What if won?"))


def _show_funnel(view: View) -> None:
    if reason := bids.why_no_bids(view):
        st.info(ui.plain(reason))
        return
    ui.table(bid_list.FUNNEL_SPEC, bid_list.funnel(view), currency=view.currency, is_printed=True)
    st.caption(bid_list.funnel_in_words())


def _show_outcomes(view: View) -> None:
    rows = bid_list.outcomes(view)
    if len(rows):
        ui.table(bid_list.OUTCOMES_SPEC, rows, is_printed=True)
    st.caption(bid_list.outcomes_in_words(view))
