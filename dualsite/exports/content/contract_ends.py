"""What ends, and the gates that contracts have still to pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Literal

from dualsite import formats, palette
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block
from dualsite.exports.figures import DayMark, GanttBlock, GanttRow, MatrixBlock, Shade, Span
from dualsite.i18n import _
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import endings, gates
from dualsite.insights.contracts.register import MOST_DRAWN, ContractFilter
from dualsite.insights.data import provenance
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED, UNDATED
from dualsite.kpi.windows import months_after
from dualsite.palette import INK
from dualsite.schema.vocabulary import GATES

_SYMBOLS = {REACHED: "●", EXPECTED: "○", OVERDUE: "▲", UNDATED: "×"}
_SHAPES: dict[str, Literal["diamond", "circle"]] = {"notice_on": "diamond", "end_on": "circle"}


def endings_and_gates(view: View, kept: ContractFilter, chosen: Chosen) -> Iterator[Block]:
    """The ends and notice days of the next 24 months, and the gates of each contract with whose move is next."""
    found = endings.ending(view, kept)
    yield blocks.drawn(_ending(view, kept))
    title = _("Next dates and remaining backlog")
    yield blocks.table(view, "ending rows", title, endings.ENDING_SPEC, found, view.currency)
    if (missing := blocks.missing(view, ("milestones",))) is not None:
        yield missing
        return
    yield blocks.drawn(_gates(view, kept))
    yield blocks.table(view, "gate rows", _("Gates"), gates.GATES_SPEC, gates.gates(view, kept))


def _ending(view: View, kept: ContractFilter) -> GanttBlock:
    """A line for each contract from its notice day to its end, the next day first."""
    rows = endings.ending(view, kept)
    until = months_after(view.as_of, endings.AHEAD_MONTHS)
    colours = palette.site_colours(money.site_ids(view))
    return GanttBlock(
        key="ending",
        title=endings.ending_title(view, kept),
        measures=_("Next 24 months. Diamond: notice deadline. Circle: end of term. Firm contracts only."),
        alt=endings.ending_in_words(view, kept),
        rows=[
            GanttRow(
                row.label,
                tuple(_between(row, view.as_of, until)),
                tuple(_marks(row, view.as_of, until, colours.get(row.site_id or "", INK))),
                said=_next(row, view.as_of),
            )
            for row in rows.head(MOST_DRAWN).itertuples()
        ],
        first=view.as_of - timedelta(days=20),
        last=until + timedelta(days=10),
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(rows),
    )


def _between(row: Any, as_of: Any, until: Any) -> Iterator[Span]:
    """The time between the last day for notice and the end, as far as it lies ahead."""
    if row.notice_on and row.end_on:
        starts_on, last_on = max(row.notice_on, as_of), min(row.end_on, until)
        if starts_on <= last_on:
            yield Span(starts_on, last_on + timedelta(days=1), "", INK, "thin")


def _marks(row: Any, as_of: Any, until: Any, colour: str) -> Iterator[DayMark]:
    for what, named in endings.MARKS:
        day = getattr(row, what)
        if day is not None and as_of < day <= until:
            yield DayMark(day, _(named).format(day=formats.day(day)), colour, "solid", _SHAPES[what])


def _next(row: Any, as_of: Any) -> str:
    said, day, gone = endings.next_in_words(row, as_of)
    return formats.listed([said.format(day=day), *([gone] if gone else [])])


def _gates(view: View, kept: ContractFilter) -> MatrixBlock:
    """Contracts against gates, each with its month and how late it is; last, whose move is next."""
    rows = gates.drawn_gates(view, kept)
    listed = list(rows.itertuples())
    kinds = [kind for kind in GATES if kind in set(rows.kind)]
    of_contract: dict[str, list[Any]] = {}
    for row in listed:
        of_contract.setdefault(row.contract_id, []).append(row)
    return MatrixBlock(
        key="gates",
        title=gates.gates_title(view, kept),
        measures=_(
            "● reached, ○ expected, ▲ due, unconfirmed. Below each month: days behind the latest agreed / "
            "first committed date. Last: who acts next."
        ),
        alt=gates.gates_in_words(view, kept),
        columns=[*map(gates.short_gate, kinds), _("Action by")],
        rows=[
            (held[0].label, [*(_cell([row for row in held if row.kind == kind]) for kind in kinds), _move(held)])
            for held in of_contract.values()
        ],
        is_illustrative=provenance.has_illustrative(rows),
    )


def _cell(passed: list[Any]) -> Shade:
    """The gates of one kind of a contract; as a rule it has one, or none."""
    said = formats.parts(
        " ".join(filter(None, (_SYMBOLS[row.state], formats.month(row.reached_on or row.due_on), gates.late(row))))
        for row in passed
    )
    return Shade(said, sign="watch" if any(row.state == OVERDUE for row in passed) else "")


def _move(held: list[Any]) -> Shade:
    return Shade(
        formats.parts(
            f"{row.owner}: {gates.short_gate(row.kind)}, {formats.day(row.due_on)}" for row in held if row.is_next
        )
    )
