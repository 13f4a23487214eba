"""What each page says first, answered before anybody asks: it is kept, and the first visitor finds it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress

from dualsite.access import View
from dualsite.errors import DualsiteError
from dualsite.insights.batches import lots, waits
from dualsite.insights.capacity import calendars, free_time, load, occupancy, slots
from dualsite.insights.capacity.choice import USUAL_ZOOM, CapacityChoice
from dualsite.insights.clients import availability, own_gates, plan, room, volume
from dualsite.insights.continuity import closing, company, cover, matrix, outlooks, question, sentences
from dualsite.insights.contracts import amounts, backlog, concentration, revenue, standing, timeline
from dualsite.insights.contracts.register import EVERYTHING
from dualsite.insights.data import provenance, tables
from dualsite.insights.exceptions import changes, measured, ranking, site_standing
from dualsite.insights.kpis import today
from dualsite.insights.kpis.tiles import tiles
from dualsite.insights.markets import markets, supply
from dualsite.insights.network import sites
from dualsite.insights.network import volume as litres
from dualsite.insights.pipeline import bid_list, bids, cells, oversell
from dualsite.insights.pipeline.choice import PipelineChoice
from dualsite.insights.programmes import board, gates, record, waiting
from dualsite.insights.quality import ageing, charts, recurrence
from dualsite.insights.quality import answer as quality
from dualsite.insights.scenarios import targets
from dualsite.insights.trials import places, trials
from dualsite.kpi.windows import months_after
from dualsite.sitemap import PageId

Ask = Callable[[View], object]


def prepare(
    view: View, is_over: Callable[[], bool] = lambda: False, pages: Collection[PageId] | None = None
) -> Iterator[tuple[PageId, float]]:
    """Answer page by page, the first page first; each page as it is done, with the seconds that it took.

    `view` is that of a reader who has chosen nothing on a page yet; `pages` are all when there are none. What the data
    cannot answer is left to the page to say, and so is what has not been begun when it `is_over`.
    """
    for page, asked in _FIRST.items():
        if pages is not None and page not in pages:
            continue
        began = time.perf_counter()
        for ask in asked:
            if is_over():
                return
            with suppress(DualsiteError):
                ask(view)
        yield page, time.perf_counter() - began


def _tiles(ids: Sequence[str]) -> Ask:
    return lambda view: tiles(view, ids)


def _standings(view: View) -> None:
    site_standing.standings(view, ranking.exceptions(view))


def _changes(view: View) -> None:
    since = months_after(view.as_of, -changes.USUAL_MONTHS)
    changes.events(view, since)
    changes.kpis(view, since)


def _holdings(view: View) -> None:
    for site_id in sites.sites(view).site_id:
        sites.holdings(view, site_id)


def _calendars(view: View) -> None:
    chosen = CapacityChoice(view.as_of, USUAL_ZOOM, ())
    calendars.suites(view, chosen.stages)
    calendars.bookings(view, *chosen.calendar, chosen.stages)
    occupancy.occupancy(view, *chosen.months, chosen.stages)
    occupancy.ladder(view, *chosen.quarters)


def _slots(view: View) -> None:
    if (question := slots.first_question(view)) is not None:
        slots.markets(view)
        for option in slots.find(view, question).options:
            slots.around(view, option)


def _amounts(view: View) -> None:
    amounts.rates_in_words(view)
    tiles(view, revenue.TILES)
    for ask in (timeline.timeline, backlog.by_year, concentration.clients, revenue.book_to_bill, revenue.left_out):
        ask(view, EVERYTHING)


def _pipeline(view: View) -> None:
    offered = cells.choices(view)
    chosen = PipelineChoice(cell=next(iter(offered), ""))
    cells.drawn(view, chosen)
    cells.breakers(view, chosen)
    if bids.why_no_bids(view) is None:
        bid_list.listed(view)


def _continuity(view: View) -> None:
    """A stop of the site that is asked first."""
    if company.why_not(view) is None:
        outage = question.asked(view, {}).outage
        for ask in (sentences.answer, outlooks.markets, closing.closers, matrix.grid):
            ask(view, outage)


def _product(view: View) -> None:
    product = trials.leading_product(view)
    markets.markets(view, product)
    trials.trials(view, product)
    places.points(view, product, None)
    supply.lanes(view, product)


def _room(view: View) -> None:
    """The room that opens first: that of the client with most lots on their way."""
    found = room.clients(view)
    if not found:
        return
    theirs = view.narrowed(found[0])
    since = months_after(view.as_of, -room.USUAL_MONTHS)
    asked: Sequence[Ask] = (
        *(room.answer, lots.lots, lots.drawn_from, lots.strip, waits.waited, waits.per_lot),
        *(plan.bookings, plan.actions, own_gates.gates, own_gates.title, own_gates.next_in_words),
        *(room.scorecard, volume.quarters, volume.commitments),
        *(availability.weeks, availability.spans, availability.in_words),
        *(lambda one: room.events(one, since), lambda one: room.moved(one, since), markets.markets, markets.map_title),
        *(lambda one: places.points(one, None, None), sites.sites, supply.lanes, cover.covers),
    )
    for ask in asked:
        with suppress(DualsiteError):
            ask(theirs)


_FIRST: Mapping[PageId, Sequence[Ask]] = {
    PageId.TODAY: (
        *(measured.measure_all, ranking.exceptions, _tiles(today.TILES), _changes, today.side_by_side),
        _standings,
        provenance.illustrative_share,
    ),
    PageId.NETWORK: (sites.answer, litres.capacity_steps, sites.inspections, _holdings),
    PageId.CAPACITY: (load.answer, _tiles(load.TILES), _calendars, free_time.room),
    PageId.SLOTS: (_slots,),
    PageId.CONTRACTS: (standing.answer, _tiles(standing.TILES), _amounts),
    PageId.PIPELINE: (oversell.answer, _tiles(oversell.TILES), _pipeline),
    PageId.QUALITY: (quality.answer, _tiles(quality.TILES), charts.points, recurrence.groups, ageing.events),
    PageId.TRIALS: (markets.answer, _tiles(trials.TILES), _product),
    PageId.PROGRAMMES: (
        *(board.answer, _tiles(board.TILES), board.title, record.record, waiting.waiting, gates.gates),
    ),
    PageId.CONTINUITY: (_continuity,),
    PageId.SCENARIOS: (lambda view: targets.targets(view, "sites"),),
    PageId.CLIENT: (_room,),
    PageId.DATA: (lambda view: tables.answer(view, None),),
}
"""Meeting and Access show what happens on the server now, and no answer of the data."""
