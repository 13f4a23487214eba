"""What would close the gaps, the most first, each with a bar of what it takes off: HTML of a few marks."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dualsite.insights import wording
from dualsite.insights.continuity import closing
from dualsite.screens.shared import markup


def listed(rows: pd.DataFrame) -> str:
    """The first `closing.SHOWN` as a list. `rows` as `insights.continuity.closing.closers` gives them."""
    lines = "".join(_line(row) for row in rows.head(closing.SHOWN).itertuples())
    more = wording.more_below(len(rows), closing.SHOWN)
    note = f'<p class="note">{html.escape(more)}</p>' if more else ""
    return f'<ol class="breaks recurs">{lines}</ol>{note}'


def _line(row: Any) -> str:
    taken = html.escape(closing.taken_in_words(row))
    said = markup.signed("good", closing.taken_in_words(row)) if row.closes else f"<span>{taken}</span>"
    share = min(row.removes_kg / row.short_kg, 1) if row.short_kg else 1
    return (
        f'<li><p class="name"><strong>{html.escape(row.remedy)}</strong></p>'
        f'<span class="span"><span class="need" style="left:0;width:{100 * share:.1f}%"></span></span>'
        f"<p>{said}</p></li>"
    )
