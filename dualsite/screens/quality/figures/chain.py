"""How a deviation came back: each time it was opened as a bar along time, and under it the CAPA that followed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _, pgettext
from dualsite.insights.quality.chains import TIMES_DRAWN, became_in_words, opened_in_words
from dualsite.palette import INK, SOLID
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import Note, name_rows, note
from dualsite.screens.shared.figures.stretches import DAY_MS
from dualsite.screens.shared.figures.style import figure, mark_day, words

ROW = 40


@cached_by_content
def chain(rows: pd.DataFrame, as_of: date) -> Drawing:
    """A line per deviation, the last on top. Solid: open to closed; outlined below: its CAPA, with what became of it.

    `rows` as those of `insights.quality.chains.chain`.
    """
    events = rows.drop_duplicates("event_id").tail(TIMES_DRAWN)
    place = {event: number for number, event in enumerate(events.event_id)}
    shown = [row for row in rows.itertuples() if row.event_id in place]
    capas = [row for row in shown if row.capa_opened_on]
    drawn = figure(ROW * len(place) + 56, top=22, right=16, barmode="overlay")
    _stretch(
        drawn,
        [(row.opened_on, row.closed_on or as_of, place[row.event_id] + 0.16) for row in events.itertuples()],
        [_told(_("Deviation"), row.opened_on, row.closed_on) for row in events.itertuples()],
        {"color": SOLID, "line": {"color": SOLID, "width": 1}},
    )
    _stretch(
        drawn,
        [(row.capa_opened_on, row.capa_closed_on or as_of, place[row.event_id] - 0.16) for row in capas],
        [_told(_("CAPA"), row.capa_opened_on, row.capa_closed_on) for row in capas],
        {"color": "rgba(0,0,0,0)", "line": {"color": INK, "width": 1.25}},
    )
    name_rows(drawn, [opened_in_words(row) for row in events.itertuples()])
    mark_day(drawn, as_of, _("as of {day}").format(day=formats.day(as_of)))
    drawn.add_annotations([_became(row, place[row.event_id], as_of) for row in capas])
    drawn.update_xaxes(type="date", showgrid=False, zeroline=False, nticks=7, tickangle=0)
    return drawn


def _stretch(drawn: Drawing, bars: list[tuple[date, date, float]], told: list[str], look: dict[str, Any]) -> None:
    drawn.add_bar(
        base=[since.isoformat() for since, _until, _at in bars],
        x=[max((until - since).days, 1) * DAY_MS for since, until, _at in bars],
        y=[at for _since, _until, at in bars],
        orientation="h",
        width=0.26,
        marker=look,
        hovertext=told,
        hoverinfo="text",
    )


def _told(what: str, since: date, until: date | None) -> str:
    ended = _("closed {day}").format(day=formats.day(until)) if until else pgettext("a deviation", "open")
    return words(formats.listed([what, _("opened {day}").format(day=formats.day(since)), ended]))


def _became(row: Any, place: int, as_of: date) -> Note:
    """Whether the CAPA worked, beside its end."""
    text = words(became_in_words(row))
    return note(text, (row.capa_closed_on or as_of).isoformat(), place - 0.16, xanchor="left", xshift=4)
