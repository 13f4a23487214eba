"""A drawing holds what plotly would: the same words, in plain dictionaries."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.style import figure
from tests.figures import as_plotly

SAID: list[tuple[str, dict[str, Any]]] = [
    (
        "add_bar",
        {
            "x": [1, None],
            "y": [2, 3],
            "base": None,
            "marker": {"color": "#808691", "line": {"width": None, "color": "#808691"}},
        },
    ),
    ("add_scatter", {"x": ["2026-11-20"], "y": [1], "mode": "markers", "yaxis": "y2"}),
    ("add_heatmap", {"x": [1], "y": [1], "z": [[0.5]]}),
    ("add_scattergeo", {"lat": [55.4], "lon": [10.4]}),
    ("add_choropleth", {"locations": ["DK"], "z": [1]}),
    ("add_annotation", {"text": "Alder", "x": 1, "y": 2, "xref": None, "font": {"size": 11}}),
    ("add_shape", {"type": "rect", "x0": 0, "x1": 1, "y0": 0, "y1": 1}),
    ("add_vline", {"x": "2026-11-20", "line": {"width": 1}}),
    ("add_hline", {"y": 1, "yref": "y2"}),
    ("add_hrect", {"y0": 1, "y1": 2, "layer": "below"}),
    ("update_layout", {"yaxis2": {"domain": [0, 0.5]}, "barmode": "overlay"}),
    ("update_xaxes", {"title": {"text": "days"}, "range": [0, 1]}),
    ("update_yaxes", {"title": {"font": {"size": 11}}, "type": None}),
]


def filled(drawn: Any) -> Any:
    for name, properties in SAID:
        getattr(drawn, name)(**properties)
    return drawn


def test_a_drawing_says_the_same_as_a_figure_of_plotly() -> None:
    ours = filled(figure(200))
    theirs = filled(as_plotly(figure(200))).to_dict()
    assert ours.data == theirs["data"]
    del theirs["layout"]["template"]
    assert ours.layout == theirs["layout"]
    assert as_plotly(ours).to_dict()["layout"] | {"template": None} == theirs["layout"] | {"template": None}


def test_an_axis_that_is_set_holds_nothing_of_before() -> None:
    drawn = figure(200)
    drawn.set_axis("yaxis", range=[0, 1], title=None)
    assert drawn.layout["yaxis"] == {"range": [0, 1]}


def test_texts_stand_one_after_another() -> None:
    drawn = Drawing()
    drawn.add_annotations({"text": text} for text in "ab")
    drawn.add_annotation(text="c")
    assert [one["text"] for one in drawn.layout["annotations"]] == ["a", "b", "c"]


@pytest.mark.parametrize("wrong", [{"colour": "#808691"}, {"mode": "dots"}, {"marker": {"size": "large"}}])
def test_what_plotly_does_not_know_is_found_by_the_tests(wrong: dict[str, Any]) -> None:
    drawn = Drawing()
    drawn.add_scatter(x=[1], y=[1], **wrong)
    with pytest.raises(ValueError, match=next(iter(wrong))):
        as_plotly(drawn)


def test_an_empty_drawing_is_an_empty_figure() -> None:
    assert as_plotly(Drawing()) == go.Figure()
