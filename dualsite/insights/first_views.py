"""What each page says first, answered before anybody asks: it is kept, and the first visitor finds it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from dualsite.access import View
from dualsite.errors import DualsiteError
from dualsite.insights.capacity import load
from dualsite.insights.contracts import standing
from dualsite.insights.exceptions import changes, ranking
from dualsite.insights.kpis import today
from dualsite.insights.kpis.tiles import tiles
from dualsite.insights.markets import markets
from dualsite.insights.network import sites
from dualsite.insights.trials import trials
from dualsite.kpi.windows import months_after
from dualsite.sitemap import PageId

Ask = Callable[[View], object]


def prepare(view: View) -> Iterator[tuple[PageId, float]]:
    """Answer page by page, the first page first; each page as it is done, with the seconds that it took.

    `view` is that of a reader who has chosen nothing yet. What the data cannot answer is left to the page to say.
    """
    for page, asked in _FIRST.items():
        began = time.perf_counter()
        for ask in asked:
            with suppress(DualsiteError):
                ask(view)
        yield page, time.perf_counter() - began


def _tiles(ids: Sequence[str]) -> Ask:
    return lambda view: tiles(view, ids)


def _changes(view: View) -> None:
    since = months_after(view.as_of, -changes.USUAL_MONTHS)
    changes.events(view, since)
    changes.kpis(view, since)


_FIRST: Mapping[PageId, tuple[Ask, ...]] = {
    PageId.TODAY: (today.measure_all, ranking.exceptions, _tiles(today.TILES), _changes, today.side_by_side),
    PageId.CONTRACTS: (standing.answer, _tiles(standing.TILES)),
    PageId.CAPACITY: (load.answer, _tiles(load.TILES)),
    PageId.TRIALS: (markets.answer, _tiles(trials.TILES)),
    PageId.NETWORK: (sites.answer,),
}
