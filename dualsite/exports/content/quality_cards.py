"""The cards of quality: the rows behind a month of a chart, and how a deviation came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dualsite.access import View
from dualsite.exports.content import blocks
from dualsite.exports.document import Block
from dualsite.exports.figures import GanttBlock, GanttRow, Span
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.data import provenance
from dualsite.insights.kpis import evidence
from dualsite.insights.quality import chains, charts
from dualsite.insights.quality.chains import RecurrenceChain
from dualsite.insights.quality.charts import ChartMonth
from dualsite.insights.sight import sight
from dualsite.palette import INK, SOLID


def card(view: View, named: str, group: str) -> Iterator[Block]:
    """The month of that name, else the chain of that group; nothing where neither is there."""
    month = charts.month_named(view, named)
    if month is not None:
        yield from _month(view, month)
        return
    found = chains.chain(view, group) if group and view.has("quality_events") else None
    if found is not None:
        yield from _chain(view, found)


def _month(view: View, month: ChartMonth) -> Iterator[Block]:
    title, at_site = charts.month_in_words(view, month), charts.at_site(view, month)
    yield blocks.sentence("month", charts.month_standing(view, month), title=title)
    rows = evidence.evidence(at_site, month.kpi, evidence.LISTED, month.window)
    count, spec = evidence.count(at_site, month.kpi, month.window), evidence.evidence_spec(view, month.kpi)
    note = wording.first_rows(len(rows), count) if count > len(rows) else ""
    yield blocks.table(view, "rows of the month", title, spec.hiding_unknown(rows), rows, note=note)


def _chain(view: View, found: RecurrenceChain) -> Iterator[Block]:
    """Each time as a line, and below it the CAPA that followed."""
    rows = list(_lines(found, view.as_of))
    first, last = sight(
        [day for row in rows for span in row.spans for day in (span.starts_on, span.ends_on)], view.as_of
    )
    yield GanttBlock(
        key="chain along time",
        title=chains.chain_title(found),
        measures=_(chains.MEASURES),
        alt=chains.chain_in_words(found),
        rows=rows,
        first=first,
        last=last + timedelta(days=1),
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(found.rows),
    )
    yield blocks.sentence("chain", chains.chain_in_words(found))
    spec = chains.CHAIN_SPEC.hiding("capa_id") if view.scope.is_limited else chains.CHAIN_SPEC
    shown = spec.hiding_unknown(found.rows)
    yield blocks.table(view, "chain in rows", chains.chain_title(found), shown, found.rows)


def _lines(found: RecurrenceChain, as_of: date) -> Iterator[GanttRow]:
    events = found.rows.drop_duplicates("event_id").tail(chains.TIMES_DRAWN).iloc[::-1]
    for event in events.itertuples():
        yield GanttRow(chains.opened_in_words(event), [_span(event.opened_on, event.closed_on, as_of, SOLID)])
        for row in found.rows[found.rows.event_id == event.event_id].itertuples():
            if row.capa_opened_on is not None:
                yield _capa(row, as_of)


def _capa(row: Any, as_of: date) -> GanttRow:
    spans = [_span(row.capa_opened_on, row.capa_closed_on, as_of, INK)]
    return GanttRow("", spans, said=chains.became_in_words(row))


def _span(since: date, until: date | None, as_of: date, colour: str) -> Span:
    ends_on = max(until or as_of, since + timedelta(days=1))
    return Span(since, ends_on, "", colour, "solid" if colour == SOLID else "outlined")
