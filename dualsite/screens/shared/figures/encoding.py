"""A figure as a browser is told of it: its marks and axes, without the look that the page gives it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from plotly.io.json import to_json_plotly

from dualsite.screens.shared.figures.style import Drawing

KINDS = frozenset(("bar", "choropleth", "heatmap", "scatter", "scattergeo"))
"""The kinds of marks that the browser's script can draw; `tools/plotly/bundle.js` puts them into it."""


def encoded(drawn: Drawing, alt: str, selects: str, config: Mapping[str, Any]) -> tuple[bytes, str]:
    """What is sent for a figure, the same bytes for the same figure, and a digest of it.

    `selects` is what a click on a mark does: `marks` selects it, `clicks` is told as such, and with "" it does nothing.
    """
    figure = drawn.to_dict()
    figure["layout"].pop("template", None)
    marks = to_json_plotly(figure, engine="orjson").encode()
    digest = hashlib.blake2b(marks, digest_size=8).hexdigest()
    told = orjson.dumps({"alt": alt, "config": dict(config), "digest": digest, "selects": selects})
    return b'%b,"figure":%b}' % (told[:-1], marks), digest
