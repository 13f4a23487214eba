"""The suites' calendars, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.palette import site_colours
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.stretches import DAY_MS, look, text_in
from dualsite.screens.shared.figures.style import FAINT, FAINTER, TEXT, figure, mark_day, words

SUITE_HEIGHT = 26


def gantt_height(suites: pd.DataFrame) -> int:
    """The height in px that these suites need."""
    return 56 + SUITE_HEIGHT * max(len(suites), 1)


@cached_by_content
def gantt(suites: pd.DataFrame, bookings: pd.DataFrame, as_of: date, first: date, last: date) -> Drawing:
    """The suites' calendars from `first` to `last`, one line a suite, its units as lanes of the line.

    `suites` and `bookings` as `answers.capacity` gives them. Before GMP-readiness and after retirement the line is
    shaded; names of campaigns stand in their bars where there is room.
    """
    drawn = figure(gantt_height(suites), left=8, top=26, right=26)
    colours = site_colours(suites.site_id)
    listed = list(suites.iloc[::-1].itertuples())
    place = {suite.suite_id: (number, suite) for number, suite in enumerate(listed)}
    for number, suite in enumerate(listed):
        _edges(drawn, number, suite, first, last)
    a_letter_d = (last - first).days / 200
    for kind in ("BLOCKED", "CHANGEOVER", "INTERNAL", "TENTATIVE", "FIRM"):
        for site_id, colour in colours.items():
            rows = [
                row
                for row in bookings[bookings.shown_as == kind].itertuples()
                if row.suite_id in place and place[row.suite_id][1].site_id == site_id
            ]
            if rows:
                _bars(drawn, rows, place, kind, colour, first, last, a_letter_d)
    for site_id, group in suites.groupby("site_id", sort=False):
        top = max(place[suite][0] for suite in group.suite_id)
        if top < len(listed) - 1:
            drawn.add_hline(y=top + 0.5, line={"color": FAINT, "width": 1})
        drawn.add_annotation(
            x=1,
            xref="paper",
            y=top + 0.5 - len(group) / 2,
            yanchor="middle",
            xanchor="left",
            textangle=90,
            text=f'<b><span style="color:{colours[str(site_id)]}">■</span> {words(group.site.iloc[0])}</b>',
            showarrow=False,
            font={"size": 11, "color": TEXT},
        )
    # Suites without a booking have their line all the same.
    drawn.add_scatter(
        x=[first.isoformat()] * len(listed),
        y=list(range(len(listed))),
        mode="markers",
        marker={"opacity": 0},
        hoverinfo="skip",
    )
    if first <= as_of <= last:
        mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(listed))),
        ticktext=[f"{words(suite.name)}" + (f" ×{suite.units}" if suite.units > 1 else "") for suite in listed],
        range=[-0.6, len(listed) - 0.4],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    drawn.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()], gridcolor=FAINTER)
    return drawn


def _edges(drawn: Drawing, number: int, suite: Any, first: date, last: date) -> None:
    """Shade the days on which a suite does not stand ready."""
    ready = suite.gmp_ready_on or last
    for begin, end in ((first, min(ready, last)), (suite.retired_on, last)):
        if begin is not None and max(begin, first) < end:
            drawn.add_shape(
                type="rect",
                x0=max(begin, first).isoformat(),
                x1=end.isoformat(),
                y0=number - 0.45,
                y1=number + 0.45,
                fillcolor=FAINTER,
                line={"width": 0},
                layer="below",
            )


def _bars(
    drawn: Drawing,
    rows: Sequence[Any],
    place: dict[str, tuple[int, Any]],
    kind: str,
    colour: str,
    first: date,
    last: date,
    a_letter_d: float,
) -> None:
    middles, widths, starts, lengths, texts, hovers = [], [], [], [], [], []
    for row in rows:
        number, suite = place[row.suite_id]
        lanes = 1 if kind == "BLOCKED" else suite.units
        width = 0.86 / lanes
        start, end = max(row.start_on, first), min(row.end_on, last + timedelta(days=1))
        middles.append(number + 0.43 - width * (min(row.lane, lanes - 1) + 0.5))
        widths.append(width * (0.5 if kind == "CHANGEOVER" else 0.92))
        starts.append(start.isoformat())
        lengths.append((end - start).days * DAY_MS)
        name = row.product or ("" if kind in ("CHANGEOVER", "BLOCKED") else wording.title(wording.booking(row.kind)))
        fits = lanes == 1 and (end - start).days > a_letter_d * (len(name) + 2)
        texts.append(words(name) if fits else "")
        hovers.append(_told(row, kind, suite))
    drawn.add_bar(
        orientation="h",
        y=middles,
        base=starts,
        x=lengths,
        width=widths,
        marker=look(kind, colour),
        text=texts,
        textposition="inside",
        insidetextanchor="middle",
        textfont={"size": 10, "color": text_in(kind, colour)},
        hovertext=hovers,
        hoverinfo="text",
        constraintext="none",
        textangle=0,
    )


def _told(row: Any, kind: str, suite: Any) -> str:
    whose = " · ".join(words(part) for part in (row.product, row.partner, row.campaign_id) if part)
    what = wording.booked_as(kind)
    if kind == "BLOCKED":
        what = _("blocked ({why})").format(why=wording.booking(row.kind))
    lines = [
        f"<b>{words(suite.name)}</b>, {words(what)}",
        whose,
        _("{first} to {last}, {days}").format(
            first=formats.day(row.start_on),
            last=formats.day(row.end_on - timedelta(days=1)),
            days=formats.days((row.end_on - row.start_on).days),
        ),
        _("option until {day}").format(day=formats.day(row.option_expires_on)) if row.option_expires_on else "",
    ]
    return "<br>".join(filter(None, lines))
