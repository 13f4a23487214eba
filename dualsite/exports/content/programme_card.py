"""The card of a programme: its gates along time, its batches, whose clock was running, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pandas as pd

from dualsite import formats, palette
from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.document import Block, Sentence, TextBlock
from dualsite.exports.figures import DayMark, GanttBlock, GanttRow, Span, TreeBand, TreeBlock, TreeNode
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts import card as contracts
from dualsite.insights.data import provenance
from dualsite.insights.frames import names_of
from dualsite.insights.programmes import board, gates, genealogy, linked, waiting
from dualsite.insights.programmes.programmes import Programme, programmes
from dualsite.insights.sight import sight
from dualsite.palette import INK
from dualsite.schema.vocabulary import STAGES


def card(view: View, key: str, traced: str | None = None) -> Iterator[Block]:
    """The card of the programme of that key, batches of the quarter or batch `traced`; else nothing."""
    programme = programmes(view).get(key)
    if programme is None:
        return
    rows = board.board(view)
    standing = [Sentence(board.standing_in_words(row)) for row in rows[rows.key == key].itertuples()]
    yield TextBlock("programme", programme.name, standing)
    yield _gates(view, key)
    found, said = gates.of_programme(view, key), gates.statements(view)
    said = said[said.key == key].reset_index(drop=True)
    shown = gates.OF_PROGRAMME_SPEC.hiding_unknown(found)
    yield blocks.table(
        view, "programme gates", _("Gates of {programme}").format(programme=programme.name), shown, found
    )
    if len(said):
        title = _("Stated targets of {programme}").format(programme=programme.name)
        yield blocks.table(view, "programme stated", title, gates.STATEMENTS_SPEC, said)
    yield from _batches(view, key, traced)
    waited = [
        wording.sentence(waiting.row_in_words(view, row))
        for row in waiting.waiting(view).to_dict("records")
        if row["key"] == key
    ]
    for one in waited:
        yield blocks.sentence("programme clock", one, title=_("Waiting time by party, last 12 months"))
    yield from _linked(view, programme)


def _gates(view: View, key: str) -> Block:
    """A line per gate that has a day: first committed, every target stated since, agreed, reached, or believed."""
    title = gates.title(view, key)
    said = gates.statements(view)
    rows = [
        GanttRow(
            row["name"],
            _believed(row),
            _marks(row, said[said.milestone_id == row["milestone_id"]]),
            said=gates.day_in_words(row),
        )
        for row in gates.of_programme(view, key).to_dict("records")
    ]
    days = [day for row in rows for day in (*(m.on for m in row.marks), *(s.ends_on for s in row.spans))]
    if not days:
        return blocks.nothing("programme gates along time", title)
    first, last = sight(days, view.as_of)
    return GanttBlock(
        key="programme gates along time",
        title=title,
        measures=_(gates.MEASURES),
        alt=gates.in_words(view, key),
        rows=[row for row in rows if row.marks or row.spans],
        first=first,
        last=last + timedelta(days=1),
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(gates.of_programme(view, key)),
    )


def _believed(row: dict[str, Any]) -> list[Span]:
    """From the day told with 50 % to that with 80 %."""
    if row["p50_on"] is None:
        return []
    colour = blocks.SIGN_COLOURS.get(board.MARKS.get(row["standing"], ""), INK)
    said = gates.chance_in_words(row["missed"]) if row["missed"] is not None else ""
    return [Span(row["p50_on"], row["p80_on"] + timedelta(days=1), said, colour)]


def _marks(row: dict[str, Any], said: pd.DataFrame) -> list[DayMark]:
    """First committed, stated since, agreed and reached, as far as each is known."""
    stated = [
        DayMark(one.target_on, gates.stated_in_words(one), INK, "thin", "cross")
        for one in said.itertuples()
        if one.target_on is not None
    ]
    return [
        *([DayMark(row["baseline_on"], _("First committed"), INK, shape="line")] if row["baseline_on"] else []),
        *stated,
        *([DayMark(row["agreed_on"], _("Latest agreed"), INK, "outlined")] if row["agreed_on"] else []),
        *([DayMark(row["reached_on"], _("Reached"), INK, shape="circle")] if row["reached_on"] else []),
    ]


def _batches(view: View, key: str, traced: str | None) -> Iterator[Block]:
    """The tree of the card, and its batches in rows, each with what it was made from."""
    if (missing := blocks.missing(view, ("batches",))) is not None:
        yield missing
        return
    rows = genealogy.shown(view, key, traced if traced in genealogy.choices(view, key) else None)
    if not len(rows):
        yield blocks.heading("programme batches", genealogy.title(rows))
        return
    yield _tree(view, rows)
    yield blocks.table(view, "programme batches", genealogy.title(rows), genealogy.GENEALOGY_SPEC, rows)


def _tree(view: View, rows: pd.DataFrame) -> TreeBlock:
    """A box per batch, or for several that stand alike, in the colour of its site."""
    lineage, sites = genealogy.drawn(rows), names_of(view, "sites", "site_id")
    colours = palette.site_colours(sites)
    stages = [wording.title(wording.stage(STAGES[stage])) for stage in lineage.stages]
    nodes = []
    for box in lineage.boxes:
        sign, sign_colour = genealogy.SIGNS[box.first.mark]
        nodes.append(
            TreeNode(
                box.column,
                box.row,
                genealogy.box_name(box),
                sign,
                sign_colour,
                colours[box.first.site],
                "outlined" if box.first.mark == "planned" else "solid",
                formats.parts(genealogy.box_in_words(box, stages[box.column], sites)),
            )
        )
    there = sorted({box.first.site for box in lineage.boxes})
    return TreeBlock(
        key="programme genealogy",
        title=genealogy.title(rows),
        measures=_(genealogy.EXPORTED_MEASURES),
        alt=genealogy.in_words(rows),
        columns=stages,
        nodes=nodes,
        links=[(one, other) for one, other, _count in lineage.edges],
        bands=[
            TreeBand(first, last, genealogy.quarter_in_words(name) if lineage.is_by_quarter else "")
            for name, first, last in lineage.bands
        ],
        legend=[(sites[site], colours[site]) for site in there],
        is_illustrative=provenance.has_illustrative(rows),
    )


def _linked(view: View, programme: Programme) -> Iterator[Block]:
    """The contract, the trials and the licences."""
    if agreed := contracts.in_a_line(view, programme.contract_id):
        yield blocks.sentence("programme contract", agreed, title=_("Contract"))
    for title, spec, rows in linked.tables(view, programme):
        yield blocks.table(view, f"programme {spec.id}", title, spec, rows)
