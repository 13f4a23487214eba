"""Continuity: if a site stops, who runs out when?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pandas as pd

from dualsite.access import View, ids
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block, PageContent, Sentence, TextBlock
from dualsite.exports.figures import ChartBlock, DayMark, GanttBlock, GanttRow, MatrixBlock, Series, Shade, Span
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.continuity import behind, closing, company, costs, matrix, outlooks, question, sentences, worth
from dualsite.insights.continuity.question import STOP, ContinuityQuestion
from dualsite.insights.data import provenance
from dualsite.palette import BAD, INK, SOLID, site_colours
from dualsite.planning.continuity import Outage
from dualsite.sitemap import PageId

SOURCES = (
    *company.NEEDS,
    "batches",
    "batch_inputs",
    "bookings",
    "site_licences",
    "contract_years",
    "fx_rates",
    "sites",
)


def page(view: View, chosen: Chosen) -> PageContent:
    """The answer to what the address asks, what closes it, what rests on one site, and what is worth most."""
    reason = company.why_not(view)
    if reason is not None:
        lacking = blocks.missing(view, company.NEEDS)
        return blocks.page(view, PageId.CONTINUITY, reason, (lacking,) if lacking else (), SOURCES)
    asked = question.asked(view, chosen)
    if asked.event != STOP:
        return blocks.page(view, PageId.CONTINUITY, costs.answer(view, asked), tuple(_costs(view, asked)), SOURCES)
    by_on = question.licensed_by(asked.outage, chosen)
    made = (*_outlooks(view, asked.outage), *_tabs(view, asked.outage, by_on))
    card = _card(view, asked.outage, chosen.get("behind", ""))
    return blocks.page(view, PageId.CONTINUITY, sentences.answer(view, asked.outage), made, SOURCES, card)


def _card(view: View, outage: Outage, name: str) -> Iterator[Block]:
    """The rows behind a product in a market; nothing where the outage touches no such one."""
    found = behind.card(view, outage, name) if name else None
    if found is None:
        return
    yield TextBlock("behind", found.title, [Sentence(line) for line in found.lines])
    for title, spec, rows in found.rows:
        headed, key = f"{found.title}: {title}", f"behind {spec.id}"
        if len(rows):
            yield blocks.table(view, key, headed, spec, rows.reset_index(drop=True))
        else:
            yield blocks.sentence(key, _("No such row."), title=headed)


def _outlooks(view: View, outage: Outage) -> Iterator[Block]:
    """A line per product and market from surviving to recovering, then what would close it."""
    rows = outlooks.markets(view, outage)
    if not len(rows):
        yield blocks.sentence("outlooks", _(outlooks.NOTHING_TOUCHED))
    else:
        shown_d = outlooks.drawn_days(view, outage)
        yield GanttBlock(
            key="outlooks",
            title=outlooks.title(view, outage),
            measures=_(outlooks.MEASURES),
            alt=outlooks.in_words(view, outage),
            rows=[_line(row, outage, shown_d, view.currency) for row in rows.head(outlooks.DRAWN).itertuples()],
            first=outage.from_on,
            last=outage.from_on + timedelta(days=shown_d),
            as_of=view.as_of,
            is_illustrative=provenance.has_illustrative(rows),
        )
        if more := wording.more_below(len(rows), outlooks.DRAWN):
            yield blocks.sentence("more outlooks", more)
    found = closing.closers(view, outage)
    is_made_up = provenance.has_illustrative(found)
    said = [_closer(row, is_made_up) for row in found.head(closing.SHOWN).itertuples()]
    more = wording.more_below(len(found), closing.SHOWN)
    notes = [*([more] if more else []), *([_(closing.MEASURES)] if len(found) else [])]
    yield TextBlock("closers", closing.title(view, outage), [*said, *map(Sentence, notes)])


def _line(row: Any, outage: Outage, shown_d: int, currency: str) -> GanttRow:
    def on(day: int) -> Any:
        return outage.from_on + timedelta(days=min(day, shown_d))

    lasts_d = shown_d if row.survive_d is None else row.survive_d
    spans = [Span(outage.from_on, on(lasts_d), _("lasts"), INK)] if lasts_d else []
    if row.gap_d:
        spans.append(Span(on(row.survive_d), on(row.end_d), _("short"), BAD))
    is_seen = row.recover_d is not None and row.recover_d <= shown_d
    said = [outlooks.short_in_words(row), outlooks.gap_in_words(row, currency), outlooks.span_in_words(row)]
    return GanttRow(
        outlooks.name_in_words(row),
        spans,
        [DayMark(row.recover_on, _("supplied again"), INK, "outlined")] if is_seen else (),
        said="; ".join(filter(None, said)),
    )


def _closer(row: Any, is_made_up: bool) -> Sentence:
    said = _("{remedy}: {taken}").format(remedy=row.remedy, taken=closing.taken_in_words(row))
    return Sentence(said, "good" if row.closes else "", is_made_up)


def _tabs(view: View, outage: Outage, by_on: Any) -> Iterator[Block]:
    rows = matrix.steps(view, outage)
    if len(rows):
        yield _steps(view, outage, rows)
    yield _curves(view, outage)
    ranked = worth.ranked(view, outage, by_on)
    title = worth.ranked_title(view, outage, by_on)
    if len(ranked):
        yield blocks.table(view, "remedies", title, worth.RANKED_SPEC.hiding_unknown(ranked), ranked)
    else:
        yield blocks.heading("remedies", title)
    markets, products = outlooks.markets(view, outage), outlooks.products(view, outage)
    if len(markets):
        spec = outlooks.MARKETS_SPEC.hiding_unknown(markets)
        yield blocks.table(view, "markets", _("Products and markets"), spec, markets, view.currency)
        spec = outlooks.PRODUCTS_SPEC.hiding_unknown(products)
        yield blocks.table(view, "products", _("Products"), spec, products, view.currency)
    found = closing.closers(view, outage)
    if len(found):
        yield blocks.table(view, "closer rows", _("How to close the gaps"), closing.CLOSERS_SPEC, found)


def _steps(view: View, outage: Outage, rows: pd.DataFrame) -> MatrixBlock:
    """Steps of products against markets, and which sites may do each."""
    grid = matrix.grid(view, outage)
    return MatrixBlock(
        key="steps",
        title=matrix.title(view, outage),
        measures=_(matrix.MEASURES),
        alt=matrix.in_words(view, outage),
        columns=[wording.country(market) for market in grid.markets],
        rows=[
            (f"{product}: {step}", [_cell(cells.get(one)) for one in grid.markets])
            for product, step, cells in grid.lines
        ],
        colour=SOLID,
        is_illustrative=provenance.has_illustrative(rows),
    )


def _cell(cell: matrix.StepCell | None) -> Shade:
    return Shade("") if cell is None else Shade(cell.words, 0.0, sign=cell.sign)


def _curves(view: View, outage: Outage) -> ChartBlock:
    """What is at risk at each site by the length of its outage."""
    rows = worth.curves(view, outage)
    colours = site_colours(ids(view.unfiltered, "sites", "site_id"))
    rows = rows[(rows.days % 7 == 0) | (rows.days == max(rows.days))]
    lengths = sorted(set(rows.days))
    return ChartBlock(
        key="risk curves",
        title=worth.title(view, outage),
        measures=_(worth.MEASURES),
        alt=worth.in_words(view, outage),
        kind="lines",
        categories=[str(days) for days in lengths],
        series=[_curve(of_site, colours[str(site_id)]) for site_id, of_site in rows.groupby("site_id", sort=True)],
        format="number",
        axis=_("kg at risk"),
        across=_("days the site is out"),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _curve(rows: pd.DataFrame, colour: str) -> Series:
    """The curve of a site, told at its end."""
    *before, last = rows.itertuples()
    labels = [*("" for _one in before), worth.end_in_words(last)]
    return Series(last.site, [round(float(kg), 3) for kg in rows.kg], colour, is_line=True, labels=labels)


def _costs(view: View, asked: ContinuityQuestion) -> Iterator[Block]:
    """What it costs by product and market."""
    rows = costs.costs(view, asked)
    if not len(rows):
        yield blocks.nothing("costs", costs.title(view, asked))
        return
    is_made_up = provenance.has_illustrative(rows)
    said = [Sentence(costs.row_in_words(view, row), "", is_made_up) for row in rows.head(outlooks.DRAWN).itertuples()]
    notes = filter(None, [wording.more_below(len(rows), outlooks.DRAWN), _(costs.MEASURES[asked.event])])
    yield TextBlock("costs", costs.title(view, asked), [*said, *map(Sentence, notes)])
    spec = costs.COSTS_SPEC.hiding_unknown(rows)
    yield blocks.table(view, "cost rows", _("By product and market"), spec, rows, view.currency)
