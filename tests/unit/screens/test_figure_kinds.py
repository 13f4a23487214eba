"""The figures use no other kinds of marks than the browser's script has, and tell of no look."""

from __future__ import annotations

import ast
import json
import re

import pandas as pd
import plotly.graph_objects as go

from dualsite.screens.shared.figures.encoding import KINDS, encoded
from tools.server import ROOT

BUNDLE = (ROOT / "tools" / "plotly" / "bundle.js").read_text(encoding="utf-8")
IN_ITS_CORE = {"scatter"}
NO_MARKS = {"annotation", "hline", "hrect", "shape", "traces", "trace", "vline", "vrect", "layout_image"}


def test_the_script_has_every_kind_that_is_named() -> None:
    assert set(re.findall(r'from "plotly\.js/lib/(\w+)"', BUNDLE)) - {"core"} | IN_ITS_CORE == KINDS


def test_every_figure_is_made_of_those_kinds() -> None:
    made = {
        node.func.attr.removeprefix("add_")
        for path in (ROOT / "dualsite" / "screens").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("add_")
    }
    assert made - NO_MARKS - KINDS == set()
    assert "bar" in made


def test_the_same_figure_is_the_same_bytes_without_a_look() -> None:
    one, other = (go.Figure(go.Bar(x=["A"], y=[1])) for _ in range(2))
    told, digest = encoded(one, "A: 1", "clicks", {"displayModeBar": False})
    assert (told, digest) == encoded(other, "A: 1", "clicks", {"displayModeBar": False})
    assert json.loads(told) == {
        "alt": "A: 1",
        "config": {"displayModeBar": False},
        "digest": digest,
        "figure": {"data": [{"type": "bar", "x": ["A"], "y": [1]}], "layout": {}},
        "selects": "clicks",
    }
    assert encoded(one, "A: 1", "", {})[1] == digest


def test_another_figure_has_another_digest_and_what_is_unknown_is_null() -> None:
    one = go.Figure(go.Bar(x=["A", "B"], y=pd.Series([1, None], dtype="object")))
    told, digest = encoded(one, "A: 1", "", {})
    assert json.loads(told)["figure"]["data"][0]["y"] == [1, None]
    assert encoded(go.Figure(go.Bar(x=["A"], y=[2])), "A: 2", "", {})[1] != digest
