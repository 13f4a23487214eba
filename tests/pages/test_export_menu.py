"""The menu Export stands in the line of the title of every page that can be exported."""

from __future__ import annotations

import pytest

from dualsite.exports import content
from dualsite.sitemap import EXECUTIVE, Page
from tests.pages import screen as on
from tests.pages.conftest import Seen


@pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)
def test_it_stands_beside_the_title(entry: Page, seen: Seen) -> None:
    screen = seen(None, entry)
    title, *menus = on.elements(on.part(screen, "title"))
    assert title.value == entry.title
    assert [one.type for one in menus] == ["popover"] * content.is_exported(entry.id)
