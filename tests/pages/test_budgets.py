"""What the first view of a page may cost a browser: each element is drawn by itself, each message is handled alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dualsite.sitemap import EXECUTIVE, Page, PageId
from tests.pages import screen as on
from tests.pages.conftest import Seen

AROUND = 5
"""Messages around those that draw: the session, that it runs, the page's settings, the navigation, and the end."""

MOST = {PageId.TODAY: (45, 60)}
MOST_ELSEWHERE = (60, 90)
"""Elements, and messages: one for each element, container, column and tab, besides those around them."""


@pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)
def test_the_first_view_of_a_page_stays_within_its_budget(entry: Page, seen: Seen) -> None:
    screen = seen(None, entry)
    drawn = list(everything(screen._tree))
    found = sum(not hasattr(one, "children") for one in drawn), AROUND + len(drawn)
    most = MOST.get(entry.id, MOST_ELSEWHERE)
    assert all(one <= limit for one, limit in zip(found, most, strict=True)), f"{found}, at most {most}"


def everything(tree: Any) -> Iterator[Any]:
    """All that a page draws, without what Streamlit itself holds it in."""
    for part in tree.children.values():
        yield from on.elements(part)
