"""KPI tiles on a page, four to a row, each with one click to its card."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.kpis.tiles import Tile
from dualsite.insights.kpis.tiles import tiles as tiles_of
from dualsite.screens.shared.card import show_card
from dualsite.screens.shared.text import plain

PER_ROW = 4

_DELTA_COLOURS: dict[str, Literal["green", "red", "gray"]] = {"better": "green", "worse": "red", "neither": "gray"}


def tiles(view: View, ids: Sequence[str]) -> None:
    """The KPIs as tiles, in the order given."""
    found = tiles_of(view, ids)
    for start in range(0, len(found), PER_ROW):
        for column, tile in zip(st.columns(PER_ROW, gap="small"), found[start : start + PER_ROW], strict=False):
            with column, st.container(border=True, key=f"tile_{tile.kpi.id}", gap=None):
                _draw(view, tile)
    st.caption(
        _("Trailing 12 months to {day} unless the card says otherwise; lines show the last 12 complete months.").format(
            day=formats.day(view.as_of)
        )
    )


def _draw(view: View, tile: Tile) -> None:
    st.metric(
        _(tile.kpi.label),
        tile.value,
        tile.change,
        delta_color=_DELTA_COLOURS[tile.direction],
        delta_arrow="off",
        delta_description=_("on a year before") if tile.change else None,
    )
    st.html(_sparkline(tile))
    badge = f" :gray-badge[{_('illustrative')}]" if tile.figure.is_illustrative else ""
    parts = filter(None, (target_in_words(tile), f":gray[{plain(tile.rests_on)}]" if tile.rests_on else ""))
    st.markdown((" · ".join(parts) or f":gray[{formats.UNKNOWN}]") + badge)
    if st.button(_("Details"), key=f"details_{tile.kpi.id}", type="tertiary", help=plain(_(tile.kpi.definition))):
        show_card(view, tile)


def target_in_words(tile: Tile) -> str:
    """The target and whether it is met, in words and sign; empty without a target."""
    if tile.target is None:
        return ""
    bound = "≥" if tile.target.is_least else "≤"
    said = f"{bound} {formats.measure(tile.target.value, tile.kpi.unit, tile.currency)}"
    if tile.is_met is None:
        return f":gray[{_('target {bound}').format(bound=said)}]"
    if tile.is_met:
        return f":green[✓ {_('met {bound}').format(bound=said)}]"
    return f":orange[▲ {_('missed {bound}').format(bound=said)}]"


def _sparkline(tile: Tile, width: int = 240, height: int = 24) -> str:
    """The last twelve complete months as a thin line, with gaps where a month is unknown; blank when there is none."""
    values = [value for _month, value in tile.months]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return f'<div style="height:{height}px"></div>'
    low, high = min(known), max(known)
    path, pen_is_down = "", False
    for place, value in enumerate(values):
        if value is not None:
            x = place * width / (len(values) - 1)
            y = height - 2 - (value - low) / ((high - low) or 1) * (height - 4)
            path += f"{'L' if pen_is_down else 'M'}{x:.1f},{y:.1f}"
        pen_is_down = value is not None
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
        f'<path d="{path}" fill="none" stroke="#808691" stroke-width="1.5" vector-effect="non-scaling-stroke"/></svg>'
    )
    words = _("{label}, last 12 months: from {first} to {last}").format(
        label=_(tile.kpi.label),
        first=formats.measure(known[0], tile.kpi.unit, tile.currency),
        last=formats.measure(known[-1], tile.kpi.unit, tile.currency),
    )
    encoded = base64.b64encode(drawn.encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{encoded}" alt="{html.escape(words)}" title="{html.escape(words)}" '
        f'style="width:100%;height:{height}px;display:block">'
    )
