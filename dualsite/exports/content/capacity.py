"""Capacity: where we are full, where there is room, and what binds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block, PageContent
from dualsite.exports.figures import ChartBlock, GanttBlock, GanttRow, MatrixBlock, Series, Shade, Span
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.capacity import calendars, free_time, load, occupancy
from dualsite.insights.capacity.choice import CapacityChoice, Zoom
from dualsite.insights.data import provenance
from dualsite.insights.network import sites
from dualsite.palette import INK, site_colours
from dualsite.schema.vocabulary import STAGES
from dualsite.sitemap import PageId

_STYLES = {"FIRM": "solid", "INTERNAL": "lighter", "TENTATIVE": "hatched", "BLOCKED": "outlined", "CHANGEOVER": "thin"}
_LADDER = {"FIRM": "solid", "INTERNAL": "lighter", "TENTATIVE": "hatched", "BLOCKED": "thin", "OPEN": "outlined"}
_BOOKED = "#5B6B7F"
"""Firm time of all sites together, which no site's colour may stand for."""


def page(view: View, chosen: Chosen) -> PageContent:
    """Calendars of the suites, occupancy by month, the ladder by quarter, and the rows behind them."""
    stages = tuple(stage for stage in STAGES if stage in chosen.get("stages", "").split(","))
    zoom = cast("Zoom", chosen.get("zoom", "year"))
    choice = CapacityChoice(view.as_of, zoom if zoom in ("quarter", "year", "all") else "year", stages)
    return blocks.page(view, PageId.CAPACITY, load.answer(view), tuple(_blocks(view, choice)), load.NEEDS)


def _blocks(view: View, choice: CapacityChoice) -> Iterator[Block]:
    if (missing := blocks.missing(view, load.NEEDS)) is not None:
        yield missing
        return
    yield blocks.tiles(view, load.TILES)
    yield _calendars(view, choice)
    yield _occupancy(view, choice)
    yield _ladder(view, choice)
    if warning := load.litres_warning(view):
        yield blocks.sentence("litres", warning, "watch")
    rows = calendars.bookings(view, *choice.calendar, choice.stages)
    suites = sites.suites(view)
    chosen = suites[suites.stage.isin(choice.stages)] if choice.stages else suites
    yield blocks.table(view, "open", _("Open in the next 12 months"), free_time.ROOM_SPEC, free_time.room(view))
    yield blocks.table(view, "bookings", _("Bookings"), calendars.BOOKINGS_SPEC, rows)
    yield blocks.table(view, "suites", _("Suites"), sites.SUITES_SPEC, chosen)
    by_month = occupancy.occupancy(view, *choice.months, choice.stages)
    yield blocks.table(view, "occupancy rows", _("Occupancy"), occupancy.OCCUPANCY_SPEC, by_month)
    by_quarter = occupancy.ladder(view, *choice.quarters)
    yield blocks.table(view, "ladder rows", _("Capacity load"), occupancy.LADDER_SPEC, by_quarter)


def _calendars(view: View, choice: CapacityChoice) -> GanttBlock:
    """A line per suite and unit that is booked beside others, the bookings as spans."""
    suites = calendars.suites(view, choice.stages)
    first, last = choice.calendar
    rows = calendars.bookings(view, first, last, choice.stages)
    colours = site_colours(suites.site_id)
    by_suite = {suite_id: list(group.itertuples()) for suite_id, group in rows.groupby("suite_id", sort=False)}
    return GanttBlock(
        key="calendars",
        title=_("Suite calendars"),
        measures=_("Solid: firm. Grey: internal. Hatched outline: option. Crossed: blocked. Thin: changeover."),
        alt=load.answer(view),
        rows=[
            row
            for suite in suites.itertuples()
            for row in _lanes(suite, by_suite.get(suite.suite_id, []), colours[suite.site_id])
        ],
        first=first,
        last=last + timedelta(days=1),
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(suites) or provenance.has_illustrative(rows),
    )


def _lanes(suite: Any, booked: list[Any], colour: str) -> Iterator[GanttRow]:
    """The suite's units as far as they are booked beside one another, the first of them named; what blocks all units
    stands on each."""
    last = suite.units - 1
    of_units = [row for row in booked if row.shown_as != "BLOCKED"]
    for lane in range(1 + max((min(row.lane, last) for row in of_units), default=0)):
        name = "" if lane else f"{suite.name} ×{suite.units}" if suite.units > 1 else str(suite.name)
        spans = [row for row in booked if row.shown_as == "BLOCKED" or min(row.lane, last) == lane]
        yield GanttRow(name, [_span(row, colour) for row in spans], group=str(suite.site))


def _span(row: Any, colour: str) -> Span:
    name = row.product or wording.title(wording.booked_as(row.shown_as))
    style = cast("Any", _STYLES[row.shown_as])
    return Span(row.start_on, row.end_on, name, colour if row.shown_as in ("FIRM", "TENTATIVE") else INK, style)


def _occupancy(view: View, choice: CapacityChoice) -> MatrixBlock:
    """Stages against months, the one that binds at each site outlined."""
    rows = occupancy.occupancy(view, *choice.months, choice.stages)
    months = sorted(set(rows.month))
    share = {(row.site_id, row.stage, row.month): row.share for row in rows.itertuples()}
    binds = {(one.site, one.stage) for one in load.bindings(view)}
    lines = dict.fromkeys((row.site_id, row.site, row.stage) for row in rows.itertuples())
    return MatrixBlock(
        key="occupancy",
        title=_("Occupancy by stage and month"),
        measures=_("Per cent of available unit-days, firm and internal. Outlined: the bottleneck."),
        alt=load.answer(view),
        columns=[formats.month(month) for month in months],
        rows=[
            (
                f"{site}: {load.stage_in_words(stage)}",
                [_shade(share.get((site_id, stage, month)), (site, stage) in binds) for month in months],
            )
            for site_id, site, stage in lines
        ],
        is_illustrative=provenance.has_illustrative(rows),
    )


def _shade(share: float | None, is_outlined: bool) -> Shade:
    is_known = share is not None and not pd.isna(share)
    return Shade(f"{share * 100:.0f}" if is_known else "", share if is_known else None, is_outlined, share)  # type: ignore[operator]


def _ladder(view: View, choice: CapacityChoice) -> ChartBlock:
    """The calendar split into what it is booked as; the parts of a quarter sum to the whole."""
    rows = occupancy.ladder(view, *choice.quarters)
    quarters = sorted(set(rows.quarter))
    share = {(row.part, row.quarter): float(row.share) for row in rows.itertuples()}
    return ChartBlock(
        key="ladder",
        title=_("Booked and open capacity by quarter"),
        measures=_("Per cent of calendar unit-days; each quarter sums to 100."),
        alt=load.answer(view),
        kind="stacked columns",
        categories=[formats.quarter(quarter) for quarter in quarters],
        series=[
            Series(
                wording.title(wording.booked_as(part)),
                [share.get((part, quarter)) for quarter in quarters],
                _BOOKED if part == "FIRM" else INK,
                cast("Any", style),
                labels=[_in_bar(share.get((part, quarter))) for quarter in quarters],
            )
            for part, style in _LADDER.items()
        ],
        format="fraction",
        axis=_("Share of calendar unit-days"),
        ends=(0, 1),
        is_illustrative=provenance.has_illustrative(rows),
    )


def _in_bar(share: float | None) -> str:
    """What stands in a part of a bar: per cent, where there is room."""
    return f"{share * 100:.0f}" if share is not None and share >= 0.06 else ""
