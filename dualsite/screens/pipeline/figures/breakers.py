"""The bids that break a quarter, each with its need as a bar over the calendar: HTML of a few marks."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights.pipeline import cells
from dualsite.screens.shared import links, markup
from dualsite.sitemap import PageId


@dataclass(frozen=True)
class Days:
    """The days that the bars lie on, from `first` up to `to`, and the quarter shown among them."""

    first: date
    to: date
    shown_from: date
    shown_to: date

    def span(self, first: date, to: date) -> str:
        """Where a stretch lies, in per cent of the whole, as CSS."""
        whole = max((self.to - self.first).days, 1)
        begin = min(max((first - self.first).days, 0), whole)
        end = min(max((to - self.first).days, begin), whole)
        width = max(100 * (end - begin) / whole, 0.8)
        return f"left:{min(100 * begin / whole, 99.2):.1f}%;width:{width:.1f}%"


def listed(rows: pd.DataFrame, days: Days, as_of: date, kept: dict[str, str], if_won: Callable[[str], str]) -> str:
    """The first `cells.MOST_LISTED` bids as a list, each with its need as a bar over the calendar.

    `rows` as `insights.pipeline.cells.breakers` gives them; `kept` are the filters that a link takes along; `if_won`
    gives a link, as HTML, to what would be if a bid were won, by its id, or nothing.
    """
    ends = [html.escape(formats.quarter(day)) for day in (days.first, days.to - timedelta(days=1))]
    lines = f'<li class="ends"><span>{ends[0]}</span><span>{ends[1]}</span></li>'
    lines += "".join(
        _line(row, days, as_of, kept, if_won(row.opportunity_id)) for row in rows.head(cells.MOST_LISTED).itertuples()
    )
    more = cells.more_in_words(rows)
    note = f'<p class="note">{html.escape(more)}</p>' if more else ""
    return f'<ol class="breaks">{lines}</ol>{note}'


def _line(row: Any, days: Days, as_of: date, kept: dict[str, str], if_won: str) -> str:
    cure = f"<p>{markup.signed('watch', row.cure)}</p>" if row.cure else ""
    ways = " · ".join(filter(None, (_link(row, as_of, kept), if_won)))
    chances = html.escape(cells.chances_in_words(row))
    return (
        f'<li><p class="name"><strong>{html.escape(row.name)}</strong> <span>{chances}</span></p>'
        f'<span class="span"><span class="shown" style="{days.span(days.shown_from, days.shown_to)}"></span>'
        f'<span class="need" style="{days.span(row.need_from_on, row.need_to_on)}"></span></span>'
        f"<p>{markup.grey(cells.need_in_words(row))}</p>{cure}<p>{ways}</p></li>"
    )


def _link(row: Any, as_of: date, kept: dict[str, str]) -> str:
    """To the slot finder, filled in; nothing where no product is like the bid's."""
    like = cells.like_in_words(row)
    if row.product_id is None:
        return markup.grey(like)
    asked = {
        "product": row.product_id,
        "batches": str(min(max(row.batches, 1), 200)),
        "ready_on": max(row.need_from_on, as_of).isoformat(),
        "need_by": row.need_to_on.isoformat(),
        "bid": row.opportunity_id,
    }
    link = links.to_page(PageId.SLOTS, kept | asked, _("Find a slot"))
    return f"{link} {markup.grey(like)}" if like else link
