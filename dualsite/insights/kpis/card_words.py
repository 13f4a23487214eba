"""What the card of a KPI says: the numbers put into its formula, and the days that they are of."""

from __future__ import annotations

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.kpis.tiles import Tile


def computed(tile: Tile) -> str:
    """The formula in words with the numbers put in."""
    figure = tile.figure
    if figure.value is None:
        return f"{_(tile.kpi.formula)} = {formats.UNKNOWN} ({figure.reason})"
    shown = formats.measure(figure.value, tile.kpi.unit, tile.currency)
    if tile.kpi.is_rate:
        top, bottom = (
            formats.number(figure.numerator, _digits(figure.numerator)),
            formats.number(figure.denominator, _digits(figure.denominator)),
        )
        return f"{_(tile.kpi.formula)} = {top} ÷ {bottom} = {shown}"
    return f"{_(tile.kpi.formula)} = {shown}"


def _digits(value: float | None) -> int:
    return 0 if value is None or float(value).is_integer() else 1


def window(view: View, tile: Tile) -> str:
    """From when to when it is, as of which day, and by which standard."""
    figure = tile.figure
    said = _("Window {first} to {last}, as of {as_of}").format(
        first=formats.day(figure.window.first), last=formats.day(figure.window.last), as_of=formats.day(view.as_of)
    )
    return f"{said} · {tile.kpi.standard}" if tile.kpi.standard else said
