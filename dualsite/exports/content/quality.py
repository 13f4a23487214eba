"""Quality: are we in control, and is it recurring?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks, quality_cards, quality_charts, waited_for
from dualsite.exports.document import Block, PageContent
from dualsite.exports.figures import ChartBlock, DayMark, GanttBlock, GanttRow, Series, Style
from dualsite.i18n import _
from dualsite.insights import quality_words, wording
from dualsite.insights.batches import waits
from dualsite.insights.batches.clock import NEEDS as CLOCK_NEEDS
from dualsite.insights.data import provenance
from dualsite.insights.network import sites
from dualsite.insights.quality import ageing, answer, charts, inspections, recurrence, release
from dualsite.insights.sight import sight
from dualsite.palette import INK, SOLID, WATCH
from dualsite.sitemap import PageId

NEEDS = ("quality_events", "batches")
SOURCES = (*dict.fromkeys((*NEEDS, *CLOCK_NEEDS)), "lab_tests", "inspections", "sites")


def page(view: View, chosen: Chosen) -> PageContent:
    """The control charts, what comes back, every tab, and the card of the month or the chain chosen."""
    card = quality_cards.card(view, chosen.get("month", ""), chosen.get("chain", ""))
    return blocks.page(view, PageId.QUALITY, answer.answer(view), tuple(_blocks(view)), SOURCES, card)


def _blocks(view: View) -> Iterator[Block]:
    if (missing := blocks.missing(view, NEEDS)) is not None:
        yield missing
        if not any(view.has(table) for table in NEEDS):
            return
    yield blocks.tiles(view, answer.TILES)
    yield from quality_charts.drawn(view)
    yield _recurring(view)
    yield from _open(view)
    yield from _release(view)
    rows = recurrence.groups(view)
    if len(rows):
        yield blocks.table(view, "recurring in rows", _("Recurring deviations"), recurrence.GROUPS_SPEC, rows)
    yield from _inspections(view)
    yield blocks.table(view, "months", _("Months"), charts.POINTS_SPEC, charts.points(view))


def _recurring(view: View) -> Block:
    """What comes back, the most frequent first, as bars."""
    if not view.has("quality_events"):
        return blocks.sentence("recurring", recurrence.in_words(view))
    rows, title = recurrence.groups(view), recurrence.title(view)
    if not len(rows):
        return blocks.sentence("recurring", _(recurrence.MEASURES), title=title)
    shown = list(rows.head(recurrence.DRAWN).itertuples())
    has_sites = rows.site_id.nunique() > 1
    return ChartBlock(
        key="recurring",
        title=title,
        measures=wording.sentences(_(recurrence.MEASURES), wording.more_below(len(rows), recurrence.DRAWN)),
        alt=recurrence.in_words(view),
        kind="bars",
        categories=[_named(row, has_sites) for row in shown],
        series=[
            Series(
                _("Recurred"),
                [row.recurring for row in shown],
                SOLID,
                labels=[
                    formats.listed([recurrence.times_in_words(row), recurrence.so_far_in_words(row)]) for row in shown
                ],
                n=[row.deviations for row in shown],
            )
        ],
        format="whole",
        axis=_("Recurrences"),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _named(row: Any, has_sites: bool) -> str:
    beside = [quality_words.cause(row.cause), *([row.site] if has_sites else [])]
    return f"{row.process_step}: {formats.listed(beside)}"


def _open(view: View) -> Iterator[Block]:
    """What is open along the days it is due, kind by kind, and the rows."""
    if not view.has("quality_events"):
        return
    rows, title = ageing.events(view), ageing.title(view)
    if len(rows):
        first, last = sight(rows.due_on, view.as_of)
        yield GanttBlock(
            key="open along time",
            title=title,
            measures=_("Each mark is an open event at its due date; filled: overdue. ◆ extended."),
            alt=ageing.in_words(view),
            rows=[
                GanttRow(ageing.kind_in_words(kind, of_kind), marks=[_event(row) for row in of_kind.itertuples()])
                for kind in ageing.KINDS
                if len(of_kind := rows[rows.kind == kind])
            ],
            first=first,
            last=last + timedelta(days=1),
            as_of=view.as_of,
            is_illustrative=provenance.has_illustrative(rows),
        )
    else:
        yield blocks.nothing("open along time", title)
    total = sum(one.open for one in ageing.ageing(view))
    note = wording.first_rows(len(rows), total) if total > len(rows) else ""
    spec = ageing.EVENTS_SPEC.hiding_unknown(rows)
    yield blocks.table(view, "open", _("Open events"), spec, rows, note=note)


def _event(row: Any) -> DayMark:
    is_late = row.standing == ageing.LATE
    style: Style = "solid" if is_late else "outlined"
    return DayMark(row.due_on, "", WATCH if is_late else INK, style, "diamond" if row.extended_d else "circle")


def _release(view: View) -> Iterator[Block]:
    """How old lots without a decision are, on whom they wait, and on whom those decided waited."""
    if not view.has("batches"):
        yield blocks.sentence("waited", waits.in_words(view))
        return
    lots, waited = release.open_lots(view), waits.waited(view)
    yield _open_lots(view, lots) if len(lots) else blocks.nothing("open lots", release.title(view))
    yield waited_for.drawn(view, waited) if len(waited) else blocks.sentence("waited", waits.in_words(view))
    if len(lots):
        spec = release.OPEN_LOTS_SPEC.hiding_unknown(lots)
        yield blocks.table(view, "lots", _("Lots awaiting disposition"), spec, lots)


def _open_lots(view: View, lots: pd.DataFrame) -> ChartBlock:
    shown = lots.head(release.DRAWN)
    parties = waits.party_names(view)
    is_split = release.is_told_apart(shown)
    parts = parties if is_split else {"age_d": _("not split")}
    return ChartBlock(
        key="open lots",
        title=release.title(view),
        measures=_(
            "Days since manufacture of lots awaiting disposition, by the party waited for. ▲ past the "
            "class limit: nine in ten lots of the stage dispositioned in the last 12 months took no longer."
        ),
        alt=release.open_in_words(view),
        kind="stacked bars",
        categories=[f"{release.named(lot)}: {release.age_in_words(lot)}" for lot in shown.itertuples()],
        series=blocks.by_party(
            {name: (wording.title(said), list(shown[name])) for name, said in parts.items()}, formats.days
        ),
        format="whole",
        axis=_("days since manufacture"),
        is_illustrative=provenance.has_illustrative(lots),
    )


def _inspections(view: View) -> Iterator[Block]:
    """What authorities and clients found, and how long ago."""
    if (missing := blocks.missing(view, ("inspections",))) is not None:
        yield missing
        return
    rows = inspections.authorities(view)
    if not len(rows):
        yield blocks.heading("authorities", inspections.title(view))
        return
    yield blocks.table(view, "authorities", inspections.title(view), inspections.AUTHORITIES_SPEC, rows)
    every = sites.inspections(view)
    spec = sites.INSPECTIONS_SPEC.hiding_unknown(every)
    yield blocks.table(view, "inspections", _("Inspections"), spec, every)
