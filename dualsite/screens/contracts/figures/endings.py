"""What ends, and the gates that contracts have still to pass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.contracts.endings import MARKS, next_in_words
from dualsite.insights.contracts.gates import late, short_gate
from dualsite.insights.programmes.milestones import EXPECTED, OVERDUE, REACHED, UNDATED
from dualsite.palette import INK, WATCH
from dualsite.schema.vocabulary import GATES
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import at_right, name_rows, note
from dualsite.screens.shared.figures.style import FAINT, cited, figure, mark_day, words

GATE_HEIGHT = 34

_SYMBOLS = {
    REACHED: ("circle", INK),
    EXPECTED: ("circle-open", INK),
    OVERDUE: ("triangle-up", WATCH),
    UNDATED: ("x-thin-open", INK),
}


@cached_by_content
def ending(rows: pd.DataFrame, as_of: date, until: date, colours: Mapping[str, str]) -> Drawing:
    """What ends: one line per contract from its notice day to its end, the next day at the top.

    `rows` as `insights.contracts.endings.ending` gives them; selecting a mark gives its `contract_id`.
    """
    drawn = figure(56 + 26 * max(len(rows), 1), left=8, top=24, right=124, bottom=24)
    listed = list(rows.iloc[::-1].itertuples())
    x: list[str | None] = []
    y: list[int | None] = []
    for place, row in enumerate(listed):
        if row.notice_on and row.end_on:
            x += [max(row.notice_on, as_of).isoformat(), min(row.end_on, until).isoformat(), None]
            y += [place, place, None]
    drawn.add_scatter(x=x, y=y, mode="lines", line={"color": FAINT, "width": 5}, hoverinfo="skip")
    for (what, named), symbol in zip(MARKS, ("triangle-down", "square"), strict=True):
        shown = [
            (place, row, getattr(row, what))
            for place, row in enumerate(listed)
            if getattr(row, what) is not None and as_of < getattr(row, what) <= until
        ]
        drawn.add_scatter(
            x=[day.isoformat() for _place, _row, day in shown],
            y=[place for place, _row, _day in shown],
            mode="markers",
            marker={
                "symbol": symbol,
                "size": 11,
                "color": [colours.get(row.site_id or "", INK) for _place, row, _day in shown],
            },
            customdata=[[row.contract_id] for _place, row, _day in shown],
            hovertext=[
                f"<b>{words(row.label)}</b><br>{_(named).format(day=formats.day(day))}{cited(row)}"
                for _place, row, day in shown
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 1}},
        )
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.add_annotations(
        [at_right(_next(row, as_of), place) for place, row in enumerate(listed)],
    )
    drawn.update_xaxes(
        range=[(as_of - timedelta(days=20)).isoformat(), (until + timedelta(days=10)).isoformat()], nticks=6
    )
    name_rows(drawn, [row.label for row in listed], most=50)
    return drawn


def _next(row: Any, as_of: date) -> str:
    said, day, gone = next_in_words(row, as_of)
    return said.format(day=f"<b>{day}</b>") + (f"<br>{gone}" if gone else "")


@cached_by_content
def gate_matrix(rows: pd.DataFrame) -> Drawing:
    """Contracts against gates: reached filled, expected outlined, due and unconfirmed a triangle.

    Beside each mark its day, below it how many days later than the agreed and the first committed one; on the right
    whose the next move is. `rows` as `insights.contracts.endings.gates` gives them; selecting a mark gives its
    `contract_id`.
    """
    kinds = [kind for kind in GATES if kind in set(rows.kind)]
    shown = [row for row in rows.itertuples() if row.kind in kinds]
    contracts = list(dict.fromkeys(row.contract_id for row in shown))[::-1]
    labels = {row.contract_id: row.label for row in shown}
    drawn = figure(48 + GATE_HEIGHT * max(len(contracts), 1), left=8, top=34, right=150, bottom=8)
    drawn.add_scatter(
        x=[kinds.index(row.kind) for row in shown],
        y=[contracts.index(row.contract_id) for row in shown],
        mode="markers+text",
        text=[f"{formats.month(row.reached_on or row.due_on)}<br>{late(row)}" for row in shown],
        textposition="middle right",
        textfont={"size": 10},
        marker={
            "symbol": [_SYMBOLS[row.state][0] for row in shown],
            "size": 11,
            "color": [_SYMBOLS[row.state][1] for row in shown],
            "line": {"width": 1.75, "color": [_SYMBOLS[row.state][1] for row in shown]},
        },
        customdata=[[row.contract_id] for row in shown],
        hovertext=[_told(rows.at[row.Index, "name"], row) for row in shown],
        hoverinfo="text",
        unselected={"marker": {"opacity": 1}},
    )
    nexts = [
        at_right(
            f"<b>{words(row.owner)}</b>: {short_gate(row.kind)}<br>{formats.day(row.due_on)}",
            contracts.index(row.contract_id),
        )
        for row in shown
        if row.is_next
    ]
    heading = note(
        f"<b>{_('Action by')}</b>",
        1,
        1,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        xshift=6,
        yshift=6,
    )
    drawn.add_annotations([*nexts, heading])
    drawn.update_xaxes(
        tickmode="array",
        tickvals=[place + 0.2 for place in range(len(kinds))],
        ticktext=[short_gate(kind) for kind in kinds],
        side="top",
        range=[-0.2, max(len(kinds), 1) - 0.1],
        showgrid=False,
        zeroline=False,
        tickangle=0,
    )
    name_rows(drawn, [labels[contract] for contract in contracts], most=50)
    drawn.update_yaxes(showgrid=True)
    return drawn


def _told(name: str, row: Any) -> str:
    lines = [
        f"<b>{words(name)}</b> · {words(row.label)}",
        _("First committed: {day}").format(day=formats.day(row.baseline_on)),
        _("Latest agreed: {day}").format(day=formats.day(row.agreed_on)),
        _("Reached: {day}").format(day=formats.day(row.reached_on))
        if row.reached_on
        else _("Forecast: {day}").format(day=formats.day(row.forecast_on)),
        words(_("Next action: {owner}").format(owner=row.owner)),
    ]
    return "<br>".join(lines) + cited(row)
