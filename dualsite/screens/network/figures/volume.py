"""How bioreactor volume grows."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.sight import sight
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import FAINT, cited, figure, mark_day, words


@cached_by_content
def capacity_steps(steps: pd.DataFrame, as_of: date, height: int = 300) -> Drawing:
    """Litres of the network over time: what is installed as a filled line, what is planned as an outline.

    `steps` as `answers.network.capacity_steps` gives them. A step without a day stands at the left edge.
    """
    drawn = figure(height, left=98, top=24, right=24)
    dated = [step.on for step in steps.itertuples() if step.on is not None]
    first, last = sight(dated, as_of)
    first, last = first - timedelta(days=240), last + timedelta(days=400)
    now = 0.0
    installed: list[tuple[date, float]] = [(first, 0.0)]
    planned: list[tuple[date, float]] = []
    for step in steps.itertuples():
        if not step.is_planned:
            installed += [(step.on or first, now), (step.on or first, step.litres)]
            now = step.litres
    installed.append((as_of, now))
    planned.append((as_of, now))
    for step in steps.itertuples():
        if step.is_planned:
            planned += [(step.on, now), (step.on, step.litres)]
            now = step.litres
    planned.append((last, now))
    drawn.add_scatter(
        x=[on.isoformat() for on, _litres in installed],
        y=[litres for _on, litres in installed],
        mode="lines",
        line={"color": INK, "width": 2.5},
        fill="tozeroy",
        fillcolor=FAINT,
        hoverinfo="skip",
    )
    if len(planned) > 2:
        drawn.add_scatter(
            x=[on.isoformat() for on, _litres in planned],
            y=[litres for _on, litres in planned],
            mode="lines",
            line={"color": INK, "width": 1.5, "dash": "dash"},
            hoverinfo="skip",
        )
    rows = list(steps.itertuples())
    drawn.add_scatter(
        x=[(step.on or first).isoformat() for step in rows],
        y=[step.litres for step in rows],
        mode="markers+text",
        marker={
            "size": 9,
            "color": INK,
            "symbol": ["circle-open" if step.is_planned else "circle" for step in rows],
            "line": {"width": 2},
        },
        text=[
            f"<b>{formats.litres(step.litres)}</b><br>"
            + (_("planned {month}") if step.is_planned else "{month}").format(month=formats.month(step.on))
            for step in rows
        ],
        textposition=[
            "top left" if step.on and (last - step.on).days < (last - first).days / 2 else "top right" for step in rows
        ],
        hovertext=[
            f"<b>+{formats.litres(step.added)}</b> {words(step.site)}<br>"
            + (_("{what}, {day} (planned)") if step.is_planned else "{what}, {day}").format(
                what=words(step.what), day=formats.day(step.on)
            )
            + cited(step)
            for step in rows
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(range=[first.isoformat(), last.isoformat()], showgrid=False)
    top = max([step.litres for step in rows], default=1.0) * 1.18
    drawn.update_yaxes(title={"text": _("Installed volume, L")}, range=[0, top], nticks=5, tickformat=",d")
    return drawn
