"""How the time of answers grows with the data: illustrative operations at growing scales, each in its own process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from bench.report import Measured
from dualsite import sample

SCALES = (1, 10, 100, 1000, 10_000)
"""Times the batches, their events, inputs and shipments of a plausible network; 10,000 is tens of millions of rows."""

DAYS: Mapping[int, int] = {10_000: 1}
"""As of how many days a scale is asked, where not of `USUAL_DAYS`."""

USUAL_DAYS = 3

PLOT = Path(__file__).parent / "results" / "growth.html"

LOAD, TODAY, HEAVIEST, WARM = "loading and checking", "Today", "the heaviest page", "tiles again"


@dataclass(frozen=True)
class Growth:
    """What one scale takes, as `bench.grown` tells it."""

    scale: int
    told: Mapping[str, Any]

    @property
    def seconds(self) -> dict[str, float]:
        pages = self.told["seconds"]
        return {
            LOAD: self.told["open_s"],
            TODAY: pages["today"],
            HEAVIEST: max(pages.values()),
            WARM: self.told["again_s"],
        }

    @property
    def times_raw(self) -> float:
        """The heaviest page against plain DuckDB."""
        heaviest = max(self.told["seconds"], key=self.told["seconds"].__getitem__)
        return float(self.told["seconds"][heaviest] / self.told["raw_s"][heaviest])


def measured(work: Path, _runs: int) -> Iterator[Measured]:
    """The growth over these scales, and a plot of it in `PLOT`; the data are written below `work`, scale by scale."""
    grown = []
    for scale in SCALES:
        folder = work / f"scale-{scale}"
        sample.write(folder, scale=scale, is_by_month=True)
        days = str(DAYS.get(scale, USUAL_DAYS))
        command = [sys.executable, "-m", "bench.grown", str(folder), "--days", days]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        shutil.rmtree(folder)
        grown.append(Growth(scale, json.loads(done.stdout)))
        yield from _results(grown[-1])
    plot(grown, PLOT)


def _results(one: Growth) -> Iterator[Measured]:
    """The same as lines of the report, with the scale and the rows in the place of the page."""
    told = one.told
    where = f"scale {one.scale}, {told['rows']:,} rows"
    for what, value in one.seconds.items():
        yield Measured(what, where, "ms", (1000 * value,))
    for page, value in told["seconds"].items():
        yield Measured(f"anew: {page}", where, "ms", (1000 * value,))
    yield Measured("the heaviest page against plain DuckDB", where, "", (one.times_raw,))
    for name in ("peak_mb", "open_read_mb", "today_read_mb", "mb"):
        yield Measured(name.removesuffix("_mb").replace("_", " "), where, "MB", (told[name],))


def plot(grown: Sequence[Growth], file: Path) -> None:
    """Seconds against rows, both on logarithmic axes, as a page that needs no network."""
    drawn = go.Figure()
    for what in (LOAD, TODAY, HEAVIEST, WARM):
        drawn.add_trace(
            go.Scatter(
                x=[one.told["rows"] for one in grown],
                y=[one.seconds[what] for one in grown],
                name=what,
                mode="lines+markers+text",
                text=[f"{one.seconds[what]:.2g} s" for one in grown],
                textposition="top center",
            )
        )
    drawn.update_layout(
        title="Seconds against rows",
        xaxis={"type": "log", "title": "rows of the data folder"},
        yaxis={"type": "log", "title": "seconds"},
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn.write_html(file, include_plotlyjs=True)
