"""The months of a KPI as a line the size of a word, over what chance alone gives."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Sequence

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights.kpis.signals import Month, Signal
from dualsite.kpi.control_chart import Variation

WIDTH, HEIGHT = 240, 28

_INK = "#808691"
_COLOURS = {Variation.IMPROVEMENT: "#1b9e6f", Variation.CONCERN: "#d97706", Variation.HIGH: "#3d84c6"}
"""As in the figures, so that they show on light and on dark; the words beside the line say the same."""

Place = Callable[[float], str]


def sparkline(signal: Signal | None, currency: str) -> str:
    """The months as a line, the limits as a band about the mean, months that are more than chance as dots.

    Blank where fewer than two months are known.
    """
    months = signal.months if signal else ()
    if signal is None or len(months) < 2:
        return '<p class="line"></p>'
    bounds = [limit for both in signal.shown for limit in both if limit is not None]
    values = [float(month.figure.value or 0) for month in months]
    low, high = min([*values, *bounds]), max([*values, *bounds])
    ends = [months[0].first, months[-1].first]
    span = (ends[1] - ends[0]).days
    x = [f"{(month.first - ends[0]).days * WIDTH / span:.0f}" for month in months]

    def y(value: float) -> str:
        return f"{HEIGHT - 3 - (value - low) / ((high - low) or 1) * (HEIGHT - 6):.1f}"

    marks = _band(signal, x, y) + f'<path d="{_line(x, values, y)}" fill="none" stroke="{_INK}" {_THIN}/>'
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f"{marks}{_dots(months, x, y)}</svg>"
    )
    words = html.escape(_words(signal, currency))
    encoded = base64.b64encode(drawn.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{encoded}" alt="{words}" title="{words}" class="line">'


_THIN = 'vector-effect="non-scaling-stroke" stroke-width="1.5"'


def _line(x: Sequence[str], values: Sequence[float], y: Place) -> str:
    return "M" + " ".join(f"{at},{y(value)}" for at, value in zip(x, values, strict=True))


def _band(signal: Signal, x: Sequence[str], y: Place) -> str:
    """The room between the limits, and the mean within it."""
    judged = [(at, both) for at, both in zip(x, signal.shown, strict=True) if both[0] is not None]
    if signal.centre is None or not judged:
        return ""
    first, last = judged[0][0], judged[-1][0]
    if len({both for _at, both in judged}) == 1:
        judged = [judged[0], judged[-1]]
    above = " ".join(f"{at},{y(upper or 0)}" for at, (_lower, upper) in judged)
    below = " ".join(f"{at},{y(lower or 0)}" for at, (lower, _upper) in reversed(judged))
    return (
        f'<path d="M{above} {below}z" fill="{_INK}" fill-opacity=".2"/>'
        f'<path d="M{first},{y(signal.centre)}H{last}" stroke="{_INK}" stroke-dasharray="3 3" {_THIN}/>'
    )


def _dots(months: Sequence[Month], x: Sequence[str], y: Place) -> str:
    """A dot for each month that is more than chance; strokes stay round however the line is stretched."""
    paths: dict[str, str] = {}
    for at, month in zip(x, months, strict=True):
        if month.rules and month.variation:
            colour = _COLOURS.get(month.variation, _COLOURS[Variation.HIGH])
            paths[colour] = paths.get(colour, "") + f"M{at},{y(float(month.figure.value or 0))}h0"
    return "".join(
        f'<path d="{path}" stroke="{colour}" stroke-linecap="round" vector-effect="non-scaling-stroke" '
        'stroke-width="5"/>'
        for colour, path in paths.items()
    )


def _words(signal: Signal, currency: str) -> str:
    first, last = (
        formats.measure(month.figure.value, signal.kpi.unit, currency)
        for month in (signal.months[0], signal.months[-1])
    )
    return _("{label} by month, {month} to {until}: from {first} to {last}").format(
        label=_(signal.kpi.label),
        month=formats.month(signal.months[0].first),
        until=formats.month(signal.months[-1].first),
        first=first,
        last=last,
    )
