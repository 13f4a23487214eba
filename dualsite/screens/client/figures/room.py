"""Figures of the client room: the time booked, the gates, and what is forecast and reserved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED
from dualsite.screens.shared.figures.rows import NOTHING, cut, name_rows, note, write
from dualsite.screens.shared.figures.style import (
    FAINT,
    FAINTER,
    GOOD,
    INK,
    TEXT,
    WATCH,
    figure,
    mark_day,
    words,
)

ROW = 26
_DAY_MS = 86_400_000


def bookings(rows: pd.DataFrame, as_of: date, until: date) -> go.Figure:
    """The booked time from the as-of day to `until`, one row each: firm filled, options outlined.

    `rows` as `answers.room_plan.bookings` gives them; bars that began before or end after are cut.
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
            f"{formats.day(row.start_on)} – {formats.day(row.end_on - timedelta(days=1))}"
            if row.is_firm
            else _("option to {day}").format(day=formats.day(row.option_on)),
            1,
            place,
            xref="paper",
            xanchor="left",
            xshift=4,
            size=10,
        )
        for place, row in enumerate(listed)
    ]
    write(drawn, notes)
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(
        type="date",
        range=[(as_of - timedelta(days=2)).isoformat(), until.isoformat()],
        tickformat="%-d %b",
        showgrid=True,
    )
    return drawn


def _told(row: Any) -> str:
    lines = [
        f"<b>{words(row.product)}</b>, {words(row.stage)}",
        f"{words(row.suite)}, {words(row.site)}",
        f"{formats.day(row.start_on)} – {formats.day(row.end_on - timedelta(days=1))}",
        f"{row.firmness}" + (f", {row.units} units" if row.units > 1 else ""),
    ]
    return "<br>".join(lines)


def gates_height(rows: pd.DataFrame) -> int:
    """The height in px that the gates need."""
    return 54 + 22 * max(len(rows), 1)


def gates(rows: pd.DataFrame, as_of: date) -> go.Figure:
    """One line per gate: first committed, latest agreed, and reached or expected, with the owner of the next move.

    `rows` as `answers.room_plan.gates` gives them; gates without any day are left to the table.
    """
    dated = rows.loc[[row.due_on is not None or row.reached_on is not None for row in rows.itertuples()]]
    listed = list(dated.iloc[::-1].to_dict("records"))
    drawn = figure(gates_height(dated), top=22, right=16, bottom=26)
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
            said += f" ▲ {_('overdue')}"
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
        ("baseline_on", _("first committed")),
        ("agreed_on", _("latest agreed")),
        ("forecast_on", _("forecast")),
        ("reached_on", _("reached")),
    ):
        if row[name]:
            lines.append(f"{said} {formats.day(row[name])}")
    return "<br>".join([*lines, words(_("move of {owner}").format(owner=row["owner"]))])


def volumes(rows: pd.DataFrame) -> go.Figure:
    """Forecast in kg, reserved in suite-days and used in lots, quarter by quarter, one panel below the other.

    `rows` as `answers.room_volume.quarters` gives them. Solid is firm or has happened, hatched a forecast, outlined an
    option or a plan; a bar mark is what was made. A panel whose table is missing stays empty and says so.
    """
    drawn = figure(390, left=8, right=8, top=10, bottom=24, barmode="stack")
    labels = [formats.quarter(quarter) for quarter in rows.quarter]
    panels = (
        (0.72, 1.0, "y", _("Forecast, kg"), (("firm_kg", FAINT, ""), ("forecast_kg", FAINTER, "/")), "made_kg"),
        (0.36, 0.64, "y2", _("Reserved, suite-days"), (("firm_d", INK, ""), ("option_d", NOTHING, "")), None),
        (0.0, 0.28, "y3", _("Used, lots"), (("started", INK, ""), ("planned", NOTHING, "")), None),
    )
    told = {
        "firm_kg": _("firm"),
        "forecast_kg": _("forecast"),
        "made_kg": _("made"),
        "firm_d": _("firm"),
        "option_d": _("option"),
        "started": _("started"),
        "planned": _("planned"),
    }
    notes = []
    for low, high, axis, title, stacked, mark in panels:
        totals = [0.0] * len(labels)
        is_known = any(value is not None for name, _colour, _shape in stacked for value in rows[name])
        for name, colour, shape in stacked:
            values = [value or 0.0 for value in rows[name]]
            totals = [total + value for total, value in zip(totals, values, strict=True)]
            drawn.add_bar(
                x=labels,
                y=values,
                yaxis=axis,
                width=0.55,
                marker={
                    "color": colour,
                    "line": {"color": INK, "width": 1.25},
                    "pattern": {"shape": shape, "fgcolor": INK, "size": 6},
                },
                hovertext=[
                    f"{label}: {formats.number(value, 1)} {told[name]}<br>{title}"
                    for label, value in zip(labels, values, strict=True)
                ],
                hoverinfo="text",
            )
        made = [value or 0.0 for value in rows[mark]] if mark else []
        if mark:
            drawn.add_scatter(
                x=[label for label, value in zip(labels, made, strict=True) if value],
                y=[value for value in made if value],
                yaxis=axis,
                mode="markers",
                marker={"symbol": "line-ew", "size": 44, "line": {"width": 3, "color": GOOD}},
                hovertext=[
                    f"{label}: {formats.number(value, 1)} kg {told['made_kg']}"
                    for label, value in zip(labels, made, strict=True)
                    if value
                ],
                hoverinfo="text",
            )
        top = max([*totals, *made, 1.0]) * 1.3
        drawn.update_layout(
            {
                f"yaxis{axis[1:]}": {
                    "domain": [low, high],
                    "range": [0, top],
                    "nticks": 4,
                    "title": {"text": title, "font": {"color": TEXT, "size": 11}},
                    "tickfont": {"color": TEXT},
                    "automargin": True,
                }
            }
        )
        for label, total in zip(labels, totals, strict=True):
            if total:
                notes.append(note(formats.number(total), label, total, yref=axis, yanchor="bottom", size=10))
        if not is_known:
            notes.append(note(_("not in the data"), labels[len(labels) // 2], top / 2, yref=axis))
    write(drawn, notes)
    drawn.update_xaxes(anchor="y3", showgrid=False, type="category")
    return drawn
