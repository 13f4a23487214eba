"""No way around the scope in the code: rows come through `View.table`, and nothing is kept without the scope.

Nor around what a view knows: its day and its filters are acted on where rows come through, and nowhere above.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dualsite.schema import TABLES
from dualsite.screens.shared.links import FOLDER
from dualsite.sitemap import CLIENT
from tools.server import ROOT

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
    "dualsite/access/door.py": {"connection", "_everyones"},
    "dualsite/access/others.py": {"connection"},
    "dualsite/access/view.py": {"connection", "_everyones", "listing", "rows"},
    "dualsite/insights/data/deliveries.py": {"report"},
    "dualsite/insights/data/tables.py": {"listing", "report", "rows"},
    "dualsite/insights/exceptions/ranking.py": {"report"},
    "dualsite/cli/data.py": {"report", "rows"},
    "dualsite/cli/deliveries.py": {"listing", "report", "rows"},
    "dualsite/cli/delivery.py": {"report"},
    "dualsite/cli/loading.py": {"listing"},
    "dualsite/cli/mapping.py": {"report"},
    "dualsite/web/deliveries.py": {"report"},
    "dualsite/web/health.py": {"listing"},
    "dualsite/web/session.py": {"connection"},
    "dualsite/web/frame.py": {"connection"},
    "dualsite/web/audit/data.py": {"report", "rows"},
    "dualsite/screens/data/parts/imports.py": {"listing"},
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
            # The columns of a table say nothing of its rows.
            about_rows = [one for one in taken if one in ("View", "Question", "Version") or re.search(r"Table\b", one)]
            assert not (keeps and about_rows), f"{node.name} keeps {about_rows} by {keeps}"
            assert not any("st.cache" in one for one in keeps), f"{node.name}: Streamlit's cache knows no scope"


SAID = [
    path
    for path in ABOVE
    if path.relative_to(ROOT).parts[:2] in (("dualsite", "insights"), ("dualsite", "screens"), ("dualsite", "exports"))
]
SAID += [path for path in ABOVE if path.relative_to(ROOT).parts[0] == "pages"]
"""What says something of rows: insights, screens, exports and pages."""

NAMES_A_FILTER = {
    "dualsite/insights/exceptions/behind.py": {"site"},
    "dualsite/insights/contracts/standing.py": {"partner"},
    "dualsite/insights/parties.py": {"partner"},
    "dualsite/insights/clients/room.py": {"partner"},
    "dualsite/exports/receipts/issuing.py": {"site", "partner"},
    "dualsite/exports/origin.py": {"site", "partner"},
    "dualsite/screens/shared/filters.py": {"site", "partner"},
    "dualsite/insights/capacity/slot_question.py": {"site"},
    "dualsite/insights/capacity/slots.py": {"site"},
    "dualsite/insights/continuity/outage.py": {"site"},
    "dualsite/screens/data/parts/imports.py": {"partner"},
    "dualsite/screens/client/parts/whose.py": {"site", "partner"},
}
"""Who speaks of a filter itself: says it, links to it, begins a choice with it. None keeps rows by it."""

READS_FILES = {
    "dualsite/insights/data/tables.py",
    "dualsite/insights/data/provenance.py",
    "dualsite/insights/clients/room.py",
    "dualsite/insights/scenarios/wording.py",
}
"""Who reads rows as the files hold them: what shows the files, counts them, or asks whether a client has any, or
whether what an edit is about is there at all."""

LEARNT = frozenset(
    column.name
    for table in TABLES.values()
    for column in table.columns.values()
    if column.meaning and column.meaning.kind != "planned"
)
"""Columns with a day that a row begins on, or on which something happened: what is known of it depends on the day."""

PLAIN = frozenset(("on", "month"))
"""Among them words that insights use for other days as well, such as that of a target."""


def _views(tree: ast.AST) -> set[str]:
    """What a module calls a view."""
    arguments = [one for node in ast.walk(tree) if isinstance(node, ast.arguments) for one in node.args]
    return {"view"} | {one.arg for one in arguments if one.annotation and ast.unparse(one.annotation) == "View"}


def _filters(path: Path) -> Iterator[tuple[str, int]]:
    """The filters that a module reads of a view, each with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    views = _views(tree)
    for node in ast.walk(tree):
        is_filter = isinstance(node, ast.Attribute) and node.attr in ("site", "partner")
        if is_filter and ast.unparse(node.value).rsplit(".", 1)[-1] in views:
            yield node.attr, node.lineno


def _named(node: ast.AST) -> str | None:
    """The column that an expression reads: `row.opened_on`, `row["opened_on"]`, `getattr` aside."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return None


def _is_as_of(node: ast.AST) -> bool:
    """Whether it is the as-of day itself; a day counted from it bounds a window, and is another matter."""
    return (isinstance(node, ast.Name) and node.id == "as_of") or (
        isinstance(node, ast.Attribute) and node.attr == "as_of"
    )


def _knows_better(path: Path, learnt: frozenset[str]) -> Iterator[int]:
    """The lines on which a module compares a day of `learnt` with the as-of day."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        sides: list[ast.expr] = []
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
            case ast.Call(func=ast.Attribute(attr="between" | "lt" | "le" | "gt" | "ge")):
                sides = [node.func.value, *node.args]
        if any(map(_is_as_of, sides)) and any(_named(side) in learnt for side in sides):
            yield node.lineno


@pytest.mark.parametrize("path", SAID, ids=lambda path: str(path.relative_to(ROOT)))
def test_rows_are_kept_by_the_view_and_not_by_hand(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    assert [found for found in _filters(path) if found[0] not in NAMES_A_FILTER.get(name, ())] == []
    is_insight = name.startswith("dualsite/insights")
    assert list(_knows_better(path, LEARNT - PLAIN if is_insight else LEARNT)) == []
    assert name in READS_FILES or ".stored(" not in path.read_text(encoding="utf-8")


def test_who_names_a_filter_still_does() -> None:
    for name, allowed in NAMES_A_FILTER.items():
        assert {found for found, _line in _filters(ROOT / name)} == allowed, name
    assert all(".stored(" in (ROOT / name).read_text(encoding="utf-8") for name in READS_FILES)


@pytest.mark.parametrize(
    "fault",
    [
        "rows = rows[rows.site_id == view.site]",
        "def lots(asked: View):\n    return asked.partner",
        "rows.filter(rows.partner_id == self.view.partner)",
    ],
)
def test_the_guard_sees_a_filter_by_hand(tmp_path: Path, fault: str) -> None:
    page = tmp_path / "page.py"
    page.write_text(fault)
    assert list(_filters(page))


@pytest.mark.parametrize(
    "fault",
    [
        "is_open = row.closed_on is None or row.closed_on > view.as_of",
        "known = [row for row in rows if row['opened_on'] <= as_of]",
        "rows.filter(rows.disposition_on.le(view.as_of))",
        "since < row.actual_on <= view.as_of",
    ],
)
def test_the_guard_sees_knowledge_by_hand(tmp_path: Path, fault: str) -> None:
    page = tmp_path / "page.py"
    page.write_text(fault)
    assert list(_knows_better(page, LEARNT))


@pytest.mark.parametrize(
    "fine",
    [
        "recent = rows.manufactured_on > view.as_of - timedelta(days=90)",
        "is_late = row.due_on < view.as_of",
        "first = min([*rows.opened_on, as_of])",
    ],
)
def test_the_guard_lets_windows_plans_and_axes_pass(tmp_path: Path, fine: str) -> None:
    page = tmp_path / "page.py"
    page.write_text(fine)
    assert not list(_knows_better(page, LEARNT))
