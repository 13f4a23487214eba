"""Every product and market as a bar from surviving to recovering: HTML of a few marks."""

from __future__ import annotations

import html
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.continuity import behind, outlooks
from dualsite.planning.continuity import Outage
from dualsite.screens.shared import links, markup

CARD = "behind"
"""The parameter of the URL that names the product and market whose rows are shown."""

_TICKS = 4


def bars(rows: pd.DataFrame, outage: Outage, shown_d: int, currency: str) -> str:
    """The first `outlooks.DRAWN` products and markets, over so many days.

    `rows` as `insights.continuity.outlooks.markets` gives them.
    """
    lines = "".join(_line(row, outage, shown_d, currency) for row in rows.head(outlooks.DRAWN).itertuples())
    more = wording.more_below(len(rows), outlooks.DRAWN)
    note = f'<p class="note">{html.escape(more)}</p>' if more else ""
    return f'<ol class="breaks outlooks">{_axis(outage.from_on, shown_d)}{lines}</ol>{note}'


def _axis(first: date, shown_d: int) -> str:
    """Some first days of months along the bars."""
    months = [first + timedelta(days=day) for day in range(shown_d) if (first + timedelta(days=day)).day == 1]
    every = max(1, -(-len(months) // _TICKS))
    marks = "".join(
        f'<span style="left:{100 * (month - first).days / shown_d:.1f}%">{html.escape(formats.month(month))}</span>'
        for month in months[::every]
        if (month - first).days < 0.84 * shown_d
    )
    return f'<li class="axis"><span class="track">{marks}</span></li>'


def _line(row: Any, outage: Outage, shown_d: int, currency: str) -> str:
    name = outlooks.name_in_words(row)
    link = links.to_card(
        CARD, behind.name_of(row.product_id, row.market), name, label=_("Rows behind {name}").format(name=name)
    )
    short = markup.signed("bad" if row.gap_d else "good", outlooks.short_in_words(row))
    gap = outlooks.gap_in_words(row, currency)
    said = f"<span>{html.escape(gap)}</span>" if gap else ""
    return (
        f'<li><p class="name"><strong>{link}</strong> {short}</p>'
        f'<span class="span">{_marks(row, outage, shown_d)}</span>'
        f'<p class="name">{markup.grey(outlooks.span_in_words(row))} {said}</p></li>'
    )


def _marks(row: Any, outage: Outage, shown_d: int) -> str:
    lasts_d = shown_d if row.survive_d is None else row.survive_d
    marks = [
        _mark("out", _("out"), outage, outage.days, shown_d),
        _mark("lasts", _("lasts"), outage, lasts_d, shown_d),
    ]
    if row.gap_d:
        marks.append(_mark("gap", _("short"), outage, row.end_d, shown_d, row.survive_d))
    if row.recover_d is not None and row.recover_d <= shown_d:
        marks.append(f'<span class="again" style="left:{100 * row.recover_d / shown_d:.1f}%"></span>')
    return "".join(marks)


def _mark(kind: str, name: str, outage: Outage, end: int, shown_d: int, begin: int = 0) -> str:
    """A stretch of days, its first and last told while the mouse rests on it; none of none."""
    begin, end = min(begin, shown_d), min(end, shown_d)
    if begin >= end:
        return ""
    first, last = (formats.day(outage.from_on + timedelta(days=day)) for day in (begin, end - 1))
    told = _("{what}: {first} to {last}").format(what=name, first=first, last=last)
    place = f"left:{100 * begin / shown_d:.1f}%;width:{100 * (end - begin) / shown_d:.1f}%"
    return f'<span class="{kind}" style="{place}" title="{html.escape(told)}"></span>'
