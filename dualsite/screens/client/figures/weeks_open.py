"""Which weeks are open to a client, per class of suites."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.clients.availability import NOT_OPEN, OPEN, THEIRS, sign
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import cut, note
from dualsite.screens.shared.figures.style import FAINT, TEXT, figure, words

_SHOWN = {NOT_OPEN: 0, OPEN: 1, THEIRS: 2}


def _height(rows: pd.DataFrame) -> int:
    """The height in px that the weeks need: a line per class of suites and one per site."""
    lines = len(rows[["site_id", "suite_class"]].drop_duplicates()) + rows.site_id.nunique()
    return int(44 + 27 * lines)


@cached_by_content
def weeks(rows: pd.DataFrame, client: str) -> Drawing:
    """A cell per class of suites and ISO week: open ○, the client's own ● (◐ with room beside it), else not open.

    `rows` as `insights.clients.availability.weeks` gives them; each site's classes stand under its name.
    """
    drawn = figure(_height(rows), top=40, right=4, bottom=4)
    mondays = sorted(set(rows.week))
    columns = list(range(len(mondays)))
    labels: list[tuple[int, str]] = []
    line = 0
    for _site_id, of_site in rows.groupby("site_id", sort=False):
        labels.append((line, f"<b>{words(cut(of_site.site.iloc[0], 40))}</b>"))
        classes = list(of_site.groupby("suite_class", sort=False))
        places = [line - 1 - place for place in range(len(classes))]
        cells = [list(group.itertuples()) for _name, group in classes]
        drawn.add_heatmap(
            x=columns,
            y=places,
            z=[[_SHOWN[cell.state] for cell in row] for row in cells],
            zmin=0,
            zmax=2,
            text=[[sign(cell) for cell in row] for row in cells],
            texttemplate="%{text}",
            textfont={"size": 13, "color": TEXT},
            hovertext=[[_week_told(cell, client) for cell in row] for row in cells],
            hoverinfo="text",
            xgap=2,
            ygap=4,
            showscale=False,
            colorscale=[[0, FAINT], [0.5, "rgba(27,158,111,0.16)"], [1, "rgba(27,158,111,0.55)"]],
        )
        labels += [(place, words(cut(str(name), 52))) for place, (name, _group) in zip(places, classes, strict=True)]
        line = places[-1] - 1
    drawn.update_yaxes(
        tickmode="array",
        tickvals=[place for place, _text in labels],
        ticktext=[text for _place, text in labels],
        range=[line + 0.5, 0.4],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    notes = []
    for place, week in enumerate(mondays):
        is_first = place == 0 or week.month != mondays[place - 1].month
        if is_first and place < len(mondays) - 1:
            notes.append(
                note(formats.month(week), place - 0.5, 1, yref="paper", xanchor="left", yanchor="bottom", yshift=16)
            )
    drawn.add_annotations(notes)
    drawn.update_xaxes(
        side="top",
        tickmode="array",
        tickvals=columns,
        ticktext=[f"{week.isocalendar().week}" for week in mondays],
        tickfont={"size": 10, "color": TEXT},
        ticks="",
        showgrid=False,
        range=[-0.5, len(mondays) - 0.5],
    )
    return drawn


def _week_told(cell: Any, client: str) -> str:
    state = {
        OPEN: _("open"),
        NOT_OPEN: _("not open"),
        THEIRS: (_("booked for {client}, with room left") if cell.is_open else _("booked for {client}")).format(
            client=client
        ),
    }[cell.state]
    last = cell.week + timedelta(days=6)
    return f"<b>{words(cell.suite_class)}</b>, {words(cell.site)}<br>" + words(
        _("W{week}, {first} – {last}: {state}").format(
            week=cell.week.isocalendar().week,
            first=formats.day(cell.week),
            last=formats.day(last),
            state=state,
        )
    )
