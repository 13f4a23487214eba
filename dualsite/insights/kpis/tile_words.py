"""What stands around the value of a tile, in words: its change, what its months say, its target."""

from __future__ import annotations

from typing import Literal

from dualsite import formats
from dualsite.i18n import _
from dualsite.insights.kpis import signal_words
from dualsite.insights.kpis.tiles import Tile
from dualsite.kpi import Kpi
from dualsite.kpi.control_chart import Assurance, Variation


def changed(tile: Tile) -> str:
    """How the value has changed on the year before; empty where that is unknown."""
    return _("{change} vs prior year").format(change=tile.change) if tile.change else ""


def months(tile: Tile) -> str:
    """Whether its months are more than chance, in a word or two.

    Empty for a KPI without months, and where the reason why there are none stands in place of the value's n.
    """
    signal = tile.signal
    if signal is None or (signal.reason is not None and signal.reason == tile.figure.reason):
        return ""
    return signal_words.short(signal)


def ahead(tile: Tile) -> str:
    """Whether the target will be met if nothing changes; empty where that is not known."""
    signal = tile.signal
    if signal is None or signal.assurance is None or signal.target is None:
        return ""
    return _(signal_words.AHEAD[signal.assurance])


def bound(tile: Tile) -> str:
    """The target with the side on which it is met: ≥ 93.0 %; empty without a target."""
    if tile.target is None:
        return ""
    side = "≥" if tile.target.is_least else "≤"
    return f"{side} {formats.measure(tile.target.value, tile.kpi.unit, tile.currency)}"


def against_target(tile: Tile) -> str:
    """The target, and whether it is met where that can be said; empty without a target."""
    said = bound(tile)
    if not said:
        return ""
    if tile.is_met is None:
        return _("target {bound}").format(bound=said)
    return (_("met {bound}") if tile.is_met else _("missed {bound}")).format(bound=said)


def unit(kpi: Kpi, currency: str) -> str:
    """The unit of a value that stands as a number of its own: %, d, USD; empty for a count and a ratio."""
    if kpi.is_money:
        return currency
    if kpi.unit == "fraction":
        return "%"
    return "" if kpi.unit in ("count", "ratio") else _(kpi.unit)


Sign = Literal["good", "watch", ""]


def months_sign(tile: Tile) -> Sign:
    """What sign `months` carries: where the KPI says what is better, whether it improves or gets worse."""
    variation = tile.signal.variation if tile.signal and months(tile) else None
    return _VARIATION_SIGNS.get(variation, "") if variation else ""


def ahead_sign(tile: Tile) -> Sign:
    """What sign `ahead` carries."""
    assurance = tile.signal.assurance if tile.signal and ahead(tile) else None
    return _ASSURANCE_SIGNS.get(assurance, "") if assurance else ""


def target_sign(tile: Tile) -> Sign:
    """What sign `against_target` carries."""
    return "" if tile.is_met is None else "good" if tile.is_met else "watch"


_VARIATION_SIGNS: dict[Variation, Sign] = {Variation.IMPROVEMENT: "good", Variation.CONCERN: "watch"}
_ASSURANCE_SIGNS: dict[Assurance, Sign] = {Assurance.PASS: "good", Assurance.FAIL: "watch"}
