"""Tiles as the template takes them: words, signs, and the line of their months."""

from __future__ import annotations

from typing import Any

from dualsite.exports.document import TileBlock
from dualsite.exports.pdf.scale import scale
from dualsite.i18n import _
from dualsite.insights.kpis import tile_words
from dualsite.insights.kpis.tiles import Tile

Told = dict[str, Any]


def drawn(block: TileBlock) -> Told:
    """The tiles with what stands above and below them."""
    return {
        "kind": "tiles",
        "said": block.said,
        "note": block.note,
        "tiles": [
            {
                "label": _(tile.kpi.label),
                "value": tile.value,
                "change": tile_words.changed(tile),
                "months": tile_words.months(tile),
                "months_sign": tile_words.months_sign(tile),
                "ahead": tile_words.ahead(tile),
                "ahead_sign": tile_words.ahead_sign(tile),
                "target": tile_words.against_target(tile),
                "target_sign": tile_words.target_sign(tile),
                "rests_on": tile.rests_on,
                "is_illustrative": tile.figure.is_illustrative,
                "line": _line(tile),
            }
            for tile in block.tiles
        ],
    }


def _line(tile: Tile) -> Told | None:
    """The months with their limits, 0 to 1 each way; None for fewer than two."""
    signal = tile.signal
    if signal is None or len(signal.months) < 2:
        return None
    values = [month.figure.value for month in signal.months]
    limits = signal.shown
    known = [one for one in [*values, *(end for both in limits for end in both)] if one is not None]
    axis = scale(known, (min(known), max(known)) if min(known) < max(known) else None, has_zero=False)
    count = len(values) - 1
    banded = [place for place, (low, high) in enumerate(limits) if low is not None and high is not None]
    band = [[place / count, axis.at(limits[place][1] or 0.0)] for place in banded]
    band += [[place / count, axis.at(limits[place][0] or 0.0)] for place in reversed(banded)]
    return {
        "points": [[place / count, axis.at(value)] for place, value in enumerate(values) if value is not None],
        "band": band if len(banded) > 1 else [],
    }
