"""A client's gates, a line for each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED
from dualsite.screens.shared.figures.rows import cut, name_rows, note, write
from dualsite.screens.shared.figures.style import FAINT, INK, WATCH, figure, mark_day, words


@cached_by_content
def gates(rows: pd.DataFrame, as_of: date) -> go.Figure:
    """One line per gate: first committed, latest agreed, and reached or expected, with the owner of the next move.

    `rows` as `insights.clients.plan.gates` gives them; gates without any day are left to the table.
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
        shown = [(place, row, day) for place, row, day in shown if day is not None]
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
    notes = []
    for place, row in enumerate(listed):
        day = row["reached_on"] or row["due_on"]
        said = formats.day(day)
        if row["state"] == OVERDUE:
            said = _("{day} ▲ overdue").format(day=said)
        if row["state"] != REACHED:
            owner = words(_("move of {owner}").format(owner=cut(row["owner"], 24)))
            said += f" · <b>{owner}</b>" if row["is_next"] else f" · {owner}"
        last = max(one for one in (row["baseline_on"], row["agreed_on"], day) if one)
        notes.append(note(said, last.isoformat(), place, xanchor="left", xshift=11))
    write(drawn, notes)
    name_rows(drawn, [row["name"] for row in listed])
    places = {}
    for place, row in enumerate(listed):
        places[row["subject"]] = place
    for subject, top in places.items():
        if top < len(listed) - 1:
            drawn.add_hline(y=top + 0.5, line={"color": FAINT, "width": 1})
        write(drawn, [note(f"<b>{words(cut(subject, 40))}</b>", 1, top, xref="paper", xanchor="right", size=12)])
    mark_day(drawn, as_of, formats.day(as_of))
    days = [row[name] for row in listed for name in ("baseline_on", "agreed_on", "due_on", "reached_on") if row[name]]
    spread = max((max([*days, as_of]) - min([*days, as_of])).days, 200)
    drawn.update_xaxes(
        type="date",
        range=[
            (min([*days, as_of]) - timedelta(days=spread // 30)).isoformat(),
            (max([*days, as_of]) + timedelta(days=spread * 4 // 10)).isoformat(),
        ],
    )
    return drawn


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
    return "<br>".join([*lines, words(_("move of {owner}").format(owner=row["owner"]))])
