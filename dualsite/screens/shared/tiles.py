"""KPI tiles on a page, all of them one block of HTML, each with one click to its card."""

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
from dualsite.screens.shared import links, markup, visit
from dualsite.screens.shared.card import show_card

_CHANGED: dict[Literal["better", "worse", "neither"], str] = {"better": "good", "worse": "bad", "neither": "grey"}

CARD = "card"
"""The parameter of the URL that names the KPI whose card is open."""


def tiles(view: View, ids: Sequence[str]) -> None:
    """The KPIs as tiles, in the order given, and the card of the one that the URL asks for."""
    found = tiles_of(view, ids)
    note = _("Trailing 12 months to {day} unless the card says otherwise; lines show the last 12 complete months.")
    said = html.escape(note.format(day=formats.day(view.as_of)))
    listed = "".join(map(_drawn, found))
    markup.block(f'<ul class="tiles">{listed}</ul><p class="note">{said}</p>', f"tiles_{ids[0]}", len(found))
    asked = next((tile for tile in found if tile.kpi.id == st.query_params.get(CARD)), None)
    visit.note_choice(CARD, asked and asked.kpi.id)
    if asked is not None:
        show_card(view, asked, _close)


def _close() -> None:
    st.query_params.pop(CARD, None)


def _drawn(tile: Tile) -> str:
    label = _(tile.kpi.label)
    details = links.to_card(
        CARD,
        tile.kpi.id,
        _("Details"),
        label=_("Details of {label}").format(label=label),
        title=_(tile.kpi.definition),
    )
    return (
        f"<li><h3>{html.escape(label)}</h3>{details}"
        f'<p class="value">{html.escape(tile.value)}</p><p class="change">{_change(tile)}</p>{_sparkline(tile)}'
        f"<p>{_standing(tile)}{markup.badge() if tile.figure.is_illustrative else ''}</p></li>"
    )


def _change(tile: Tile) -> str:
    if not tile.change:
        return ""
    beside = markup.grey(_("on a year before"))
    return f'<span class="{_CHANGED[tile.direction]}">{html.escape(tile.change)}</span> {beside}'


def _standing(tile: Tile) -> str:
    """Whether the target is met, and what the value rests on."""
    said = [_against_target(tile), markup.grey(tile.rests_on) if tile.rests_on else ""]
    return " · ".join(filter(None, said)) or markup.grey(formats.UNKNOWN)


def _against_target(tile: Tile) -> str:
    """The target and whether it is met, in words and sign; empty without a target."""
    if tile.target is None:
        return ""
    bound = "≥" if tile.target.is_least else "≤"
    said = f"{bound} {formats.measure(tile.target.value, tile.kpi.unit, tile.currency)}"
    if tile.is_met is None:
        return markup.grey(_("target {bound}").format(bound=said))
    if tile.is_met:
        return markup.signed("good", _("met {bound}").format(bound=said))
    return markup.signed("watch", _("missed {bound}").format(bound=said))


def _sparkline(tile: Tile, width: int = 240, height: int = 24) -> str:
    """The last twelve complete months as a thin line, with gaps where a month is unknown; blank when there is none."""
    values = [value for _month, value in tile.months]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return '<p class="line"></p>'
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
        'class="line">'
    )
