"""Contracts: what is contracted, what is at risk, what ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from dualsite import formats, palette
from dualsite.access import View
from dualsite.exports.content import (
    Chosen,
    blocks,
    contract_amounts,
    contract_card,
    contract_commitments,
    contract_ends,
    new_business,
)
from dualsite.exports.document import Block, PageContent
from dualsite.exports.figures import DayMark, GanttBlock, GanttRow, Span
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.contracts import amounts as money
from dualsite.insights.contracts import register, standing, timeline
from dualsite.insights.contracts.register import ContractFilter
from dualsite.insights.data import provenance
from dualsite.palette import INK
from dualsite.sitemap import PageId

_TABLES = (
    *("contracts", "contract_years", "order_events", "revenue", "fx_rates", "milestones", "batches", "bookings"),
    *("opportunities", "partners", "products", "sites"),
)

_SHAPES: dict[str, Any] = {"signed_on": "diamond", "announced_on": "circle", "notice_on": "cross", "option_on": "line"}


def page(view: View, chosen: Chosen) -> PageContent:
    """Every tab of the page, one after the other, under the filters chosen on it."""
    kept = _filter(view, chosen)
    made, card = tuple(_blocks(view, kept, chosen)), contract_card.card(view, chosen.get("agreement", ""))
    return blocks.page(view, PageId.CONTRACTS, standing.answer(view), made, _TABLES, card)


def _filter(view: View, chosen: Chosen) -> ContractFilter:
    """The filters of the page; what none of its contracts has cannot be chosen."""
    known = register.options(view)

    def picked(key: str, there: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in chosen.get(key, "").split(",") if one in there)

    return ContractFilter(
        picked("contract_product", known.products),
        picked("contract_modality", known.modalities),
        picked("contract_status", known.statuses),
        picked("partner_country", known.countries),
    )


def _blocks(view: View, kept: ContractFilter, chosen: Chosen) -> Iterator[Block]:
    if (missing := blocks.missing(view, ("contracts",))) is not None:
        yield missing
        return
    yield blocks.tiles(view, standing.TILES)
    if kept.is_on:
        yield blocks.sentence("filters", register.selection_in_words(view, kept))
    yield blocks.sentence("rates", money.why_no_amounts(view) or money.rates_in_words(view))
    yield blocks.drawn(_timeline(view, kept))
    for part in (contract_amounts.overview, contract_amounts.amounts):
        yield from part(view, kept)
    tabs: tuple[Callable[[View, ContractFilter, Chosen], Iterator[Block]], ...] = (
        contract_commitments.take_or_pay_years,
        contract_ends.endings_and_gates,
        new_business.agreements_and_bids,
    )
    for tab in tabs:
        yield from tab(view, kept, chosen)
    rows = timeline.timeline(view, kept)
    yield blocks.table(view, "contracts", _("All contracts"), timeline.CONTRACTS_SPEC, rows)


def _timeline(view: View, kept: ContractFilter) -> GanttBlock:
    """A line per contract: its term, what of it has gone by solid, and its days."""
    rows = timeline.drawn(view, kept)
    listed = list(rows.itertuples())
    colours = palette.site_colours(money.site_ids(view))
    first, last = timeline.reach(listed, view.as_of)
    gone, ahead = timeline.terms(listed, view.as_of)
    spans: dict[str, list[Span]] = {}
    for parts, style in ((gone, "solid"), (ahead, "outlined")):
        for row, starts_on, ends_on in parts:
            span = Span(starts_on, ends_on, "", _colour(row, colours), style)  # type: ignore[arg-type]
            spans.setdefault(row.contract_id, []).append(span)
    for row in listed:
        if (since := timeline.open_since(row, view.as_of)) is not None:
            spans.setdefault(row.contract_id, []).append(Span(since, last + timedelta(days=1), "", INK, "thin"))
    return GanttBlock(
        key="timeline",
        title=timeline.title(view, kept),
        measures=wording.sentences(
            _(
                "Solid: elapsed. Outlined: remaining. Thin: end not stated. Right: the value, and both dates "
                "where there are two."
            ),
            timeline.left_undrawn(view, kept),
        ),
        alt=timeline.in_words(view, kept),
        rows=[
            GanttRow(
                row.label,
                spans.get(row.contract_id, ()),
                tuple(_marks(row, _colour(row, colours))),
                group=_(register.HEADINGS[row.group]),
                said=formats.parts([row.worth, *([row.drawn_dates] if row.drawn_dates else [])]),
            )
            for row in listed
        ],
        first=first,
        last=last,
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(rows),
    )


def _marks(row: Any, colour: str) -> Iterator[DayMark]:
    for what, named in timeline.MARKS:
        if (day := getattr(row, what)) is not None:
            style = "solid" if what == "signed_on" else "outlined"
            yield DayMark(day, _(named).format(day=formats.day(day)), colour, style, _SHAPES[what])  # type: ignore[arg-type]


def _colour(row: Any, colours: dict[str, str]) -> str:
    """The site's colour for a firm contract, ink for everything else."""
    return colours[row.site_id] if row.group == register.FIRM and row.site_id else INK
