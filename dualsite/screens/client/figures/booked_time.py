"""The time booked for a client, row by row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _, ngettext
from dualsite.insights.clients.plan import when_in_words
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import NOTHING, name_rows, note
from dualsite.screens.shared.figures.style import figure, mark_day, words

ROW = 26
_DAY_MS = 86_400_000


@cached_by_content
def bookings(rows: pd.DataFrame, as_of: date, until: date) -> Drawing:
    """The booked time from the as-of day to `until`, one row each: firm filled, options outlined.

    `rows` as `insights.clients.plan.bookings` gives them; bars that began before or end after are cut.
    """
    listed = list(rows.iloc[::-1].itertuples())
    drawn = figure(52 + ROW * max(len(listed), 1), top=22, right=160, bottom=26)
    for is_firm in (True, False):
        spans = [(place, row) for place, row in enumerate(listed) if row.is_firm == is_firm]
        if not spans:
            continue
        drawn.add_bar(
            orientation="h",
            y=[place for place, _row in spans],
            base=[max(row.start_on, as_of).isoformat() for _place, row in spans],
            x=[(min(row.end_on, until) - max(row.start_on, as_of)).days * _DAY_MS for _place, row in spans],
            width=0.6,
            marker={"color": INK if is_firm else NOTHING, "line": {"color": INK, "width": 1.5}},
            hovertext=[_told(row) for _place, row in spans],
            hoverinfo="text",
        )
    name_rows(drawn, [f"{row.product} · {row.suite}" for row in listed], most=46)
    notes = [
        note(
            when_in_words(row),
            1,
            place,
            xref="paper",
            xanchor="left",
            xshift=4,
            size=10,
        )
        for place, row in enumerate(listed)
    ]
    drawn.add_annotations(notes)
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(
        type="date",
        range=[(as_of - timedelta(days=2)).isoformat(), until.isoformat()],
        tickformat=_("%-d %b"),
        showgrid=True,
    )
    return drawn


def _told(row: Any) -> str:
    lines = [
        f"<b>{words(row.product)}</b>, {words(row.stage)}",
        f"{words(row.suite)}, {words(row.site)}",
        f"{formats.day(row.start_on)} – {formats.day(row.end_on - timedelta(days=1))}",
        formats.listed([row.firmness, ngettext("{count} unit", "{count} units", row.units).format(count=row.units)])
        if row.units > 1
        else row.firmness,
    ]
    return "<br>".join(lines)
