"""The figures use no other kinds of marks than the browser's script has, and tell of no look."""

from __future__ import annotations

import ast
import json
import re
import zlib

import pandas as pd
import pytest

from dualsite.screens.shared.figures.drawing import Drawing
from dualsite.screens.shared.figures.encoding import KINDS, PACKED_FROM, encoded
from tools.server import ROOT

BUNDLE = (ROOT / "tools" / "plotly" / "bundle.js").read_text(encoding="utf-8")
IN_ITS_CORE = {"scatter"}
NO_MARKS = {"annotation", "annotations", "hline", "hrect", "shape", "vline"}


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


def bars(x: list[str], y: list[float | None]) -> Drawing:
    drawn = Drawing()
    drawn.add_bar(x=x, y=y)
    return drawn


def test_the_same_figure_is_the_same_bytes_without_a_look() -> None:
    one, other = (bars(["A"], [1]) for _ in range(2))
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
    one = bars(["A", "B"], [1, None])
    told, digest = encoded(one, "A: 1", "", {})
    assert json.loads(told)["figure"]["data"][0]["y"] == [1, None]
    assert json.loads(encoded(bars(["A"], [float("nan")]), "A", "", {})[0])["figure"]["data"][0]["y"] == [None]
    assert encoded(bars(["A"], [2]), "A: 2", "", {})[1] != digest


def test_a_figure_that_is_no_small_one_is_sent_compressed_by_itself() -> None:
    marks = [f"2026-{month:02}" for month in range(1, 13)]
    small, large = (bars(marks * times, [0] * 12 * times) for times in (2, 20))
    as_it_is, packed = (encoded(one, "Litres", "", {})[0] for one in (small, large))
    assert as_it_is.startswith(b'{"alt":"Litres"')
    assert len(packed) < 500 < PACKED_FROM < len(zlib.decompress(packed))
    assert json.loads(zlib.decompress(packed))["figure"]["data"][0]["x"] == marks * 20
    assert encoded(large, "Litres", "", {})[0] == packed


def test_a_column_of_a_frame_is_refused() -> None:
    with pytest.raises(TypeError, match="Series"):
        encoded(bars(["A"], pd.Series([1])), "A: 1", "", {})
