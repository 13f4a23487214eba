"""What comes back, the most frequent first, each with a bar and a link to how it came back: HTML of a few marks."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights import quality_words, wording
from dualsite.insights.quality.recurrence import DRAWN, so_far_in_words, times_in_words
from dualsite.screens.shared import links, markup

CHAIN = "chain"
"""The parameter of the URL that names the site, step and cause whose chain is shown."""


def listed(rows: pd.DataFrame) -> str:
    """The first `DRAWN` sites, steps and causes as a list.

    `rows` as `insights.quality.recurrence.groups` gives them.
    """
    most = max(rows.recurring, default=1)
    has_sites = rows.site_id.nunique() > 1
    lines = "".join(_line(row, most, has_sites) for row in rows.head(DRAWN).itertuples())
    more = wording.more_below(len(rows), DRAWN)
    note = f'<p class="note">{html.escape(more)}</p>' if more else ""
    return f'<ol class="breaks recurs">{lines}</ol>{note}'


def _line(row: Any, most: int, has_sites: bool) -> str:
    beside = [quality_words.cause(row.cause), *([row.site] if has_sites else [])]
    link = links.to_card(
        CHAIN, row.group, row.process_step, label=_("Recurrence of {step}").format(step=row.process_step)
    )
    return (
        f'<li><p class="name"><strong>{link}</strong> <span>{html.escape(times_in_words(row))}</span></p>'
        f'<span class="span"><span class="need" style="left:0;width:{100 * row.recurring / most:.1f}%"></span></span>'
        f'<p class="name">{markup.grey(formats.listed(beside))} {markup.grey(so_far_in_words(row))}</p></li>'
    )
