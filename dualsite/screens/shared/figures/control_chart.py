"""A control chart: the months of a KPI, what they may be by chance, and those that are more than it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.cache import cached_by_content
from dualsite.i18n import _
from dualsite.palette import GOOD, INK, WATCH
from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import FAINTER, TEXT, figure, words

_LINE = 0.07
"""The part of the axis that a line of text takes."""

_REACH = 3
"""Over how many months before its own the name of a rule reaches: it stands clear of those that it names."""

_OTHER = "#0072B2"
"""Higher or lower where neither is better."""


@dataclass(frozen=True, slots=True)
class MonthLook:
    """How a month that is more than chance is drawn; its word stands beside it."""

    colour: str
    symbol: str


LOOKS = {
    "IMPROVEMENT": MonthLook(GOOD, "diamond"),
    "CONCERN": MonthLook(WATCH, "triangle-up"),
    "HIGH": MonthLook(_OTHER, "square"),
    "LOW": MonthLook(_OTHER, "square"),
}
PLAIN = MonthLook(INK, "circle")
"""A month that is no more than chance."""


@cached_by_content
def control_chart(
    months: pd.DataFrame,
    unit: str,
    currency: str,
    axis: str,
    *,
    span: tuple[float, float] | None = None,
    height: int = 300,
) -> Drawing:
    """The months as points over their limits; selecting one gives its first day as ISO 8601 text.

    `months` as `insights.kpis.months.months` gives them, in the `unit` of their KPI, amounts in `currency`; `axis` is
    the title of the axis of values. `span` are the ends of that axis, so that charts stand side by side on one scale;
    left out, they are those of what there is to draw. Without limits the points stand alone.
    """
    drawn = figure(height, left=48, right=88, top=16)
    rows = list(months.itertuples())
    known = months[["value", "lower", "upper", "target"]].astype("float64").to_numpy().ravel()
    known = known[~pd.isna(known)]
    low, high = span or (min(known, default=0.0), max(known, default=1.0))
    room = 0.1 * ((high - low) or abs(high) or 1.0)
    low, high = low - room, high + room
    judged = [row for row in rows if not pd.isna(row.centre)]
    _limits(drawn, judged)
    if rows and not pd.isna(rows[-1].target):
        drawn.add_hline(y=float(rows[-1].target), line={"color": INK, "width": 2, "dash": "dot"})
    _points(drawn, rows)
    _name_rules(drawn, rows)
    _name_lines(drawn, _lines(rows, judged, unit, currency), high - low)
    drawn.update_xaxes(type="date", showgrid=False, nticks=6, tickangle=0, tickformat="%b<br>%Y")
    drawn.update_yaxes(title={"text": words(axis)}, range=[low, high], nticks=5, showgrid=False, zeroline=False)
    drawn.update_yaxes(tickformat=_tick_format(unit, high))
    return drawn


def _tick_format(unit: str, most: float) -> str:
    if unit in ("fraction", "fractions"):
        return ".0%"
    return "~s" if abs(most) >= 10_000 else ",~r"


def _limits(drawn: Drawing, judged: Sequence[Any]) -> None:
    """The band between the limits, stepped where they are others in each month, and the mean within it."""
    at = [row.month.isoformat() for row in judged]
    line = {"color": INK, "width": 1, "dash": "dash", "shape": "hvh"}
    for name, fill in (("lower", None), ("upper", "tonexty")):
        drawn.add_scatter(
            x=at,
            y=[getattr(row, name) for row in judged],
            mode="lines",
            line=line,
            fill=fill,
            fillcolor=FAINTER,
            hoverinfo="skip",
        )
    drawn.add_scatter(
        x=at, y=[row.centre for row in judged], mode="lines", line={"color": INK, "width": 1}, hoverinfo="skip"
    )


def _points(drawn: Drawing, rows: Sequence[Any]) -> None:
    drawn.add_scatter(
        x=[row.month.isoformat() for row in rows],
        y=[row.value for row in rows],
        mode="lines",
        line={"color": INK, "width": 1.5},
        hoverinfo="skip",
    )
    looks = [_look(row) for row in rows]
    drawn.add_scatter(
        x=[row.month.isoformat() for row in rows],
        y=[row.value for row in rows],
        mode="markers",
        marker={
            "size": [7 if pd.isna(row.named) else 10 for row in rows],
            "color": [look.colour for look in looks],
            "symbol": [look.symbol for look in looks],
            "line": {"width": 1.5, "color": [look.colour for look in looks]},
            "opacity": 1,
        },
        customdata=[[row.month.isoformat()] for row in rows],
        hovertext=[_told(row) for row in rows],
        hoverinfo="text",
        cliponaxis=False,
    )


def _look(row: Any) -> MonthLook:
    if not row.takes_part:
        return MonthLook(INK, "circle-open")
    return LOOKS.get(row.variation, PLAIN)


def _told(row: Any) -> str:
    lines = [
        f"<b>{words(formats.month(row.month))}: {words(row.shown)}</b>",
        _("n = {n}").format(n=formats.number(row.n)),
        *(words(rule) for rule in row.rules),
        "" if row.takes_part else _("incomplete: excluded"),
    ]
    return "<br>".join(filter(None, lines))


def _name_rules(drawn: Drawing, rows: Sequence[Any]) -> None:
    """The name of its rule over or under the last of the months in a row that one marks the same way."""
    for place, row in enumerate(rows):
        follows = rows[place + 1] if place + 1 < len(rows) else None
        if pd.isna(row.named) or (follows and (follows.named, follows.variation) == (row.named, row.variation)):
            continue
        is_above = pd.isna(row.centre) or row.value >= row.centre
        is_before = place > len(rows) / 2
        reached = rows[max(0, place - _REACH) : place + 1] if is_before else [row]
        alike = [one.value for one in reached if (one.named, one.variation) == (row.named, row.variation)]
        drawn.add_annotation(
            x=row.month.isoformat(),
            y=max(alike) if is_above else min(alike),
            text=words(_(row.named)),
            showarrow=False,
            xanchor="right" if is_before else "left",
            yanchor="bottom" if is_above else "top",
            yshift=7 if is_above else -7,
            font={"size": 11, "color": TEXT},
        )


def _lines(rows: Sequence[Any], judged: Sequence[Any], unit: str, currency: str) -> list[tuple[float, str]]:
    """Where the lines end, and what they are."""
    lines = [(row.target, _("target {value}")) for row in rows[-1:]]
    for last in judged[-1:]:
        limit = _("limit {value}")
        lines += [(last.upper, limit), (last.centre, _("mean {value}")), (last.lower, limit)]
    return [
        (float(value), text.format(value=formats.measure(float(value), unit, currency)))
        for value, text in lines
        if not pd.isna(value)
    ]


def _name_lines(drawn: Drawing, lines: Sequence[tuple[float, str]], span: float) -> None:
    """What the lines are, at the right edge, each a line of text apart from the one below it."""
    above = float("-inf")
    for value, text in sorted(lines):
        above = max(value, above + _LINE * span)
        drawn.add_annotation(
            x=1,
            xref="paper",
            y=above,
            text=words(text),
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 11, "color": TEXT},
        )
