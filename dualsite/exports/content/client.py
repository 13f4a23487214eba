"""Client room: where one client's lots are, what is next, and who owes what. Their rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks, client_volume, trial_map, waited_for
from dualsite.exports.document import Block, PageContent, Sentence, TextBlock
from dualsite.exports.figures import DayMark, GanttBlock, GanttRow, Span
from dualsite.i18n import _
from dualsite.insights import parties, wording
from dualsite.insights.batches import lots, waits
from dualsite.insights.clients import availability, own_gates, plan, room, volume
from dualsite.insights.continuity import company, cover
from dualsite.insights.data import provenance
from dualsite.insights.markets import markets
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE
from dualsite.insights.sight import sight
from dualsite.palette import INK, WATCH
from dualsite.sitemap import PageId

SOURCES = (
    *dict.fromkeys((*room.NEEDS, *volume.NEEDS, *availability.NEEDS)),
    *("batch_events", "contract_years", "trials", "approvals", "site_licences"),
    *company.NEEDS,
)


def page(view: View, chosen: Chosen) -> PageContent:
    """The room of the client chosen, in the order of its questions; its tabs below one another, as on paper."""
    own = room.narrowed(view, chosen.get("client"))
    if own is None:
        made = tuple(filter(None, [blocks.missing(view, ("partners",))]))
        return blocks.page(view, PageId.CLIENT, _(room.NO_CLIENT), made, ("partners",))
    since = room.since(own, chosen.get("since"))
    return blocks.page(own, PageId.CLIENT, room.answer(own), tuple(_blocks(own, since)), SOURCES)


def _blocks(view: View, since: date) -> Iterator[Block]:
    as_of = _("As of {day}").format(day=formats.day(view.as_of))
    yield blocks.sentence("whose", as_of, title=parties.client(view))
    if room.is_empty(view):
        yield blocks.sentence("fills", _(room.FILLS).format(tables=formats.joined(room.NEEDS)))
        return
    yield _strip(view)
    yield _bookings(view)
    if view.has("milestones") and len(own_gates.gates(view)):
        yield _next_gate(view)
    yield _actions(view)
    if view.has("batches"):
        yield from _lots(view)
    yield from _gates(view)
    yield _scorecard(view)
    yield from client_volume.drawn(view)
    yield _markets(view)
    if covered := cover.lines(view):
        is_made_up = provenance.has_illustrative(cover.covers(view))
        said = [Sentence(line, is_illustrative=is_made_up) for line in covered]
        yield TextBlock("covers", _("If a site stops"), said)
    yield from _changes(view, since)


def _strip(view: View) -> Block:
    """The way of the lots, stop by stop."""
    if (missing := blocks.missing(view, ("batches",))) is not None:
        return missing
    is_made_up = provenance.has_illustrative(lots.drawn_from(view))
    said = [
        Sentence(lots.stop_in_words(stop), "watch" if stop.is_held else "", is_made_up) for stop in lots.strip(view)
    ]
    return TextBlock("lots on their way", _(lots.TITLE), said)


def _bookings(view: View) -> Block:
    """The time booked in the next 90 days, as far as it lies in them."""
    if (missing := blocks.missing(view, ("bookings", "suites"))) is not None:
        return missing
    booked, until = plan.bookings(view), view.as_of + plan.AHEAD
    if not len(booked):
        return blocks.heading("bookings", plan.bookings_title(view))
    return GanttBlock(
        key="bookings",
        title=plan.bookings_title(view),
        measures=_(plan.MEASURES),
        alt=plan.bookings_in_words(view),
        rows=[
            GanttRow(f"{row.product} · {row.suite}", [_booked(row, view.as_of, until)], said=plan.when_in_words(row))
            for row in booked.itertuples()
        ],
        first=view.as_of,
        last=until,
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(booked),
    )


def _booked(row: Any, first: date, until: date) -> Span:
    return Span(
        max(row.start_on, first), min(row.end_on, until), row.firmness, INK, "solid" if row.is_firm else "outlined"
    )


def _next_gate(view: View) -> Block:
    """The gate whose move is due, with the days by which it may be believed to be reached."""
    rows = own_gates.gates(view)
    said = own_gates.next_in_words(view)
    sentences = [Sentence(said, is_illustrative=provenance.has_illustrative(rows))] if said else []
    return TextBlock("next gate", own_gates.title(view), sentences)


def _actions(view: View) -> Block:
    """The open actions of both sides."""
    if (missing := blocks.missing(view, ("actions",))) is not None:
        return missing
    rows, title = plan.actions(view), plan.actions_title(view)
    if not len(rows):
        return blocks.heading("actions", title)
    return blocks.table(view, "actions", title, plan.ACTIONS_SPEC, rows)


def _lots(view: View) -> Iterator[Block]:
    """The lots on their way, one by one, and on whom they and those decided waited."""
    found = lots.lots(view)
    yield (
        blocks.table(view, "lots", _("Lots"), lots.LOTS_SPEC, found)
        if len(found)
        else blocks.heading("lots", _(lots.NONE))
    )
    if (missing := blocks.missing(view, ("batch_events",))) is not None:
        yield missing
        return
    waited, client = waits.waited(view), parties.client(view)
    if len(waited):
        yield waited_for.drawn(view, waited, client)
    else:
        yield blocks.sentence("waited", waits.in_words(view, client))
    each = waits.per_lot(view)
    if len(each):
        yield blocks.table(view, "waited by lot", _("Who each lot waited for"), waits.PER_LOT_SPEC, each)


def _gates(view: View) -> Iterator[Block]:
    """The gates along time, and the same as a table."""
    if (missing := blocks.missing(view, ("milestones",))) is not None:
        yield missing
        return
    rows, title = own_gates.gates(view), own_gates.title(view)
    if not len(rows):
        yield blocks.heading("gates along time", title)
        return
    lines = [_line(row) for row in rows.to_dict("records") if row["due_on"] or row["reached_on"]]
    if lines:
        first, last = sight([mark.on for line in lines for mark in line.marks], view.as_of)
        yield GanttBlock(
            key="gates along time",
            title=title,
            measures=_(own_gates.MEASURES),
            alt=own_gates.in_words(view),
            rows=lines,
            first=first,
            last=last + timedelta(days=1),
            as_of=view.as_of,
            is_illustrative=provenance.has_illustrative(rows),
        )
    else:
        yield blocks.nothing("gates along time", title)
    yield blocks.table(view, "gates", _("Gates"), own_gates.GATES_SPEC.hiding_unknown(rows), rows)


def _line(row: dict[str, Any]) -> GanttRow:
    """One gate: first committed, latest agreed, reached or expected, and whose move it is."""
    is_open = row["state"] in (EXPECTED, OVERDUE)
    end = row["due_on"] if is_open else row["reached_on"] or row["due_on"]
    colour = WATCH if row["state"] == OVERDUE else INK
    said = own_gates.end_in_words(row)
    return GanttRow(
        row["name"],
        marks=[
            *([DayMark(row["baseline_on"], _("First committed"), INK, shape="line")] if row["baseline_on"] else []),
            *([DayMark(row["agreed_on"], _("Latest agreed"), INK, "outlined")] if row["agreed_on"] else []),
            DayMark(end, _(row["state"]), colour, "outlined" if is_open else "solid", "circle"),
        ],
        group=row["subject"],
        said=f"{said} · {wording.move_of(row['owner'])}" if is_open else said,
    )


def _scorecard(view: View) -> Block:
    """The KPIs agreed with the client, against their targets."""
    scores, note = room.scorecard(view), room.scorecard_note(view)
    return blocks.table(view, "scorecard", room.scorecard_title(view), room.SCORECARD_SPEC, scores, note=note)


def _markets(view: View) -> Block:
    """Where their trials are, where their products are approved, and which site may supply where."""
    if len(markets.markets(view)):
        return trial_map.drawn(view, None)
    if not view.has("trials") and not view.has("approvals"):
        return blocks.missing(view, ("trials",)) or blocks.heading("map", _(room.NO_MARKET))
    return blocks.heading("map", _(room.NO_MARKET))


def _changes(view: View, since: date) -> Iterator[Block]:
    """What has changed since the last meeting."""
    events, moved = room.events(view, since), room.moved(view, since)
    yield blocks.heading("changes", room.events_title(view, since))
    if len(moved):
        yield blocks.table(view, "moved", _(room.MOVED_SPEC.title), room.MOVED_SPEC, moved)
    if len(events):
        yield blocks.table(view, "events", _(room.EVENTS_SPEC.title), room.EVENTS_SPEC, events)
