"""What each page says, as blocks to export: a module per page, named as the page, with `page(view, chosen)`.

It asks the same insights as the screen, in the same order; a new page is exported once its module stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec

from dualsite.access import View
from dualsite.exports.content import kpi_card
from dualsite.exports.document import Block, PageContent, TableBlock, TextBlock, TileBlock
from dualsite.exports.figures import GanttBlock
from dualsite.insights.kpis.tiles import Tile, tiles
from dualsite.insights.scenarios.comparison import NO_QUESTIONS
from dualsite.kpi import KPIS
from dualsite.planning import SlotRequest
from dualsite.scenarios import Scenario
from dualsite.sitemap import PageId

Chosen = Mapping[str, str]
"""What was chosen on the page, by the parameters of its address; empty as it first opens."""


def is_exported(page_id: PageId) -> bool:
    """Whether the page can be exported."""
    return find_spec(f"{__name__}.{page_id}") is not None


def page(
    view: View,
    page_id: PageId,
    chosen: Chosen | None = None,
    *,
    scenarios: Sequence[Scenario] = (),
    questions: Mapping[str, SlotRequest] = NO_QUESTIONS,
) -> PageContent:
    """The page as this view may see it, with what was chosen on it, and the card that is open beside it at the end.

    The page Scenarios compares these `scenarios`, asking each the saved `questions` of the slot finder by their names:
    whoever calls has made sure that they may be seen. No other page looks at them.
    Raises DataError and MissingTableError as the page's insights do. Raises ModuleNotFoundError for a page that is not
    exported.
    """
    made = _page(view, page_id, chosen or {}, scenarios, questions)
    return replace(made, blocks=(*made.blocks, *_card(view, made, chosen or {})), card=())


def card(view: View, page_id: PageId, chosen: Chosen) -> PageContent:
    """The card alone that is open beside the page, by the parameters of its address: a page under the card's title.

    Without any block where the address opens none. Raises as `page` does.
    """
    made = _page(view, page_id, chosen, (), NO_QUESTIONS)
    blocks = tuple(_card(view, made, chosen))
    if (tile := _tile(view, made, chosen)) is not None:
        made = replace(made, sources=tuple(name for name in tile.kpi.tables if view.has(name)))
    if not blocks or not isinstance(first := blocks[0], TextBlock | TableBlock | GanttBlock):
        return replace(made, blocks=blocks, card=())
    if isinstance(first, TextBlock):
        blocks = (replace(first, title=""), *blocks[1:])
    return replace(made, answer=first.title, blocks=blocks, card=())


def _page(
    view: View,
    page_id: PageId,
    chosen: Chosen,
    scenarios: Sequence[Scenario],
    questions: Mapping[str, SlotRequest],
) -> PageContent:
    module = import_module(f"{__name__}.{page_id}")
    if page_id is PageId.SCENARIOS:
        compared: PageContent = module.page(view, scenarios, questions)
        return compared
    made: Callable[[View, Chosen], PageContent] = module.page
    return made(view, chosen)


def _card(view: View, made: PageContent, chosen: Chosen) -> Iterator[Block]:
    """That of a KPI, else the page's own: one at a time."""
    tile = _tile(view, made, chosen)
    yield from kpi_card.card(view, tile) if tile is not None else made.card


def _tile(view: View, made: PageContent, chosen: Chosen) -> Tile | None:
    """The KPI whose card is open: of the page's tiles or, on the page of definitions, any."""
    asked = chosen.get("card", "")
    tiled = [tile for block in made.blocks if isinstance(block, TileBlock) for tile in block.tiles]
    tile = next((one for one in tiled if one.kpi.id == asked), None)
    if tile is None and made.id is PageId.DATA and asked in KPIS:
        (tile,) = tiles(view, [asked])
    return tile
