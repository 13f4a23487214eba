"""How the time of answers grows with the data: illustrative operations at growing scales, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import plotly.graph_objects as go

from bench.report import Measured
from dualsite import access, kpi, sample, store
from dualsite.access import View
from dualsite.insights.kpis import tiles, today

SCALES = (1, 10, 100, 1000)
"""Times the batches, inputs, shipments and quality events of a plausible network; 1000 is millions of them."""

RUNS = 3

PLOT = Path(__file__).parent / "results" / "growth.html"

ALL_KPIS, PAGE, WARM, LOAD = "all KPIs", "a page's KPIs", "the same again", "loading and checking"


@dataclass(frozen=True)
class Growth:
    """What one scale takes. Seconds, in the order measured."""

    scale: int
    rows: int
    seconds: dict[str, list[float]]


def measured(work: Path, _runs: int) -> Iterator[Measured]:
    """The growth over these scales, and a plot of it in `PLOT`; the data are written below `work`."""
    grown = []
    for scale in SCALES:
        grown.append(_at(work / f"scale-{scale}", scale))
        yield from _results(grown[-1])
    plot(grown, PLOT)


def _at(folder: Path, scale: int) -> Growth:
    sample.write(folder, scale=scale)
    seconds: dict[str, list[float]] = {}
    began = time.perf_counter()
    opened = store.open(folder)
    version = opened.version()
    seconds = {LOAD: [time.perf_counter() - began]}
    connection = opened.connect()
    # Nobody has asked for these days yet, so nothing is remembered of them.
    days = [version.dataset.as_of - timedelta(days=back) for back in range(2 * RUNS)]
    views = [access.view(version, connection, as_of=day) for day in days]
    seconds[ALL_KPIS] = [_seconds(kpi.answers, view) for view in views[:RUNS]]
    seconds[PAGE] = [_seconds(_page, view) for view in views[RUNS:]]
    seconds[WARM] = [_seconds(_page, view) for view in views[RUNS:]]
    return Growth(scale, sum(version.rows.values()), seconds)


def _page(view: View) -> None:
    tiles.tiles(view, today.TILES)


def _seconds(answer: Callable[[View], object], view: View) -> float:
    began = time.perf_counter()
    answer(view)
    return time.perf_counter() - began


def _results(one: Growth) -> Iterator[Measured]:
    """The same as lines of the report, with the scale and the rows in the place of the page."""
    for what, values in one.seconds.items():
        yield Measured(what, f"scale {one.scale}, {one.rows:,} rows", "ms", tuple(1000 * value for value in values))


def plot(grown: Sequence[Growth], file: Path) -> None:
    """Medians against rows, both on logarithmic axes, as a page that needs no network."""
    drawn = go.Figure()
    for what in (LOAD, ALL_KPIS, PAGE, WARM):
        drawn.add_trace(
            go.Scatter(
                x=[one.rows for one in grown],
                y=[median(one.seconds[what]) for one in grown],
                name=what,
                mode="lines+markers+text",
                text=[f"{median(one.seconds[what]):.2g} s" for one in grown],
                textposition="top center",
            )
        )
    drawn.update_layout(
        title=f"Median seconds against rows, n = {RUNS} (loading: 1)",
        xaxis={"type": "log", "title": "rows of the data folder"},
        yaxis={"type": "log", "title": "seconds"},
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn.write_html(file, include_plotlyjs=True)
