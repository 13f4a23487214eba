"""The menu Export stands in the line of the title of every page that can be exported."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.exports import content
from dualsite.sitemap import EXECUTIVE, PAGES, Page, PageId
from dualsite.web.meeting import screen as meeting
from dualsite.web.meeting.cookies import BROWSER
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen


@pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)
def test_it_stands_beside_the_title(entry: Page, seen: Seen) -> None:
    screen = seen(None, entry)
    title, *menus = on.elements(on.part(screen, "title"))
    assert title.value == entry.title
    assert [one.type for one in menus] == ["popover"] * (content.is_exported(entry.id) or entry.id is PageId.ACCESS)


def test_the_room_of_a_client_can_be_taken_away_once_the_client_is_chosen(
    dashboard: Dashboard, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting.lock, "cookie", lambda name: "mine" if name == BROWSER else None)
    screen = dashboard(plans, PAGES[PageId.MEETING])
    assert len(list(on.elements(on.part(screen, "title")))) == 1
    screen.selectbox(key="client to meet").select("Oak Medicines").run()
    assert not screen.exception
    assert [one.type for one in on.elements(on.part(screen, "title"))][1:] == ["popover"]
