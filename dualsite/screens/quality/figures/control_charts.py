"""The control charts of quality: a row per KPI, a column per site, and one axis of values for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.quality.scale import ends
from dualsite.palette import INK
from dualsite.screens.shared.figures.control_chart import LOOKS, PLAIN
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import Note, note
from dualsite.screens.shared.figures.style import FAINTER, TEXT, figure, words

ROW, TITLE = 128, 40
"""Height of a chart, and what of it the line over it takes, in px."""

TOP, BOTTOM = 26, 40

GAP, NARROW = 0.03, 0.55
"""The part of the width between two sites, and the width of a site without limits beside one that has them."""


@dataclass(frozen=True)
class ChartTitle:
    """What stands over one chart."""

    kpi_id: str
    site_id: str
    name: str
    standing: str
    is_signal: bool


@dataclass(frozen=True)
class _Cell:
    """Where one chart stands: the number of its row and of its column, from the top left."""

    row: int
    column: int

    @property
    def axes(self) -> dict[str, str]:
        return {"xaxis": f"x{self.column + 1 if self.column else ''}", "yaxis": f"y{self.row + 1 if self.row else ''}"}


@cached_by_content
def control_charts(points: pd.DataFrame, titles: Sequence[ChartTitle], sites: Mapping[str, tuple[str, str]]) -> Drawing:
    """Months as points over their limits, the mean thin, the target dotted; a click on one gives its `name`.

    `points` as `insights.quality.charts.points` gives them; `titles`, row by row, what stands over each chart; `sites`
    by id, their names and colours.
    """
    kpis, columns = list(dict.fromkeys(one.kpi_id for one in titles)), list(sites)
    places = _places([bool(points.takes_part[points.site_id == site].any()) for site in sites])
    drawn = figure(TOP + BOTTOM + ROW * len(kpis), left=44, right=10, top=TOP, bottom=BOTTOM)
    _lay_out(drawn, points, kpis, places)
    notes = [_heading(*sites[site], left) for site, (left, _right) in zip(columns, places, strict=True)]
    for title in titles:
        cell = _Cell(kpis.index(title.kpi_id), columns.index(title.site_id))
        here = list(points[(points.kpi_id == title.kpi_id) & (points.site_id == title.site_id)].itertuples())
        _draw(drawn, here, cell, sites[title.site_id][1])
        notes += [_title(title, places[cell.column][0], 1 - cell.row / len(kpis)), *_names(here, cell)]
    drawn.add_annotations(notes)
    return drawn


def _places(has_limits: Sequence[bool]) -> list[tuple[float, float]]:
    """The left and right end of each column, 0 to 1; one without any limits, which has little to show, is narrower."""
    weights = [1.0 if has or not any(has_limits) else NARROW for has in has_limits]
    wide = (1 - GAP * (len(weights) - 1)) / sum(weights)
    ends, left = [], 0.0
    for weight in weights:
        ends.append((left, min(left + weight * wide, 1.0)))
        left += weight * wide + GAP
    return ends


def _lay_out(drawn: Drawing, points: pd.DataFrame, kpis: Sequence[str], places: Sequence[tuple[float, float]]) -> None:
    months = sorted(set(points.month))
    for column, (left, right) in enumerate(places):
        drawn.set_axis(
            f"xaxis{column + 1 if column else ''}",
            domain=[left, right],
            type="date",
            range=[months[0].isoformat(), months[-1].isoformat()] if months else None,
            showgrid=False,
            zeroline=False,
            nticks=5,
            tickangle=0,
            tickformat="%b<br>%Y",
            tickfont={"color": TEXT, "size": 11},
            anchor="free",
            position=0,
        )
    for row, kpi in enumerate(kpis):
        of_kpi = points[points.kpi_id == kpi]
        top = 1 - row / len(kpis)
        low, high = ends(of_kpi)
        drawn.set_axis(
            f"yaxis{row + 1 if row else ''}",
            domain=[top - 0.94 / len(kpis), top - TITLE / ROW / len(kpis)],
            range=[low, high],
            nticks=3,
            showgrid=False,
            zeroline=False,
            tickformat=".0%" if len(of_kpi) and of_kpi.unit.iloc[0] == "fraction" else ",~r",
            tickfont={"color": TEXT, "size": 11},
            anchor="x",
        )


def _draw(drawn: Drawing, rows: Sequence[Any], cell: _Cell, colour: str) -> None:
    if judged := [row for row in rows if row.takes_part]:
        _limits(drawn, judged, cell)
    months = [row.month.isoformat() for row in rows]
    if rows and not pd.isna(rows[-1].target):
        _level(drawn, [months[0], months[-1]], rows[-1].target, "dot", 2, cell)
    looks = [LOOKS.get(row.variation, PLAIN) for row in rows]
    drawn.add_scatter(
        x=months,
        y=[row.value for row in rows],
        mode="lines+markers",
        line={"color": colour, "width": 1.5},
        marker={
            "size": [5 if row.named is None else 10 for row in rows],
            "color": [colour if row.named is None else look.colour for row, look in zip(rows, looks, strict=True)],
            "symbol": [look.symbol if row.takes_part else "circle-open" for row, look in zip(rows, looks, strict=True)],
            "opacity": 1,
        },
        customdata=[[row.name] for row in rows],
        hovertext=[_told(row) for row in rows],
        hoverinfo="text",
        cliponaxis=False,
        **cell.axes,
    )


def _limits(drawn: Drawing, judged: Sequence[Any], cell: _Cell) -> None:
    """The band between the limits, and the mean within it."""
    at = [row.month.isoformat() for row in judged]
    drawn.add_scatter(
        x=[*at, *reversed(at)],
        y=[*(row.upper for row in judged), *(row.lower for row in reversed(judged))],
        mode="lines",
        line={"color": INK, "width": 1, "dash": "dash"},
        fill="toself",
        fillcolor=FAINTER,
        hoverinfo="skip",
        **cell.axes,
    )
    _level(drawn, [at[0], at[-1]], judged[0].centre, "solid", 1, cell)


def _level(drawn: Drawing, ends: list[str], value: float, dash: str, width: float, cell: _Cell) -> None:
    """A line across the chart."""
    drawn.add_scatter(
        x=ends,
        y=[value] * 2,
        mode="lines",
        line={"color": INK, "width": width, "dash": dash},
        hoverinfo="skip",
        **cell.axes,
    )


def _told(row: Any) -> str:
    lines = [f"<b>{words(formats.month(row.month))}: {words(row.in_words)}</b>", f"n = {formats.number(row.n)}"]
    if row.takes_part:
        lower, centre, upper = (formats.measure(one, row.unit) for one in (row.lower, row.centre, row.upper))
        lines.append(words(_("limits {lower} to {upper}, mean {mean}").format(lower=lower, upper=upper, mean=centre)))
    lines += [words(row.rules)] if row.rules else []
    return "<br>".join(lines)


def _heading(name: str, colour: str, left: float) -> Note:
    """The name of a site over its charts, in its colour."""
    text = f'<span style="color:{colour}">■</span> <b>{words(name)}</b>'
    return note(text, left, 1, size=12, xref="paper", yref="paper", xanchor="left", yanchor="bottom")


def _title(title: ChartTitle, left: float, top: float) -> Note:
    text = f"<b>{words(title.name)}</b><br>{'▲ ' if title.is_signal else ''}{words(title.standing)}"
    where: Note = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
    return note(text, left, top, yshift=-3, **where)


def _names(rows: Sequence[Any], cell: _Cell) -> list[Note]:
    """The name of its rule beside the last of the months in a row that one marks the same way."""
    named = []
    for place, row in enumerate(rows):
        follows = rows[place + 1] if place + 1 < len(rows) else None
        if row.named is None or (follows and (follows.named, follows.variation) == (row.named, row.variation)):
            continue
        is_above = row.value >= row.centre
        named.append(
            note(
                words(_(row.named)),
                row.month.isoformat(),
                row.value,
                xref=cell.axes["xaxis"],
                yref=cell.axes["yaxis"],
                xanchor="right" if place > len(rows) / 2 else "left",
                yanchor="bottom" if is_above else "top",
                yshift=5 if is_above else -5,
            )
        )
    return named
