"""Gates of contracts: a matrix of contract by gate."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dualsite import formats
from dualsite.charts.style import INK, WATCH, figure, words, wrapped
from dualsite.schema.vocabulary import GATES

ROW_HEIGHT = 34

_SYMBOLS = {
    "reached": ("circle", INK),
    "expected": ("circle-open", INK),
    "due, unconfirmed": ("triangle-up", WATCH),
    "no day stated": ("x-thin-open", INK),
}


def gate_matrix(rows: pd.DataFrame) -> go.Figure:
    """Contracts against gates: reached filled, expected outlined, due and unconfirmed a triangle.

    Beside each mark its day, below it how many days later than the agreed and the first committed one; on the right
    whose the next move is. `rows` as `answers.endings.gates` gives them; selecting a mark gives its `contract_id`.
    """
    kinds = [kind for kind in GATES if kind in set(rows.kind)]
    shown = [row for row in rows.itertuples() if row.kind in kinds]
    contracts = list(dict.fromkeys(row.contract_id for row in shown))[::-1]
    labels = {row.contract_id: row.label for row in shown}
    drawn = figure(48 + ROW_HEIGHT * max(len(contracts), 1), left=8, top=30, right=150, bottom=8)
    drawn.add_scatter(
        x=[kinds.index(row.kind) for row in shown],
        y=[contracts.index(row.contract_id) for row in shown],
        mode="markers+text",
        text=[f"{_short_day(row)}<br>{_late(row)}" for row in shown],
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
    for row in shown:
        if row.is_next:
            drawn.add_annotation(
                x=1,
                xref="paper",
                y=contracts.index(row.contract_id),
                xanchor="left",
                xshift=4,
                showarrow=False,
                align="left",
                text=f"<b>{words(row.owner)}</b>: {words(_gate(row.kind))}<br>{formats.day(row.due_on)}",
                font={"size": 11},
            )
    drawn.add_annotation(
        x=1,
        xref="paper",
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="left",
        xshift=4,
        yshift=4,
        text="<b>Next move</b>",
        showarrow=False,
    )
    drawn.update_xaxes(
        tickmode="array",
        tickvals=list(range(len(kinds))),
        ticktext=[_gate(kind) for kind in kinds],
        side="top",
        range=[-0.3, max(len(kinds), 1) - 0.05],
        showgrid=False,
        zeroline=False,
        tickangle=0,
    )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(contracts))),
        ticktext=[words(labels[contract]) for contract in contracts],
        range=[-0.6, max(len(contracts), 1) - 0.4],
        zeroline=False,
        automargin=True,
    )
    return drawn


def _gate(kind: str) -> str:
    short = {"GMP_CLINICAL": "GMP clinical", "PPQ": "PPQ", "COMMERCIAL_SUPPLY": "Supply"}
    return short.get(kind, kind.replace("_", " ").capitalize())


def _short_day(row: Any) -> str:
    return formats.month(row.reached_on or row.due_on)


def _late(row: Any) -> str:
    """Days on the agreed day and on the first commitment, as +7 / +26 d."""
    if row.on_agreed_d is None and row.on_baseline_d is None:
        return ""
    return f"{_signed(row.on_agreed_d)} / {_signed(row.on_baseline_d)} d"


def _signed(days: int | None) -> str:
    if days is None:
        return formats.UNKNOWN
    return f"+{days}" if days > 0 else f"−{-days}" if days else "0"


def _told(name: str, row: Any) -> str:
    lines = [
        f"<b>{words(name)}</b> · {words(row.label)}",
        f"First committed: {formats.day(row.baseline_on)}",
        f"Latest agreed: {formats.day(row.agreed_on)}",
        f"Reached: {formats.day(row.reached_on)}" if row.reached_on else f"Forecast: {formats.day(row.forecast_on)}",
        f"Owner: {words(row.owner)}",
        f"Source: {wrapped(row.source)}" if row.source else "",
    ]
    return "<br>".join(line for line in lines if line)
