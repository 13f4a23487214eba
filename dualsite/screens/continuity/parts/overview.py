"""Parts of the continuity page above its tabs: who runs out when, what would close it, and what an event costs."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.continuity import closing, costs, outlooks, sentences
from dualsite.insights.continuity.question import STOP, ContinuityQuestion
from dualsite.planning.continuity import Outage
from dualsite.screens import shared as ui
from dualsite.screens.continuity.figures import closers as closers_of
from dualsite.screens.continuity.figures import costs as costs_of
from dualsite.screens.continuity.figures import outlooks as outlooks_of
from dualsite.screens.shared import markup


def answer(view: View, question: ContinuityQuestion) -> str:
    """The answer to what is asked, in sentences."""
    return sentences.answer(view, question.outage) if question.event == STOP else costs.answer(view, question)


def draw(view: View, question: ContinuityQuestion) -> None:
    """Who runs out when, or what it costs."""
    if question.event == STOP:
        _draw_outlooks(view, question.outage)
    else:
        _draw_costs(view, question)


def _draw_outlooks(view: View, outage: Outage) -> None:
    rows = outlooks.markets(view, outage)
    if not len(rows):
        st.caption(_(outlooks.NOTHING_TOUCHED))
        return
    ui.heading(outlooks.title(view, outage), rows)
    drawn = outlooks_of.bars(rows, outage, outlooks.drawn_days(view, outage), view.currency)
    markup.block(drawn, "outlooks", min(len(rows), outlooks.DRAWN))
    st.caption(ui.plain(_(outlooks.MEASURES)))


def _draw_costs(view: View, question: ContinuityQuestion) -> None:
    rows = costs.costs(view, question)
    ui.figure(
        costs.title(view, question),
        costs_of.bars(rows, lambda row: costs.said_of(view, row)),
        measures=_(costs.MEASURES[question.event]),
        rows=rows,
        key="costs",
        alt=costs.in_words(view, question),
    )


def draw_beside(view: View, question: ContinuityQuestion) -> None:
    """What would close it; of an event that is asked for its money alone, nothing."""
    if question.event == STOP:
        _draw_closers(view, question.outage)


def _draw_closers(view: View, outage: Outage) -> None:
    """The licence, the site or the stock that would close most of what is short."""
    rows = closing.closers(view, outage)
    ui.heading(closing.title(view, outage), rows)
    if len(rows):
        markup.block(closers_of.listed(rows), "recurs", min(len(rows), closing.SHOWN))
        st.caption(_(closing.MEASURES))
