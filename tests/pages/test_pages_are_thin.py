"""A page is read like its screen: it begins, picks, measures and draws; how things are drawn stands elsewhere, once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from dualsite.screens.shared.links import FOLDER
from tools.server import ROOT

MOST_LINES = 40

DRAWN_BY = {
    "dataframe": "dualsite/screens/shared/tables.py",
}
"""What Streamlit draws rows with, and the one module that calls it."""

OTHER_WAYS = {
    "plotly_chart",
    "table",
    "data_editor",
    "bar_chart",
    "line_chart",
    "area_chart",
    "scatter_chart",
    "vega_lite_chart",
}
OTHER_WAYS |= {"altair_chart", "map", "pydeck_chart", "pyplot", "graphviz_chart"}
"""Ways that Streamlit offers besides."""

every_page = pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)


@every_page
def test_a_page_is_short_and_neither_defines_nor_reckons(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    made = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.BinOp, ast.ListComp, ast.DictComp, ast.GeneratorExp)
    assert [ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, made)] == []


def test_rows_and_figures_are_shown_in_one_way_each() -> None:
    found = {
        (node.func.attr, path.relative_to(ROOT).as_posix())
        for folder in ("dualsite", "pages")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "st"
        and node.func.attr in DRAWN_BY.keys() | OTHER_WAYS
    }
    assert found == set(DRAWN_BY.items())
