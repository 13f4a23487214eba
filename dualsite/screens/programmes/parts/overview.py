"""Parts of the programmes page above its tabs: the board, the record of dates, and whose clock was running."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.batches.clock import NEEDS
from dualsite.insights.programmes import board, record, waiting
from dualsite.screens import shared as ui
from dualsite.screens.programmes.figures import board as lines
from dualsite.screens.programmes.figures.reliability import reliability
from dualsite.screens.programmes.figures.whose_days import whose_days
from dualsite.screens.shared import markup
from dualsite.screens.shared.figures.drawing import Drawing


def show_what_is_missing(view: View) -> None:
    """The table without which the page has nothing to show; it ends there."""
    if not view.has("milestones"):
        ui.empty("milestones", _("the progress of each programme and its outlook against agreed dates"))
        ui.end()


def show_board(view: View) -> None:
    """All programmes on one board, those that will miss what was agreed first."""
    rows = board.board(view)
    if not len(rows):
        return
    ui.heading(board.title(view), rows)
    markup.block(lines.listed(rows, view.as_of), "board", min(len(rows), board.DRAWN))
    st.caption(_(board.MEASURES))


def draw_record(view: View) -> None:
    """What came of the days told before."""
    rows = record.record(view)
    if not len(rows):
        ui.heading(record.title(view))
        st.caption(ui.plain(record.why_none(view)))
        return
    ui.figure(
        record.title(view),
        record_figure(view),
        measures=record.measures(view),
        rows=rows,
        key="reliability",
        alt=record.in_words(view),
        spec=record.RECORD_SPEC,
    )


def record_figure(view: View) -> Drawing:
    """The figure of what came of the days told before."""
    return reliability(record.record(view))


def draw_clock(view: View) -> None:
    """On whom the batches of each programme waited."""
    missing = next((table for table in NEEDS if not view.has(table)), None)
    if missing:
        ui.empty(missing, _("who the batches of each programme waited for"))
        return
    rows = waiting.waiting(view)
    ui.figure(
        waiting.title(view),
        clock_figure(view),
        measures=_(waiting.MEASURES),
        rows=rows,
        key="whose-days",
        alt=waiting.in_words(view),
        spec=waiting.WAITING_SPEC,
    )


def clock_figure(view: View) -> Drawing:
    """The figure of on whom the batches waited."""
    return whose_days(waiting.waiting(view), waiting.parties_by_name(view))
