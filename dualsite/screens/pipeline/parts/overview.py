"""Parts of the pipeline page above its tabs: the stages by quarter, and the bids that break one of them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.pipeline import capacity, cells, oversell
from dualsite.insights.pipeline.choice import PipelineChoice
from dualsite.insights.scenarios import asking
from dualsite.screens import shared as ui
from dualsite.screens.pipeline.figures import breakers
from dualsite.screens.pipeline.figures import oversell as figures
from dualsite.screens.shared import choices, filters, markup, visit, what_if
from dualsite.screens.shared.figures.drawing import Drawing

CELL = "cell"


def show_what_is_missing(view: View) -> None:
    """Why nothing can be weighed, where that is so; the page ends there."""
    if capacity.why_not(view) is None:
        return
    ui.answer(oversell.answer(view))
    for table in capacity.NEEDS:
        if not view.has(table):
            ui.empty(table, _("capacity against bids, by stage and quarter"))
    ui.end()


def choose(view: View) -> PipelineChoice:
    """Whether options count, and whose bids are shown; both stand in the URL."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="choices"):
        ignores = st.toggle(
            _("Ignore options"),
            key="ignore_options",
            bind="query-params",
            help=_("Capacity held by options counts as open."),
        )
        visit.note_choice("ignore_options", ignores)
        offered = cells.choices(view, PipelineChoice(ignores))
        if not offered:
            return PipelineChoice(ignores)
        picked = st.selectbox(
            _("Bids behind it"),
            list(offered),
            format_func=offered.__getitem__,
            width=280,
            **choices.one_of(CELL, offered, next(iter(offered))),
        )
    return PipelineChoice(ignores, picked or "")


def draw_quarters(view: View, chosen: PipelineChoice) -> None:
    """The stages by quarter: what is open, and what may be needed."""
    rows = cells.drawn(view, chosen)
    ui.figure(
        cells.title(view, chosen),
        quarters_figure(view, chosen),
        measures=wording.sentences(
            _(
                "Wide: open suite-days; hatched: held by options. Narrow: solid won, not booked; outlined "
                "also expected. ◆ P50, — P90 of demand won. Select a quarter for its bids."
            ),
            cells.known_in_words(view),
            cells.undrawn_in_words(view, chosen),
            oversell.all_fit_in_words(cells.answered(view, chosen)),
        ),
        rows=rows,
        key="oversell",
        alt=cells.in_words(view, chosen),
        selects=_from_mark,
    )


def quarters_figure(view: View, chosen: PipelineChoice) -> Drawing:
    """The figure of the stages by quarter."""
    period = cells.shown(view, chosen)
    return figures.oversell(cells.drawn(view, chosen), chosen.ignores_options, cells.name_of(period) if period else "")


def _from_mark(customdata: Any) -> None:
    if customdata and customdata[0]:
        choices.choose(CELL, customdata[0])


def draw_breakers(view: View, chosen: PipelineChoice) -> None:
    """The bids that break the quarter shown, and what would cure the first."""
    period = cells.shown(view, chosen)
    if period is None:
        st.caption(_(cells.NOTHING_NEEDED))
        return
    rows = cells.breakers(view, chosen)
    ui.heading(cells.shown_in_words(period), rows)
    days = breakers.Days(*cells.calendar(view, chosen), period.quarter.first, period.quarter.to)
    markup.block(
        breakers.listed(rows, days, view.as_of, filters.query(view), lambda bid: _if_won(view, bid)),
        "breaks",
        min(len(rows), cells.MOST_LISTED),
    )


def _if_won(view: View, opportunity_id: str) -> str:
    (edit,) = asking.winning([opportunity_id])
    return what_if.link(view, edit, _("What if we win this?"))
