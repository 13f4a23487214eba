"""No way around the scope in the code: rows come through `View.table`, and nothing is kept without the scope."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.server import ROOT
from dualsite.screens.shared.links import FOLDER
from dualsite.sitemap import CLIENT

ABOVE = [
    path
    for folder in ("dualsite", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.relative_to(ROOT).parts[:2] not in (("dualsite", "store"), ("dualsite", "schema"))
]
"""Everything above the store: what draws, answers and asks."""

PAST_THE_SCOPE = frozenset(("connection", "_everyones", "raw_sql", "con", "_database", "listing", "report", "rows"))
"""Attributes by which rows, or what rests on everyone's rows, are reached without a scope."""

MAY = {
    "dualsite/access/view.py": {"connection", "_everyones", "listing"},
    "dualsite/insights/data/tables.py": {"listing", "report", "rows"},
    "dualsite/insights/exceptions/ranking.py": {"report"},
    "dualsite/cli/data.py": {"report", "rows"},
    "dualsite/web/session.py": {"connection"},
    "dualsite/web/frame.py": {"connection", "report"},
    "dualsite/screens/data/parts/imports.py": {"listing"},
    "dualsite/screens/data/parts/contents.py": {"report", "rows"},
}
"""Who may, for what: the views themselves, and what speaks of the delivery as a whole, which no client's page does."""


BY_THE_VIEW = ("cached_per_view", "cached_per_item")


def _reads(path: Path) -> Iterator[tuple[str, int]]:
    """The forbidden attributes a module reads of a view, a version, a store or a connection, each with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in PAST_THE_SCOPE:
            owner = ast.unparse(node.value).rsplit(".", 1)[-1].strip("()")
            if node.attr.startswith(("_", "raw", "con")) or owner in ("version", "shown", "refused", "store", "view"):
                yield node.attr, node.lineno


@pytest.mark.parametrize("path", ABOVE, ids=lambda path: str(path.relative_to(ROOT)))
def test_rows_are_read_through_the_scope_alone(path: Path) -> None:
    allowed = MAY.get(str(path.relative_to(ROOT)), set())
    assert [(name, line) for name, line in _reads(path) if name not in allowed] == []


def test_the_guard_sees_a_page_that_reads_past_the_scope(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    for past in ("view.connection.table('batches')", "view._everyones('batches')", "view.version.rows['batches']"):
        page.write_text(past)
        assert list(_reads(page)), past


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_every_page_begins_with_its_view(path: Path) -> None:
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    assert "ui.begin" in calls
    if path.name in {entry.file for entry in CLIENT}:
        assert not any(call.startswith(("session.", "store.")) for call in calls), "its view is all that it may read"


@pytest.mark.parametrize("path", ABOVE, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_of_a_view_is_kept_but_by_its_key(path: Path) -> None:
    """The two decorators of `dualsite.cache` alone keep answers, by the view’s key, which holds the scope."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            keeps = [ast.unparse(one) for one in node.decorator_list]
            keeps = [one for one in keeps if "cache" in one and one not in BY_THE_VIEW]
            taken = [ast.unparse(one.annotation) for one in node.args.args if one.annotation]
            about_rows = [one for one in taken if one in ("View", "Question", "Version") or "Table" in one]
            assert not (keeps and about_rows), f"{node.name} keeps {about_rows} by {keeps}"
            assert not any("st.cache" in one for one in keeps), f"{node.name}: Streamlit's cache knows no scope"
