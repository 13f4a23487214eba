"""A control chart on the page: which months are marked, what stands beside them, and what its axis shows."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dualsite.kpi.windows import months_after
from dualsite.screens.shared.figures.control_chart import control_chart
from tests.figures import as_plotly

FIRST = date(2026, 1, 1)


def months(*values: float, named: dict[int, tuple[str, str]] | None = None, centre: float | None = 10) -> pd.DataFrame:
    """Months of these values within 4 to 16, the rows of `named` with what their variation and their rule is called."""
    marks = named or {}
    return pd.DataFrame(
        [
            {
                "month": months_after(FIRST, place),
                "value": value,
                "n": 5,
                "lower": 4.0 if centre else None,
                "centre": centre,
                "upper": 16.0 if centre else None,
                "target": 12.0,
                "rules": (marks[place][1],) if place in marks else (),
                "takes_part": place < 12,
                "variation": marks[place][0] if place in marks else "COMMON" if centre else None,
                "named": marks[place][1] if place in marks else None,
                "shown": f"{value} d",
                "data_class": "INTERNAL",
            }
            for place, value in enumerate(values)
        ]
    )


def drawing(*asked: Any, **how: Any) -> go.Figure:
    """The chart as plotly holds it."""
    return as_plotly(control_chart(*asked, **how))


def said(drawn) -> list[str]:  # type: ignore[no-untyped-def]
    return [note.text for note in drawn.layout.annotations]


def points(drawn):  # type: ignore[no-untyped-def]
    (found,) = (trace for trace in drawn.data if trace.mode == "markers")
    return found


def test_a_run_is_named_once_at_its_last_month_and_other_marks_by_themselves() -> None:
    run = dict.fromkeys(range(7), ("CONCERN", "run on one side of the mean"))
    drawn = drawing(months(*[11] * 7, 9, 17, named={**run, 8: ("CONCERN", "beyond a limit")}), "d", "USD", "Time, d")
    assert said(drawn)[:2] == ["run on one side of the mean", "beyond a limit"]
    assert [note.x for note in drawn.layout.annotations[:2]] == ["2026-07-01", "2026-09-01"]


def test_the_name_of_a_run_stands_clear_of_the_months_that_it_names() -> None:
    run = dict.fromkeys(range(1, 8), ("IMPROVEMENT", "run on one side of the mean"))
    below = drawing(months(11, 8, 9, 9, 9, 6, 7, 9, named=run), "d", "USD", "Time, d").layout.annotations[0]
    assert (below.x, below.y, below.yanchor) == ("2026-08-01", 6, "top")


def test_better_worse_and_what_is_neither_differ_in_shape_and_unripe_months_are_hollow() -> None:
    named = {0: ("IMPROVEMENT", "trend"), 1: ("CONCERN", "trend"), 2: ("LOW", "trend")}
    drawn = drawing(months(*[10] * 13, named=named), "d", "USD", "Time, d")
    assert list(points(drawn).marker.symbol) == ["diamond", "triangle-up", "square", *["circle"] * 9, "circle-open"]


def test_a_click_tells_the_month_and_a_hover_its_value_and_rules() -> None:
    drawn = drawing(months(10, 17, named={1: ("CONCERN", "beyond <a> limit")}), "d", "USD", "Time, d")
    assert list(points(drawn).customdata[1]) == ["2026-02-01"]
    assert points(drawn).hovertext[1] == "<b>Feb 2026: 17 d</b><br>n = 5<br>beyond &lt;a&gt; limit"


def test_the_lines_are_named_with_their_values_none_over_another() -> None:
    drawn = drawing(months(*[10] * 12), "d", "USD", "Time, d")
    assert said(drawn) == ["limit 4 d", "mean 10 d", "target 12 d", "limit 16 d"]
    low, high = drawn.layout.yaxis.range
    heights = [note.y for note in drawn.layout.annotations]
    assert all(b - a >= 0.069 * (high - low) for a, b in pairwise(heights))


def test_without_limits_the_months_stand_alone_beside_the_target() -> None:
    drawn = drawing(months(10, 11, centre=None), "d", "USD", "Time, d")
    assert said(drawn) == ["target 12 d"]
    assert list(points(drawn).y) == [10, 11]


@pytest.mark.parametrize("span", [(0.0, 40.0), None])
def test_charts_side_by_side_share_one_scale(span: tuple[float, float] | None) -> None:
    drawn = drawing(months(*[10] * 12), "d", "USD", "Time, d", span=span)
    assert tuple(drawn.layout.yaxis.range) == pytest.approx((-4, 44) if span else (4 - 1.2, 16 + 1.2))
