"""KPI tiles on a page, all of them one block of HTML, each with one click to its card."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.kpis import signal_words as words
from dualsite.insights.kpis import tile_words
from dualsite.insights.kpis.tiles import Tile
from dualsite.insights.kpis.tiles import tiles as tiles_of
from dualsite.kpi.control_chart import Assurance, Variation
from dualsite.screens.shared import links, markup, visit
from dualsite.screens.shared.card import show_card
from dualsite.screens.shared.sparkline import sparkline

_LOOKS: dict[Variation, tuple[str, str]] = {
    Variation.IMPROVEMENT: ("good", ""),
    Variation.CONCERN: ("watch", ""),
    Variation.HIGH: ("moved", "up"),
    Variation.LOW: ("moved", "down"),
    Variation.COMMON: ("grey", "chance"),
}
"""The colour and the icon of each; where the KPI says what is better, the icon says whether it went up or down."""

CARD = "card"
"""The parameter of the URL that names the KPI whose card is open."""


def tiles(view: View, ids: Sequence[str], said: str = "") -> None:
    """The KPIs as tiles, in the order given, and the card of the one that the URL asks for; `said` stands above."""
    found = tiles_of(view, ids)
    note = _(
        "Trailing 12 months to {day} unless stated otherwise; trend lines and signals: the last 24 complete months."
    )
    above = f'<p class="said">{html.escape(said)}</p>' if said else ""
    marks, once = markup.marked_made_up([tile.figure.is_illustrative for tile in found])
    below = f'<p class="note">{html.escape(note.format(day=formats.day(view.as_of)))}{once}</p>'
    listed = "".join(as_html(view, tile, mark) for tile, mark in zip(found, marks, strict=True))
    key = f"tiles_said_{ids[0]}" if said else f"tiles_{ids[0]}"
    markup.block(f'{above}<ul class="tiles">{listed}</ul>{below}', key, len(found))
    asked = next((tile for tile in found if tile.kpi.id == st.query_params.get(CARD)), None)
    visit.note_choice(CARD, asked and asked.kpi.id)
    if asked is not None:
        show_card(view, asked, _close)


def _close() -> None:
    st.query_params.pop(CARD, None)


def as_html(view: View, tile: Tile, mark: str = "") -> str:
    """One tile: its value, what its months say, their line, its target and what it rests on; every text escaped.

    `mark` stands behind what its months say.
    """
    label = _(tile.kpi.label)
    details = links.to_card(
        CARD,
        tile.kpi.id,
        _("Details"),
        label=_("Details of {label}").format(label=label),
        title=_(tile.kpi.definition),
    )
    change = f" {markup.grey(tile_words.changed(tile))}" if tile.change else ""
    return (
        f'<li><h3>{html.escape(label)}</h3>{details}<p class="value">{html.escape(tile.value)}{change}</p>'
        f"<p>{_variation(view, tile)}{mark}</p>{sparkline(tile.signal, tile.currency)}<p>{_standing(tile)}</p></li>"
    )


def _variation(view: View, tile: Tile) -> str:
    """Whether its months are more than chance: icon, word, and the rule behind it.

    Empty for a KPI without months, and where the reason why there are none stands below in place of the value's n.
    """
    said, signal = tile_words.months(tile), tile.signal
    if signal is None or not said:
        return ""
    if signal.variation is None:
        return markup.grey(said)
    mark, icon = _LOOKS[signal.variation]
    icon = icon or ("up" if (signal.variation is Variation.IMPROVEMENT) == (tile.kpi.better == "higher") else "down")
    return markup.iconed(mark, icon, said, words.behind(view, signal))


def _standing(tile: Tile) -> str:
    """Whether the target will be met, whether it is, and what the value rests on."""
    rests_on = markup.grey(tile.rests_on) if tile.rests_on else ""
    if rests_on and not tile.figure.reason:
        rests_on = f'<span class="last">{rests_on}</span>'
    return _DOT.join(filter(None, [_ahead(tile), _against_target(tile), rests_on])) or markup.grey(formats.UNKNOWN)


_DOT = '<span class="dot"> · </span>'


def _ahead(tile: Tile) -> str:
    """Whether the target will be met if nothing changes; empty where that is not known."""
    text, signal = tile_words.ahead(tile), tile.signal
    if not text or signal is None or signal.assurance is None or signal.target is None:
        return ""
    why = _(words.WHY_AHEAD[signal.assurance])
    if signal.assurance is Assurance.HIT_OR_MISS:
        return markup.iconed("grey", "across", text, why)
    is_met = signal.assurance is Assurance.PASS
    return markup.iconed(
        "good" if is_met else "watch", "over" if is_met == signal.target.is_least else "under", text, why
    )


def _against_target(tile: Tile) -> str:
    """The target and whether it is met, in words and sign; empty without a target."""
    said = tile_words.against_target(tile)
    if not said or tile.is_met is None:
        return markup.grey(said) if said else ""
    return markup.signed("good" if tile.is_met else "watch", said)
