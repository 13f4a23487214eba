"""New business, a tab of the page Contracts: agreements as they were announced, and the bids that are open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Literal

from dualsite import formats
from dualsite.access import View
from dualsite.exports.content import Chosen, blocks
from dualsite.exports.document import Block
from dualsite.exports.figures import ChartBlock, DayMark, GanttBlock, GanttRow, Series, Style
from dualsite.i18n import _
from dualsite.insights.contracts.register import FIRM, MOST_DRAWN, NOT_FIRM, PAST, ContractFilter
from dualsite.insights.data import provenance
from dualsite.insights.pipeline import agreements, bids, new_business
from dualsite.insights.pipeline.agreements import Countries
from dualsite.insights.sight import sight
from dualsite.palette import INK

_LOOKS: dict[str, tuple[Style, Literal["circle", "diamond"]]] = {
    FIRM: ("solid", "circle"),
    PAST: ("outlined", "circle"),
    NOT_FIRM: ("outlined", "diamond"),
}


def agreements_and_bids(view: View, kept: ContractFilter, chosen: Chosen) -> Iterator[Block]:
    """Agreements and open bids, for all countries or for the target markets chosen alone."""
    known = bids.countries(view)
    markets = tuple(one for one in known if one in chosen.get("market", "").split(","))
    yield blocks.drawn(_agreements(view, kept, markets, chosen.get("by") == "modality"))
    if (missing := blocks.missing(view, ("opportunities",))) is not None:
        yield missing
    elif reason := bids.why_no_bids(view):
        yield blocks.sentence("bids", reason)
    else:
        yield blocks.drawn(_bids(view, kept, markets))
        yield blocks.tiles(view, ("weighted_pipeline", "win_rate"))
        rows = new_business.by_market(view, kept, markets)
        yield blocks.table(view, "markets", _("By market"), new_business.BY_MARKET_SPEC, rows, view.currency)


def _agreements(view: View, kept: ContractFilter, markets: Countries, by_modality: bool) -> GanttBlock:
    """A row for each country or modality, each agreement a mark on the day it was announced."""
    agreed = agreements.agreements(view, kept, markets)
    rows = agreed.tail(10 * MOST_DRAWN)
    by = "modality_name" if by_modality else "country_name"
    return GanttBlock(
        key="agreements",
        title=agreements.title(view, kept, markets),
        measures=_(
            "By date announced, otherwise signed; the client’s country. Filled: firm. Outlined: draft or "
            "ended. Diamond: letter of intent, memorandum, technology, equity."
        ),
        alt=agreements.in_words(view, kept, markets),
        rows=[
            GanttRow(
                f"{name} {count}",
                marks=[_mark(row) for row in rows.itertuples() if getattr(row, by) == name],
            )
            for name, count in agreements.counted(rows, by).items()
        ],
        first=sight(rows.on, view.as_of)[0] - timedelta(days=60),
        last=view.as_of + timedelta(days=60),
        as_of=view.as_of,
        is_illustrative=provenance.has_illustrative(agreed),
    )


def _mark(row: Any) -> DayMark:
    style, shape = _LOOKS[row.group]
    said = _(agreements.MARKS[row.group]).format(day=formats.day(row.on))
    return DayMark(row.on, f"{row.label}: {said}", INK, style, shape)


def _bids(view: View, kept: ContractFilter, markets: Countries) -> ChartBlock:
    """Two bars for each open bid: its value if won, and what it weighs by its chance."""
    opened = bids.open_bids(view, kept, markets)
    shown = opened.head(bids.BIDS_DRAWN).to_dict("records")
    return ChartBlock(
        key="bids",
        title=bids.title(view, kept, markets),
        measures=_("Open bids by stage, with win probability. Outlined: value if won; filled: weighted."),
        alt=bids.in_words(view, kept, markets),
        kind="bars",
        categories=[str(bid["name"]) for bid in shown],
        series=[
            Series(
                _("Value if won"),
                [float(bid["value"]) for bid in shown],
                INK,
                "outlined",
                labels=[bids.standing(bid) for bid in shown],
            ),
            Series(_("Weighted"), [float(bid["weighted"]) for bid in shown], INK),
        ],
        format="amount",
        currency=view.currency,
        axis=_("Value if won, {currency}; filled: weighted").format(currency=view.currency),
        is_illustrative=provenance.has_illustrative(opened),
    )
