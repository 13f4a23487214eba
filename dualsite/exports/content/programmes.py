"""Programmes: which will miss what was agreed, what is next, and whose move it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks, programme_card
from dualsite.exports.document import Block, PageContent, Sentence, TextBlock
from dualsite.exports.figures import ChartBlock, DayMark, GanttBlock, GanttRow, Series, Span
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.batches.clock import NEEDS as CLOCK_NEEDS
from dualsite.insights.batches.clock import WAITED_FOR
from dualsite.insights.data import provenance
from dualsite.insights.programmes import board, gates, record, waiting
from dualsite.palette import INK
from dualsite.sitemap import PageId

NEEDS = ("milestones",)
SOURCES = (*NEEDS, "milestone_statements", "contracts", "products", *CLOCK_NEEDS)


def page(view: View, chosen: Chosen) -> PageContent:
    """The board, what came of dates told before, whose clock was running, the tables, and the programme chosen."""
    card = programme_card.card(view, chosen.get("programme", ""), chosen.get("batches"))
    return blocks.page(view, PageId.PROGRAMMES, board.answer(view), tuple(_blocks(view)), SOURCES, card)


def _blocks(view: View) -> Iterator[Block]:
    if (missing := blocks.missing(view, NEEDS)) is not None:
        yield missing
        return
    yield blocks.tiles(view, board.TILES)
    rows = board.board(view)
    if len(rows):
        yield from _board(view, rows)
    yield _record(view)
    yield blocks.missing(view, CLOCK_NEEDS) or _clock(view)
    yield blocks.table(view, "programmes", _("Programmes"), board.BOARD_SPEC, rows)
    yield blocks.table(view, "gates", _("Gates"), gates.GATES_SPEC, gates.gates(view))
    yield blocks.table(view, "stated", _("Stated targets"), gates.STATEMENTS_SPEC, gates.statements(view))


def _board(view: View, rows: pd.DataFrame) -> Iterator[Block]:
    """A line for each of the first programmes with an open gate, and the others by name."""
    is_over = rows.standing.isin((board.DONE, board.ENDED))
    shown = rows[~is_over].head(board.DRAWN)
    if len(shown):
        first, last = board.days(shown, view.as_of)
        more = board.more_in_words(rows[~is_over])
        yield GanttBlock(
            key="board",
            title=board.title(view),
            measures=wording.sentences(_(board.MEASURES), more),
            alt=board.answer(view),
            rows=[_line(row) for row in shown.itertuples()],
            first=first,
            last=last + timedelta(days=1),
            as_of=view.as_of,
            is_illustrative=provenance.has_illustrative(rows),
        )
    over = [
        Sentence(f"{wording.title(_(standing))}: {formats.listed(list(some.programme.head(board.DRAWN)))}")
        for standing in (board.DONE, board.ENDED)
        if len(some := rows[rows.standing == standing])
    ]
    if over:
        title = "" if len(shown) else board.title(view)
        yield TextBlock("over", title, over)


def _line(row: Any) -> GanttRow:
    """Where the next gate of a programme stands: what was committed, agreed, and may be believed."""
    colour = blocks.SIGN_COLOURS.get(board.MARKS.get(row.standing, ""), INK)
    believed = (
        [Span(row.p50_on, row.p80_on + timedelta(days=1), board.chance_in_words(row), colour)] if row.p50_on else []
    )
    first = [DayMark(row.baseline_on, _("First committed"), INK, shape="line")] if row.baseline_on else []
    agreed = [DayMark(row.agreed_on, _("Latest agreed"), INK, "outlined")] if row.agreed_on else []
    slip = _("slip so far {days}").format(days=board.slip_in_words(row.slip_d))
    said = [gates.count_in_words(row.reached, row.of), row.gate, wording.move_of(row.owner), slip]
    return GanttRow(
        row.programme,
        believed,
        [*first, *agreed],
        group=wording.title(_(row.standing)),
        said=formats.listed(said if row.p50_on else [*said, board.chance_in_words(row)]),
    )


def _record(view: View) -> Block:
    """What came of the days told before, against the chance that they were told with."""
    rows, title = record.record(view), record.title(view)
    if not len(rows):
        return blocks.sentence("record", record.why_none(view), title=title)
    stated = list(rows.stated)
    return ChartBlock(
        key="record",
        title=title,
        measures=record.measures(view),
        alt=record.in_words(view),
        kind="scatter",
        categories=[],
        series=[
            Series(_("Expected range from"), list(rows.low), INK, is_line=True, is_dashed=True, places=stated),
            Series(_("Expected range to"), list(rows.high), INK, is_line=True, is_dashed=True, places=stated),
            Series(_("As forecast"), [0, 1], INK, "thin", is_line=True, is_dashed=True, places=[0, 1]),
            Series(
                _("Share met"),
                list(rows.share),
                INK,
                is_line=True,
                places=stated,
                labels=[record.counted(row) for row in rows.itertuples()],
                n=list(rows.gates),
            ),
        ],
        format="fraction",
        axis=_("Share met"),
        across=_("Probability stated with the date"),
        ends=(0, 1),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _clock(view: View) -> Block:
    """The days of a batch on average, by who was waited for."""
    rows, title = waiting.waiting(view), waiting.title(view)
    if not len(rows):
        return blocks.nothing("clock", title)
    shown = rows.head(waiting.DRAWN).to_dict("records")
    names = waiting.parties_by_name(view)
    return ChartBlock(
        key="clock",
        title=title,
        measures=_(waiting.MEASURES),
        alt=waiting.in_words(view),
        kind="stacked bars",
        categories=[
            f"{row['programme']}: {formats.days(row['days'])} {waiting.counted(row['batches'])}" for row in shown
        ],
        series=[
            Series(
                names[party],
                [row[party] / row["batches"] for row in shown],
                colour,
                style,
                labels=[formats.days(row[party]) if row[party] else "" for row in shown],
                n=[row["batches"] for row in shown],
            )
            for party, (colour, style) in zip(WAITED_FOR, blocks.PARTY_LOOKS, strict=True)
            if any(row[party] for row in shown)
        ],
        axis=_("Average days per batch"),
        is_illustrative=provenance.has_illustrative(rows),
    )
