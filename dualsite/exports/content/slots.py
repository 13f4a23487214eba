"""Slot finder: can we make this, where, by when, for which market?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block, PageContent, Sentence, TextBlock
from dualsite.exports.figures import DayMark, GanttBlock, GanttRow, Span, Style
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.capacity import slot_question, slots
from dualsite.insights.data import provenance
from dualsite.palette import INK, site_colours
from dualsite.planning import Option, SlotRequest
from dualsite.sitemap import PageId

SOURCES = (*slots.NEEDS, "bookings", "changeovers", "site_licences", "sites")

_PALE = "#C9CDD3"
"""What the suites are booked for already, behind what would be put in."""
_AROUND: dict[str, Style] = {
    "TENTATIVE": "hatched",
    "RESERVED": "outlined",
    "BLOCKED": "outlined",
    "CHANGEOVER": "thin",
}


def page(view: View, chosen: Chosen) -> PageContent:
    """The answer to the question that the address asks, else to the one that the page opens with."""
    if (missing := blocks.missing(view, slots.NEEDS)) is not None:
        return blocks.page(view, PageId.SLOTS, _(slots.UNPLANNABLE), (missing,), SOURCES)
    if not slots.products(view):
        return blocks.page(view, PageId.SLOTS, _(slots.NO_ROUTE), (), SOURCES)
    question = slot_question.asked(view, chosen)
    found = slots.find(view, question)
    made = tuple(block for option in found.options for block in _option(view, question, option))
    return blocks.page(view, PageId.SLOTS, slots.answer(view, question, found), made, SOURCES)


def _option(view: View, question: SlotRequest, option: Option) -> Iterator[Block]:
    """The chain over the calendars, what binds it and what it lacks, and what each change would bring."""
    yield _chain(view, question, option)
    lacks = [Sentence(one, "watch") for one in slots.missing_in_words(view, option)]
    yield TextBlock(f"binds {option.rank}", _(slots.BINDS), [Sentence(option.binding.text), *lacks])
    gains = [Sentence(slots.gain_in_words(view, one)) for one in option.relaxations[: slots.TRIED]]
    if gains:
        yield TextBlock(f"forward {option.rank}", _(slots.FORWARD), gains)


def _chain(view: View, question: SlotRequest, option: Option) -> GanttBlock:
    """A line a step: the campaign that would be put in; and below it what its suite is booked for."""
    steps, around = slots.steps(view, option), slots.around(view, option)
    colours = site_colours(steps.site_id)
    first, last = slots.drawn_between(option, question.need_by)
    rows: list[GanttRow] = []
    for step in steps.itertuples():
        name = f"{wording.title(wording.stage(step.stage))}: {step.suite}, {step.site}"
        campaign = Span(step.start_on, step.end_on, slots.campaign_in_words(step), colours[step.site_id])
        usable = DayMark(step.usable_on, _("usable"), colours[step.site_id], shape="line")
        rows.append(GanttRow(name, [campaign], [usable]))
        booked = list(_booked(around[around.suite_id == step.suite_id], first, last))
        if booked:
            rows.append(GanttRow("", booked))
    days = [DayMark(option.delivery_on, slots.delivered_in_words(option.delivery_on), INK)]
    if question.need_by is not None:
        days.append(DayMark(question.need_by, slots.needed_in_words(question.need_by), INK, "outlined"))
    return GanttBlock(
        key=f"option {option.rank}",
        title=slots.option_in_words(view, option),
        measures=_("Solid: campaign. Line: usable from then on. Pale, below: existing bookings."),
        alt=option.binding.text,
        rows=[*rows, GanttRow(_("Delivery"), marks=days)],
        first=first,
        last=last,
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(around),
    )


def _booked(around: pd.DataFrame, first: date, last: date) -> Iterator[Span]:
    """What the suite is booked for between two days, as far as one line shows it."""
    until = date.min
    for row in sorted(around.itertuples(), key=lambda row: (row.start_on, row.end_on)):
        start, end = _within(row, first, last)
        if start >= until and start < end:
            until = end
            yield Span(start, end, "", _PALE, _AROUND.get(row.shown_as, "solid"))


def _within(row: Any, first: date, last: date) -> tuple[date, date]:
    return max(row.start_on, first), min(row.end_on, last)
