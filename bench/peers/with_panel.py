"""The small page in Panel, with Bokeh. The port is the first argument."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import panel as pn
from bokeh.plotting import figure

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.peers import small

LOTS = small.rows()


def page() -> Any:
    """A session's own page."""
    site = pn.widgets.Select(name="Site", options=list(small.SITES))

    def draw(site: str) -> Any:
        shown = small.shown(LOTS, site)
        line = figure(x_axis_type="datetime", height=450, sizing_mode="stretch_width")
        line.line(shown.months.day, shown.months.litres)
        bars = figure(x_range=list(shown.products["product"]), height=450, sizing_mode="stretch_width")
        bars.vbar(x=shown.products["product"], top=shown.products.litres, width=0.8)
        return pn.Column(
            pn.Row(*(pn.pane.Markdown(f"{name}\n\n**{value}**") for name, value in shown.facts.items())),
            pn.Row(line, bars, sizing_mode="stretch_width"),
            pn.pane.DataFrame(shown.largest),
            sizing_mode="stretch_width",
        )

    return pn.Column(f"# {small.TITLE}", site, pn.bind(draw, site), sizing_mode="stretch_width")


if __name__ == "__main__":
    pn.serve({"/": page}, address="127.0.0.1", port=int(sys.argv[1]), show=False, title=small.TITLE)
