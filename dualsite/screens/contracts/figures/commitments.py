"""Take-or-pay: what is committed, made, scheduled and missing, and how it burns down."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.insights.contracts.take_or_pay import missing_in_words, year_name
from dualsite.palette import INK
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.rows import NOTHING, at_right, name_rows, note
from dualsite.screens.shared.figures.style import FAINT, figure, mark_day, words

ROW_HEIGHT = 26


@cached_by_content
def commitments(rows: pd.DataFrame) -> Drawing:
    """The running contract years: made solid, scheduled outlined, the gap hatched, a tick at what is committed.

    `rows` as `insights.contracts.take_or_pay.running` gives them; selecting a bar gives its `contract_id`.
    """
    listed = list(rows.iloc[::-1].itertuples())
    drawn = figure(64 + ROW_HEIGHT * max(len(listed), 1), left=8, top=8, right=132, bottom=40, barmode="stack")
    places = list(range(len(listed)))
    for what, text, marker in (
        ("made", _("{count} made of {committed} committed"), {"color": INK}),
        (
            "scheduled",
            _("{count} scheduled of {committed} committed"),
            {"color": FAINT, "line": {"color": INK, "width": 1.25}},
        ),
        (
            "gap",
            _("{count} neither made nor scheduled of {committed} committed"),
            {
                "color": NOTHING,
                "line": {"color": INK, "width": 1},
                "pattern": {"shape": "/", "fgcolor": INK, "size": 6, "solidity": 0.35},
            },
        ),
    ):
        drawn.add_bar(
            orientation="h",
            y=places,
            x=[getattr(row, what) or 0 for row in listed],
            width=0.66,
            marker={**marker, "opacity": 1},
            customdata=[[row.contract_id] for row in listed],
            hovertext=[
                f"<b>{words(year_name(row))}</b><br>"
                + text.format(count=getattr(row, what), committed=row.committed)
                + "<br>"
                + _("{first} to {last}").format(first=formats.day(row.start_on), last=formats.day(row.end_on))
                for row in listed
            ],
            hoverinfo="text",
            unselected={"marker": {"opacity": 1}},
        )
    drawn.add_scatter(
        x=[row.committed for row in listed],
        y=places,
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 20, "color": INK, "line": {"width": 2.5, "color": INK}},
        hoverinfo="skip",
    )
    drawn.add_annotations([at_right(_missing(row), place) for place, row in enumerate(listed)])
    name_rows(drawn, [year_name(row, 48) for row in listed], most=60)
    drawn.update_xaxes(title={"text": _("Batches in the current contract year")}, rangemode="tozero")
    return drawn


def _missing(row: Any) -> str:
    missing, payable = missing_in_words(row)
    if not missing:
        return _("no shortfall")
    return formats.listed([f"<b>▲ {missing}</b>", *([payable] if payable else [])])


@cached_by_content
def burn_down(rows: pd.DataFrame, as_of: date, height: int = 300) -> Drawing:
    """What is left of a contract year's commitment: made so far solid, as scheduled dashed, the rest is the gap.

    `rows` as `insights.contracts.burn_down.burn_down` gives them.
    """
    drawn = figure(height, left=67, top=24, right=24, bottom=28)
    if not len(rows):
        return drawn
    actual = rows[rows.is_actual.astype(bool)]
    ahead = pd.concat([actual.tail(1), rows[~rows.is_actual.astype(bool)]])
    for part, dash, named in (
        (actual, "solid", _("{count} remaining")),
        (ahead, "dash", _("{count} remaining, as scheduled")),
    ):
        drawn.add_scatter(
            x=[day.isoformat() for day in part.on],
            y=list(part.left),
            mode="lines",
            line={"color": INK, "width": 2.5 if dash == "solid" else 1.75, "dash": dash, "shape": "hv"},
            hovertext=[
                f"<b>{named.format(count=formats.number(row.left))}</b><br>{formats.day(row.on)}"
                for row in part.itertuples()
            ],
            hoverinfo="text",
        )
    first, last = rows.iloc[0], rows.iloc[-1]
    drawn.add_scatter(
        x=[first.on.isoformat(), last.on.isoformat()],
        y=[first.left, 0],
        mode="lines",
        line={"color": FAINT, "width": 1.25},
        hoverinfo="skip",
    )
    end = f"<b>{_('▲ gap {count}').format(count=last.left) if last.left else _('no shortfall')}</b>"
    drawn.add_annotations([note(end, last.on.isoformat(), last.left, xanchor="right", yanchor="bottom", yshift=3)])
    mark_day(drawn, as_of, formats.day(as_of))
    drawn.update_xaxes(nticks=7)
    drawn.update_yaxes(
        title={"text": _("Batches remaining")}, range=[0, (first.left or 1) * 1.12], nticks=6, tickformat=",d"
    )
    return drawn
