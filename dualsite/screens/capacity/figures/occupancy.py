"""Occupancy by stage and month."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.palette import site_colours
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import TEXT, figure, mark_day, words


@cached_by_content
def heat(occupancy: pd.DataFrame, binding: dict[str, str], as_of: date, names: dict[str, str]) -> Drawing:
    """Occupancy by site and stage (rows) and month (columns), written into the cells; months ahead in outline.

    `binding` names the stage that binds per site: its row is outlined. `names` are the stages as they are called.
    """
    rows = list(dict.fromkeys((row.site_id, row.site, row.stage) for row in occupancy.itertuples()))[::-1]
    months = sorted(set(occupancy.month))
    drawn = figure(64 + 26 * max(len(rows), 1), left=8, top=26, right=8)
    share = {(row.site_id, row.stage, row.month): row.share for row in occupancy.itertuples()}
    for is_ahead in (False, True):
        shown = [month for month in months if (month > as_of) == is_ahead]
        if not shown:
            continue
        z = [[share.get((site, stage, month)) for month in shown] for site, _name, stage in rows]
        drawn.add_heatmap(
            x=[month.isoformat() for month in shown],
            y=list(range(len(rows))),
            z=z,
            zmin=0,
            zmax=1,
            colorscale=[[0, "rgba(128,134,145,0.04)"], [1, "rgba(128,134,145,0.75)"]],
            opacity=0.55 if is_ahead else 1,
            showscale=False,
            xgap=2,
            ygap=2,
            text=[["" if value is None else f"{value * 100:.0f}" for value in line] for line in z],
            texttemplate="<i>%{text}</i>" if is_ahead else "%{text}",
            textfont={"size": 10, "color": TEXT},
            hovertext=[
                [
                    f"<b>{words(name)}, {names[stage]}</b><br>"
                    + (_("{month}: {share} booked") if is_ahead else _("{month}: {share} occupied")).format(
                        month=formats.month(month), share=formats.percent(share.get((site, stage, month)), 0)
                    )
                    for month in shown
                ]
                for site, name, stage in rows
            ],
            hoverinfo="text",
        )
    if months:
        left, right = months[0] - timedelta(days=15), months[-1] + timedelta(days=15)
        for number, (site, _name, stage) in enumerate(rows):
            if binding.get(site) == stage:
                drawn.add_shape(
                    type="rect",
                    x0=left.isoformat(),
                    x1=right.isoformat(),
                    y0=number - 0.5,
                    y1=number + 0.5,
                    line={"color": site_colours([row[0] for row in rows])[site], "width": 2},
                )
        # A month's cell lies around its first day: the line stands between the last month begun and the first ahead.
        mark_day(drawn, as_of.replace(day=1) + timedelta(days=15), formats.month(as_of))
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=[f"{words(name)}: {names[stage]}" for _site, name, stage in rows],
        automargin=True,
        showgrid=False,
        zeroline=False,
    )
    drawn.update_xaxes(showgrid=False)
    return drawn
