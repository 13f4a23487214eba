"""What an event costs by product and market, each as a bar of money: HTML of a few marks."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.insights import wording
from dualsite.insights.continuity import outlooks
from dualsite.screens.shared.findings import Markup


def bars(rows: pd.DataFrame, said: Callable[[Any], str]) -> Markup:
    """The first `outlooks.DRAWN` rows; `said` puts one into words.

    `rows` as `insights.continuity.costs.costs` gives them.
    """
    most = max(rows.money.dropna(), default=0) or 1
    lines = "".join(_line(row, most, said(row)) for row in rows.head(outlooks.DRAWN).itertuples())
    more = wording.more_below(len(rows), outlooks.DRAWN)
    note = f'<p class="note">{html.escape(more)}</p>' if more else ""
    return Markup(f'<ol class="breaks">{lines}</ol>{note}')


def _line(row: Any, most: float, said: str) -> str:
    name = formats.listed([row.product, *([wording.country(row.market)] if row.market is not None else [])])
    share = 0 if row.money is None else row.money / most
    return (
        f'<li><p class="name"><strong>{html.escape(name)}</strong>'
        f" <span>{html.escape(said)}</span></p>"
        f'<span class="span"><span class="need" style="left:0;width:{100 * share:.1f}%"></span></span></li>'
    )
