"""Stages by quarter: what is open, what is held by options, and what may be needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights import wording
from dualsite.palette import BAD, GOOD, INK, WATCH
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.stretches import look
from dualsite.screens.shared.figures.style import TEXT, figure, words

ROW = 168
"""Height of a stage in px."""

TOP, BOTTOM = 8, 34

TITLE, GAP = 0.15, 0.04
"""Parts of a row: for its title, and below it."""

NEEDED = "#5B6B7F"
"""What bids need, of all sites together, which no site's colour may stand for."""

_WIDE, _NARROW = 0.82, 0.22


@cached_by_content
def oversell(rows: pd.DataFrame, ignores_options: bool, cell: str) -> Drawing:
    """A row of quarters per stage. Wide: open suite-days, options hatched on top. Narrow: what is certain solid, what
    is expected beyond it outlined; beside it P50 and P90. Above: the probability. `cell` is outlined.

    `rows` as `insights.pipeline.cells.drawn` gives them; selecting a mark of a quarter with bids gives its `cell`.
    """
    # Rows once as plain Python: reading a column or a row of a frame costs more than what is drawn of it.
    by_stage: dict[str, list[Any]] = {}
    for row in rows.itertuples():
        by_stage.setdefault(row.stage, []).append(row)
    stages = list(by_stage)
    height = TOP + BOTTOM + ROW * max(len(stages), 1)
    drawn = figure(height, left=52, right=8, top=TOP, bottom=BOTTOM, barmode="overlay", bargap=0)
    quarters = sorted(set(rows.quarter))
    place = {quarter: number for number, quarter in enumerate(quarters)}
    for number, (stage, of_stage) in enumerate(by_stage.items()):
        axis = "y" if number == 0 else f"y{number + 1}"
        top = 1 - number / len(stages)
        most = max(1, *(max(row.expected_d, row.p90_d, row.open_d + row.options_d) for row in of_stage))
        _draw_stage(drawn, of_stage, place, axis, ignores_options, cell)
        _say(drawn, of_stage, place, axis, above=most * 0.05)
        drawn.set_axis(
            f"yaxis{number + 1 if number else ''}",
            domain=[top - (1 - GAP) / len(stages), top - TITLE / len(stages)],
            range=[0, most * 1.4],
            nticks=4,
            zeroline=False,
            tickfont={"color": TEXT},
            anchor="x",
        )
        drawn.add_annotation(
            x=0,
            y=top - TITLE / len(stages) / 2,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="middle",
            text=f"<b>{words(wording.title(wording.stage(stage)))}</b>, {words(_('suite-days'))}",
            showarrow=False,
            font={"size": 12},
        )
    drawn.update_xaxes(
        tickvals=list(place.values()),
        ticktext=[formats.quarter(quarter) for quarter in quarters],
        range=[-0.5, len(quarters) - 0.5],
        showgrid=False,
        zeroline=False,
        anchor="free",
        position=0,
        tickangle=0,
    )
    return drawn


def _draw_stage(
    drawn: Drawing, rows: Sequence[Any], place: dict[Any, int], axis: str, ignores_options: bool, cell: str
) -> None:
    """`rows` are those of the stage."""
    at = [place[row.quarter] for row in rows]
    beside = [one - 0.16 for one in at]
    free = [row.open_d - (row.options_d if ignores_options else 0) for row in rows]
    certain = [row.certain_d for row in rows]
    told = {row.quarter: _told(row) for row in rows}
    common: dict[str, Any] = {
        "yaxis": axis,
        "customdata": [_chosen_by(row) for row in rows],
        "hovertext": list(told.values()),
        "hoverinfo": "text",
    }
    outline = [2.5 if row.cell == cell else 1 for row in rows]
    drawn.add_bar(
        x=at, y=free, width=_WIDE, marker={**look("OPEN", INK), "line": {"color": INK, "width": outline}}, **common
    )
    options = [row.options_d for row in rows]
    drawn.add_bar(x=at, y=options, base=free, width=_WIDE, marker=look("TENTATIVE", INK), **common)
    drawn.add_bar(
        x=beside,
        y=certain,
        width=_NARROW,
        marker={"color": NEEDED, "line": {"color": NEEDED, "width": 0.5}},
        **common,
    )
    drawn.add_bar(
        x=beside,
        y=[row.expected_d - row.certain_d for row in rows],
        base=certain,
        width=_NARROW,
        marker={"color": "rgba(91,107,127,0.28)", "line": {"color": NEEDED, "width": 1.25}},
        **common,
    )
    needed = [row for row in rows if row.all_d]
    x: list[float | None] = []
    y: list[int | None] = []
    for row in needed:
        x += [place[row.quarter] + 0.16] * 2 + [None]
        y += [row.p50_d, row.p90_d, None]
    drawn.add_scatter(x=x, y=y, mode="lines", yaxis=axis, line={"color": INK, "width": 2}, hoverinfo="skip")
    colours = [_colour(row.p_oversell) for row in needed]
    for value, symbol, size in (("p50_d", "diamond", 9), ("p90_d", "line-ew-open", 14)):
        drawn.add_scatter(
            x=[place[row.quarter] + 0.16 for row in needed],
            y=[getattr(row, value) for row in needed],
            mode="markers",
            yaxis=axis,
            marker={"symbol": symbol, "size": size, "color": colours, "line": {"width": 2.5, "color": colours}},
            hovertext=[told[row.quarter] for row in needed],
            hoverinfo="text",
            customdata=[_chosen_by(row) for row in needed],
        )


def _say(drawn: Drawing, rows: Sequence[Any], place: dict[Any, int], axis: str, above: float) -> None:
    """The probability in words and number, a little above whatever is drawn of the quarter."""
    needed = [row for row in rows if row.all_d]
    drawn.add_scatter(
        x=[place[row.quarter] for row in needed],
        y=[max(row.open_d + row.options_d, row.p90_d) + above for row in needed],
        mode="text",
        yaxis=axis,
        text=[
            f"{_sign(row.p_oversell)} {words(row.in_words)}" + (f"<br>{words(row.chance)}" if row.p_oversell else "")
            for row in needed
        ],
        textposition="top center",
        textfont={"size": 11, "color": TEXT},
        hoverinfo="skip",
    )


def _chosen_by(row: Any) -> list[str]:
    """What a click on a mark chooses: its quarter, where there are bids to be shown."""
    return [row.cell if row.all_d > row.certain_d else ""]


def _sign(probability: float) -> str:
    return "✓" if probability <= 0.2 else "▲" if probability <= 0.5 else "✕"


def _colour(probability: float) -> str:
    return GOOD if probability <= 0.2 else WATCH if probability <= 0.5 else BAD


def _told(row: Any) -> str:
    lines = [
        f"<b>{words(wording.title(wording.stage(row.stage)))}, {formats.quarter(row.quarter)}</b>",
        _("Probability oversold {chance}: {words}").format(chance=row.chance, words=row.in_words),
        _("{open} suite-days open, {options} held by options").format(
            open=formats.number(row.open_d), options=formats.number(row.options_d)
        ),
        _("Won and not booked: {days}").format(days=formats.number(row.certain_d)),
        _("Expected {expected}, P50 {p50}, P90 {p90}, all won {all}").format(
            expected=formats.number(row.expected_d),
            p50=formats.number(row.p50_d),
            p90=formats.number(row.p90_d),
            all=formats.number(row.all_d),
        ),
    ]
    return "<br>".join(lines)
