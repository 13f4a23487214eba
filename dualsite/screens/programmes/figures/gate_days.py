"""The gates of one programme along time, with every target that was stated of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.programmes.board import MARKS
from dualsite.insights.programmes.gates import chance_in_words, day_in_words, stated_in_words
from dualsite.insights.programmes.milestones import REACHED
from dualsite.insights.sight import in_sight, sight
from dualsite.palette import BAD, GOOD, INK, WATCH
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import Note, name_rows, note
from dualsite.screens.shared.figures.sight import beyond
from dualsite.screens.shared.figures.style import FAINT, figure, mark_day, words

ROW = 30
_COLOURS = {"good": GOOD, "watch": WATCH, "bad": BAD}
_SIGNS = {"good": "✓", "watch": "▲", "bad": "✗"}
_DAYS = ("baseline_on", "agreed_on", "reached_on", "p50_on", "p80_on")


@cached_by_content
def gate_days(rows: pd.DataFrame, statements: pd.DataFrame, as_of: date) -> Drawing:
    """One line per gate: first committed, each target stated since, agreed, reached, or the days from P50 to P80.

    `rows` as `insights.programmes.gates.of_programme` gives them, `statements` those of them that `gates.statements`
    gives. Milestones without any day are left to the table.
    """
    listed = [row for row in rows.iloc[::-1].to_dict("records") if any(row[name] for name in (*_DAYS, "due_on"))]
    drawn = figure(56 + ROW * max(len(listed), 1), top=24, right=16, bottom=28)
    stated: list[tuple[int, date, str]] = [
        (
            place,
            said.target_on,
            stated_in_words(said),
        )
        for place, row in enumerate(listed)
        for said in statements.itertuples()
        if said.milestone_id == row["milestone_id"] and said.target_on is not None
    ]
    _lines(drawn, listed, stated, as_of)
    for place, row in enumerate(listed):
        if row["p50_on"] is not None:
            colour = _COLOURS.get(MARKS.get(row["standing"], ""), INK)
            drawn.add_scatter(
                x=[row["p50_on"].isoformat(), max(row["p80_on"], row["p50_on"] + timedelta(days=1)).isoformat()],
                y=[place, place],
                mode="lines",
                line={"color": colour, "width": 9},
                hovertext=_told(row),
                hoverinfo="text",
            )
    for name, symbol, size in (
        ("baseline_on", "line-ns-open", 13),
        ("agreed_on", "diamond-open", 9),
        ("reached_on", "circle", 10),
    ):
        shown = [(place, row) for place, row in enumerate(listed) if in_sight(row[name], as_of)]
        _marks(drawn, [(place, row[name], _told(row)) for place, row in shown], symbol, size)
    _marks(drawn, [one for one in stated if in_sight(one[1], as_of)], "x-thin-open", 8)
    name_rows(drawn, [row["name"] for row in listed], 30)
    mark_day(drawn, as_of, formats.day(as_of))
    placed = [(row[name], place) for place, row in enumerate(listed) for name in (*_DAYS, "due_on")]
    first, last = sight((day for day, _place in placed), as_of)
    spread = max((last - first).days, 200)
    first, last = first - timedelta(days=spread // 30), last + timedelta(days=spread * 45 // 100)
    drawn.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()])
    drawn.add_annotations([*_notes(listed, as_of), *beyond(placed, first, last, as_of)])
    return drawn


def _lines(drawn: Drawing, listed: list[dict[str, Any]], stated: list[tuple[int, date, str]], as_of: date) -> None:
    """A faint line from the first day of each gate to the last."""
    x: list[str | None] = []
    y: list[int | None] = []
    for place, row in enumerate(listed):
        days = [row[name] for name in _DAYS] + [day for other, day, _said in stated if other == place]
        days = [day for day in days if in_sight(day, as_of)]
        if days:
            x += [min(days).isoformat(), max(days).isoformat(), None]
            y += [place, place, None]
    drawn.add_scatter(x=x, y=y, mode="lines", line={"color": FAINT, "width": 3}, hoverinfo="skip")


def _marks(drawn: Drawing, shown: list[tuple[int, date, str]], symbol: str, size: int) -> None:
    if shown:
        drawn.add_scatter(
            x=[day.isoformat() for _place, day, _said in shown],
            y=[place for place, _day, _said in shown],
            mode="markers",
            marker={"symbol": symbol, "size": size, "color": INK, "line": {"width": 2, "color": INK}},
            hovertext=[said for _place, _day, said in shown],
            hoverinfo="text",
        )


def _notes(listed: list[dict[str, Any]], as_of: date) -> list[Note]:
    """Behind the last mark of each gate: the day, and how likely the agreed one is missed."""
    notes = []
    for place, row in enumerate(listed):
        days = [row[name] for name in (*_DAYS, "due_on") if in_sight(row[name], as_of)]
        if not days:
            continue
        said = day_in_words(row)
        if row["state"] != REACHED and row["missed"] is not None:
            mark = MARKS.get(row["standing"], "watch")
            sign = f'<span style="color:{_COLOURS[mark]}">{_SIGNS[mark]}</span>'
            said = f"{said} {sign} {words(chance_in_words(row['missed']))}"
        said = f"<b>{said}</b>" if row["is_next"] else said
        notes.append(note(said, max(days).isoformat(), place, xanchor="left", xshift=11))
    return notes


def _told(row: dict[str, Any]) -> str:
    lines = [f"<b>{words(row['name'])}</b>"]
    for name, said in (
        ("baseline_on", _("first committed {day}")),
        ("agreed_on", _("latest agreed {day}")),
        ("forecast_on", _("forecast {day}")),
        ("p50_on", _("50% by {day}")),
        ("p80_on", _("80% by {day}")),
        ("reached_on", _("reached {day}")),
    ):
        if row[name]:
            lines.append(said.format(day=formats.day(row[name])))
    return "<br>".join([*lines, words(wording.move_of(row["owner"]))])
