"""A figure as a browser is told of it: its marks and axes, without the look that the page gives it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from dualsite.cache import cached_by_content
from dualsite.screens.shared.figures.drawing import Drawing

KINDS = frozenset(("bar", "choropleth", "heatmap", "scatter", "scattergeo"))
"""The kinds of marks that the browser's script can draw; `tools/plotly/bundle.js` puts them into it."""

PACKED_FROM = 2_000
"""Bytes from which a figure is sent compressed: of a smaller one nothing is gained, it fits into a packet or two."""


def encoded(drawn: Drawing, alt: str, selects: str, config: Mapping[str, Any]) -> tuple[bytes, str]:
    """What is sent for a figure, the same bytes for the same figure, and a digest of it.

    JSON, by itself and compressed (zlib) from PACKED_FROM bytes on: it begins with a brace where it is not.
    `selects` is what a click on a mark does: `marks` selects it, `clicks` is told as such, and with "" it does nothing.
    Raises TypeError where a mark holds what is neither text, number nor None.
    """
    marks = orjson.dumps({"data": drawn.data, "layout": drawn.layout}, option=orjson.OPT_SERIALIZE_NUMPY)
    digest = hashlib.blake2b(marks, digest_size=8).hexdigest()
    told = orjson.dumps({"alt": alt, "config": dict(config), "digest": digest, "selects": selects})
    return _packed(b'%b,"figure":%b}' % (told[:-1], marks)), digest


@cached_by_content
def _packed(told: bytes) -> bytes:
    return told if len(told) < PACKED_FROM else zlib.compress(told)
