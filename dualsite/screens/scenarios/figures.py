"""Shares under several scenarios, on one scale."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.i18n import _
from dualsite.palette import INK, SITE_COLOURS
from dualsite.scenarios import Scenario
from dualsite.screens.shared.findings import Markup

_SYMBOLS = "○●■◆▲"
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def shares(rows: pd.DataFrame, scenarios: Sequence[Scenario]) -> Markup:
    """One line a share from 0 to 100 %, one mark a scenario, each with its value; colour and shape name the scenario.

    `rows` as `insights.scenarios.side_by_side` gives them. Scenarios in which a share is the same are one mark.
    """
    called = [_("Base case"), *(scenario.called for scenario in scenarios)]
    colours = (INK, *SITE_COLOURS)
    symbols = [f'<span style="color:{colours[place]}">{_SYMBOLS[place]}</span>' for place in range(len(called))]
    key = "".join(f"<li>{symbol} {html.escape(name)}</li>" for symbol, name in zip(symbols, called, strict=True))
    lines = "".join(
        f'<li><span class="name">{html.escape(" ".join(text for text in (row.label, row.of) if text))}</span>'
        f'<span class="track">{_marks(row, symbols, called)}</span></li>'
        for row in rows.itertuples()
    )
    ticks = "".join(f'<span style="left:{tick:.0%}">{formats.percent(tick, 0)}</span>' for tick in _TICKS)
    axis = f'<li class="axis"><span class="name"></span><span class="track">{ticks}</span></li>'
    return Markup(f'<ul class="key">{key}</ul><ol class="scale">{lines}{axis}</ol>')


def _marks(row: Any, symbols: Sequence[str], called: Sequence[str]) -> str:
    """A mark for each value, on a line of its own so that near ones do not cover each other."""
    places: dict[Any, list[int]] = {}
    for place in range(len(called)):
        value = getattr(row, f"value_{place}")
        places.setdefault(None if pd.isna(value) else value, []).append(place)
    marks = []
    for value, those in places.items():
        told = html.escape(formats.listed([called[place] for place in those]))
        signs = "".join(symbols[place] for place in those)
        left = 0.0 if value is None else min(max(value, 0), 1)
        shown = "—" if value is None else formats.percent(value)
        marks.append(
            f'<span class="row"><span class="mark" style="left:{left:.2%}" title="{told}">{signs} {shown}</span></span>'
        )
    return "".join(marks)
