"""How far stated targets have moved."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.sight import in_sight, sight
from dualsite.palette import site_colours
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import cited, figure, mark_day, words


@cached_by_content
def slips(statements: pd.DataFrame, as_of: date, spoken_of: str | None, height: int = 340) -> Drawing:
    """The day stated as target against the day it was stated, one line per milestone that was stated at least twice.

    A level line is a target that held; a rising one slipped. The milestone `spoken_of` stands out.
    """
    drawn = figure(height, left=81, top=22, right=190)
    said = statements.dropna(subset=["target_on"])
    colours = site_colours(statements.site_id) if len(statements) else {}
    ends: list[tuple[date, str, bool]] = []
    for milestone, group in said.groupby("milestone_id", sort=True):
        if len(group) < 2:
            continue
        stands_out = milestone == spoken_of
        last = group.iloc[-1]
        drawn.add_scatter(
            x=[*(day.isoformat() for day in group.stated_on), as_of.isoformat()],
            y=[*(day.isoformat() for day in group.target_on), last.target_on.isoformat()],
            mode="lines",
            line={"color": colours[last.site_id], "width": 3 if stands_out else 1.25, "shape": "hv"},
            opacity=1 if stands_out else 0.55,
            hoverinfo="skip",
        )
        drawn.add_scatter(
            x=[day.isoformat() for day in group.stated_on],
            y=[day.isoformat() for day in group.target_on],
            mode="markers",
            marker={"size": 9 if stands_out else 6, "color": colours[last.site_id]},
            hovertext=[
                f"<b>{words(last['name'])}</b><br>{formats.day(row.stated_on)}: “{words(row.target_text)}”" + cited(row)
                for row in group.itertuples()
            ],
            hoverinfo="text",
        )
        ends.append((last.target_on, last["name"], stands_out))
    if not ends:
        return drawn
    low, high = (
        (min(seen), max(seen)) if (seen := [day for day in said.target_on if in_sight(day, as_of)]) else (as_of, as_of)
    )
    low, high = low - timedelta(days=120), high + timedelta(days=120)
    ends = [
        (target, words(name), stands_out)
        if in_sight(target, as_of)
        else (
            high if target > as_of else low,
            f"{words(name)}<br>{formats.day(target)}",
            stands_out,
        )
        for target, name, stands_out in ends
    ]
    heights = [(high - target).days / (high - low).days * (height - 60) for target, _name, _out in ends]
    for shift, (target, name, stands_out) in zip(_spread(heights), ends, strict=True):
        drawn.add_annotation(
            x=as_of.isoformat(),
            y=target.isoformat(),
            text=f"<b>{name}</b>" if stands_out else name,
            showarrow=False,
            xanchor="left",
            xshift=6,
            yshift=-shift,
            font={"size": 11},
        )
    first = sight(said.stated_on, as_of)[0] - timedelta(days=60)
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(
        title={"text": _("Stated on")}, showgrid=False, range=[first.isoformat(), as_of.isoformat()], nticks=5
    )
    drawn.update_yaxes(title={"text": _("Target")}, range=[low.isoformat(), high.isoformat()], nticks=7)
    return drawn


def _spread(heights: list[float], apart: float = 14) -> list[float]:
    """By how many px to move labels down so that they stand at least `apart`; in the order given."""
    moved = [0.0] * len(heights)
    below = float("-inf")
    for place in sorted(range(len(heights)), key=lambda place: heights[place]):
        at = max(heights[place], below + apart)
        moved[place], below = at - heights[place], at
    return moved
