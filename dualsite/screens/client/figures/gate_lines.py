"""A client's gates, a line for each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.insights.clients.own_gates import end_in_words
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED
from dualsite.insights.sight import in_sight, sight
from dualsite.palette import INK, WATCH
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import Note, cut, name_rows, note
from dualsite.screens.shared.figures.sight import beyond
from dualsite.screens.shared.figures.style import FAINT, figure, mark_day, words


@cached_by_content
def gates(rows: pd.DataFrame, as_of: date) -> Drawing:
    """One line per gate: first committed, latest agreed, and reached or expected, with the owner of the next move.

    `rows` as `insights.clients.own_gates.gates` gives them; gates without any day are left to the table.
    """
    dated = rows.loc[[row.due_on is not None or row.reached_on is not None for row in rows.itertuples()]]
    listed = list(dated.iloc[::-1].to_dict("records"))
    drawn = figure(54 + 22 * max(len(dated), 1), top=22, right=16, bottom=26)
    lines_x: list[str | None] = []
    lines_y: list[int | None] = []
    for place, row in enumerate(listed):
        days = [day for day in (row["baseline_on"], row["agreed_on"], row["reached_on"] or row["due_on"]) if day]
        lines_x += [min(days).isoformat(), max(days).isoformat(), None]
        lines_y += [place, place, None]
    drawn.add_scatter(x=lines_x, y=lines_y, mode="lines", line={"color": FAINT, "width": 5}, hoverinfo="skip")
    end = {True: "reached_on", False: "due_on"}
    for name, symbol, size, colour, is_of in (
        ("baseline_on", "line-ns-open", 11, INK, lambda row: True),
        ("agreed_on", "diamond-open", 9, INK, lambda row: True),
        ("end", "circle", 10, INK, lambda row: row["state"] == REACHED),
        ("end", "circle-open", 11, INK, lambda row: row["state"] == EXPECTED),
        ("end", "triangle-up", 12, WATCH, lambda row: row["state"] == OVERDUE),
    ):
        shown = [
            (place, row, row[end[row["state"] == REACHED] if name == "end" else name])
            for place, row in enumerate(listed)
            if is_of(row)
        ]
        shown = [(place, row, day) for place, row, day in shown if in_sight(day, as_of)]
        if not shown:
            continue
        drawn.add_scatter(
            x=[day.isoformat() for _place, _row, day in shown],
            y=[place for place, _row, _day in shown],
            mode="markers",
            marker={"symbol": symbol, "size": size, "color": colour, "line": {"width": 2, "color": colour}},
            hovertext=[_gate_told(row) for _place, row, _day in shown],
            hoverinfo="text",
        )
    drawn.add_annotations(_notes(listed, as_of))
    name_rows(drawn, [row["name"] for row in listed])
    places = {}
    for place, row in enumerate(listed):
        places[row["subject"]] = place
    for subject, top in places.items():
        if top < len(listed) - 1:
            drawn.add_hline(y=top + 0.5, line={"color": FAINT, "width": 1})
        name = f"<b>{words(cut(subject, 40))}</b>"
        drawn.add_annotations([note(name, 1, top, xref="paper", xanchor="right", size=12)])
    mark_day(drawn, as_of, formats.day(as_of))
    placed = [
        (row[name], place)
        for place, row in enumerate(listed)
        for name in ("baseline_on", "agreed_on", "due_on", "reached_on")
    ]
    first, last = sight((day for day, _place in placed), as_of)
    spread = max((last - first).days, 200)
    first, last = first - timedelta(days=spread // 30), last + timedelta(days=spread * 4 // 10)
    drawn.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()])
    drawn.add_annotations(beyond(placed, first, last, as_of, over=dict.fromkeys(range(len(listed)), 2)))
    return drawn


def _notes(listed: list[dict[str, Any]], as_of: date) -> list[Note]:
    """Behind the last mark of each gate: the day, and whose move it is."""
    notes = []
    for place, row in enumerate(listed):
        day, said = row["reached_on"] or row["due_on"], end_in_words(row)
        if row["state"] != REACHED:
            owner = words(wording.move_of(cut(row["owner"], 24)))
            said += f" · <b>{owner}</b>" if row["is_next"] else f" · {owner}"
        last = sight((row["baseline_on"], row["agreed_on"], day), as_of)[1]
        if in_sight(day, as_of):
            last = max(one for one in (row["baseline_on"], row["agreed_on"], day) if in_sight(one, as_of))
        notes.append(note(said, last.isoformat(), place, xanchor="left", xshift=11))
    return notes


def _gate_told(row: dict[str, Any]) -> str:
    lines = [f"<b>{words(row['name'])}</b>", words(row["subject"])]
    for name, said in (
        ("baseline_on", _("first committed {day}")),
        ("agreed_on", _("latest agreed {day}")),
        ("forecast_on", _("forecast {day}")),
        ("reached_on", _("reached {day}")),
    ):
        if row[name]:
            lines.append(said.format(day=formats.day(row[name])))
    return "<br>".join([*lines, words(wording.move_of(row["owner"]))])
