"""How often the rules of a control chart mark a last month that chance alone moves: what docs/signals.md says.

`python -m tools.false_alarms` prints one line per kind of series, of 24 months each.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from dualsite.kpi.control_chart import Chart, Point, limits, rules

MONTHS = 24
SERIES = 20_000

Draw = Callable[[np.random.Generator], list[Point]]


def _values(numbers: np.ndarray) -> list[Point]:
    return [Point(float(number)) for number in numbers]


def _rates(events: np.ndarray, things: np.ndarray) -> list[Point]:
    return [Point(e / n, e, n) for e, n in zip(events.tolist(), things.tolist(), strict=True)]


def _linked(drawn: np.random.Generator, by: float) -> list[Point]:
    """Each month is so much like the one before, and as wide as all of them."""
    numbers = drawn.normal(size=MONTHS + 50)
    for place in range(1, len(numbers)):
        numbers[place] = by * numbers[place - 1] + math.sqrt(1 - by * by) * numbers[place]
    return _values(numbers[-MONTHS:])


def _of_counts(drawn: np.random.Generator, least: int, most: int, share: float) -> list[Point]:
    things = drawn.integers(least, most, MONTHS, endpoint=True)
    return _rates(drawn.binomial(things, share), things)


def _events(drawn: np.random.Generator, least: int, most: int, rate: float) -> list[Point]:
    things = drawn.integers(least, most, MONTHS, endpoint=True)
    return _rates(drawn.poisson(things * rate), things)


KINDS: dict[str, tuple[Chart, Draw]] = {
    "normal": (Chart.XMR, lambda drawn: _values(drawn.normal(size=MONTHS))),
    "skewed (log-normal, σ 0.5)": (Chart.XMR, lambda drawn: _values(drawn.lognormal(0, 0.5, MONTHS))),
    "very skewed (exponential)": (Chart.XMR, lambda drawn: _values(drawn.exponential(1, MONTHS))),
    "each month half like the last (0.5)": (Chart.XMR, lambda drawn: _linked(drawn, 0.5)),
    "each month much like the last (0.8)": (Chart.XMR, lambda drawn: _linked(drawn, 0.8)),
    "a share of 20 to 40, 85 %": (Chart.P, lambda drawn: _of_counts(drawn, 20, 40, 0.85)),
    "a share of 4 to 10, 85 %": (Chart.P, lambda drawn: _of_counts(drawn, 4, 10, 0.85)),
    "a share of 4 to 10, 95 %": (Chart.P, lambda drawn: _of_counts(drawn, 4, 10, 0.95)),
    "events for 20 to 40, 0.5 each": (Chart.U, lambda drawn: _events(drawn, 20, 40, 0.5)),
    "events for 4 to 10, 0.1 each": (Chart.U, lambda drawn: _events(drawn, 4, 10, 0.1)),
}


def alarms(chart: Chart, draw: Draw, series: int = SERIES) -> Iterator[int]:
    """The first rule of the last month of each series that has limits; 0 where there is none."""
    drawn = np.random.default_rng(20261128)
    for _ in range(series):
        points = draw(drawn)
        found = limits(chart, points)
        if isinstance(found, list):
            yield min(rules([point.value for point in points], found)[-1], default=0)


def main() -> None:
    for kind, (chart, draw) in KINDS.items():
        counts = Counter(alarms(chart, draw))
        told = sum(counts.values())
        of_rules = "  ".join(f"rule {rule}: {counts[rule] / told:6.2%}" for rule in (1, 2, 3, 4))
        print(f"{kind:40} {chart}  with limits {told:6}  signals {1 - counts[0] / told:6.2%}  {of_rules}")


if __name__ == "__main__":
    main()
