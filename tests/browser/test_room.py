"""The client room on a projector and on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.tab import Tab, new_tab
from tools.server import Server

PAPER_PX = round((297 - 2 * 10) / 25.4 * 96)
"""The width of an A4 page laid across, less its margins of 10 mm, as CSS counts."""

WIDEST = """() => Math.max(...[
    ...document.querySelectorAll('.st-key-room *:not(.draglayer, .draglayer *)')
].map(one => {
    const box = one.getBoundingClientRect();
    return box.width ? box.right : 0;
}))"""
"""How far to the right anything goes, but for the corners to drag a figure by, which are unseen and cut off by it."""


@pytest.fixture(scope="module")
def room(context: BrowserContext, app: Server) -> Iterator[Tab]:
    tab = new_tab(context, app)
    tab.page.set_viewport_size({"width": 1280, "height": 720})
    yield tab.open("client")
    tab.leave()


def test_the_answer_and_the_lots_are_above_the_fold_of_a_projector(room: Tab) -> None:
    boxes = [room.keyed("answer").bounding_box(), room.page.locator("ol.strip").bounding_box()]
    assert max(box["y"] + box["height"] for box in boxes) <= 720


def test_a_printed_page_holds_the_whole_width_and_nothing_but_the_room(room: Tab) -> None:
    room.page.emulate_media(media="print")
    room.page.set_viewport_size({"width": PAPER_PX, "height": 700})
    hidden = ("stHeader", "stDownloadButton", "stDateInput", "stSelectbox")
    widest, shown = (
        room.page.evaluate(WIDEST),
        [name for name in hidden if room.page.get_by_test_id(name).first.is_visible()],
    )
    footer = room.page.get_by_test_id("stCaptionContainer").last
    is_footer_shown = footer.is_visible()
    are_open = [panel.is_visible() for panel in room.page.get_by_test_id("stTabPanel").all()]
    pages = room.page.pdf(format="A4", landscape=True, prefer_css_page_size=True).count(b"/Type /Page\n")
    drawn = [figure.locator("svg.main-svg").count() > 0 for figure in room.page.locator(".figure").all()]
    room.page.emulate_media(media="screen")
    room.page.set_viewport_size({"width": 1280, "height": 720})
    assert shown == []
    assert not is_footer_shown
    assert widest <= PAPER_PX + 1
    assert pages >= 3
    assert are_open == [True] * 6, "paper has no tabs"
    assert drawn == [True] * len(drawn)
    assert len(drawn) >= 5


def test_the_margins_of_the_paper_say_whose_it_is(room: Tab) -> None:
    styles = room.page.evaluate("() => [...document.querySelectorAll('style')].map(style => style.textContent)")
    on_paper = next(text for text in styles if "@page" in text)
    assert "A4 landscape" in on_paper
    for place in ("@top-left", "@top-right", "@bottom-left", "@bottom-right"):
        assert place in on_paper
    assert "Confidential" in on_paper
