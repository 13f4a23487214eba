"""The presenter view on a projector: it fits, keys lead through it, and the next screen comes at once."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from bench import waits
from dualsite.screens.client.parts.presenter import SCREENS
from tests.browser import meeting
from tests.browser.accessibility import findings
from tests.browser.tab import Tab, new_tab
from tests.browser.test_every_page import WIDTHS
from tools.browser import wait_until_ready
from tools.server import Server

PROJECTORS = [(1280, 720), (1920, 1080)]
TYPE = {1280: 1.2, 1920: 1.5}
"""How much larger than elsewhere type is at least, by the width of the screen."""

CLIENT = "Illustrative Client A"

MOST_OF_A_RELOAD = 0.5
"""What the next screen may take beside a reload of the room, both with answers known. What it takes in milliseconds,
`python -m bench` says."""

SIZE = """() => {
    const text = [...document.querySelectorAll('.st-key-room :is(p, td)')].find(one => one.offsetHeight);
    return text.getBoundingClientRect().height / text.offsetHeight;
}"""
"""How much larger than its own size a text of the screen is drawn."""


LAST_BAR = """() => [...document.querySelectorAll('.figure .barlayer .point path')]
    .map(bar => bar.getBoundingClientRect()).filter(({width, height}) => width > 4 && height > 4)
    .map(({left, top, width, height}) => ({x: left + width / 2, y: top + height / 2, width})).at(-1)"""
"""The last bar of the page that can be pointed at: where its middle is on the screen, and how wide it is."""

TOLD_OF = """() => {
    const place = [...document.querySelectorAll('.figure')].find(one => one._hoverdata?.length);
    const scale = place.getBoundingClientRect().width / place.offsetWidth;
    const {xaxis, x} = place._hoverdata[0];
    return place.getBoundingClientRect().left + scale * (xaxis._offset + xaxis.d2p(x));
}"""
"""Where on the screen the mark stands, across, that a figure tells of."""


@pytest.fixture(scope="module", params=PROJECTORS, ids=lambda size: f"{size[0]}×{size[1]}")
def presented(request: Any, context: BrowserContext, app: Server) -> Iterator[tuple[Tab, int, int]]:
    tab = new_tab(context, app)
    width, height = request.param
    tab.page.set_viewport_size({"width": width, "height": height})
    yield tab.open("client"), width, height
    complaints = tab.complaints()
    tab.leave()
    assert complaints == []


def press(tab: Tab, key: str) -> None:
    with tab.rerun():
        tab.page.keyboard.press(key)


def test_every_screen_fits_in_large_type_and_everyone_can_use_it(presented: tuple[Tab, int, int]) -> None:
    tab, width, height = presented
    with tab.rerun():
        tab.page.locator("a.present").click()
    seen = [str(tab.query["present"][0])]
    while True:
        assert tab.page.evaluate(SIZE) >= TYPE[width]
        assert all(whole <= part for whole, part in tab.page.evaluate(WIDTHS)), seen
        assert not tab.page.get_by_test_id("stHeader").is_visible()
        assert not tab.page.get_by_test_id("stSelectbox").first.is_visible()
        figure = tab.page.locator(".figure, .listing, .strip").first.bounding_box()
        assert figure["y"] < 0.7 * height, f"{seen[-1]} begins above the fold"
        assert findings(tab.page) == [], seen
        if not tab.page.locator(".st-key-presenter a.next").count():
            break
        press(tab, "ArrowRight")
        seen.append(str(tab.query["present"][0]))
    assert seen == [id_ for id_ in SCREENS if id_ in seen]
    assert len(seen) > 7
    press(tab, "ArrowLeft")
    assert tab.query["present"] == [seen[-2]]
    tab.page.reload()
    tab.ready()
    assert tab.query["present"] == [seen[-2]], "kept in the URL"
    press(tab, "Escape")
    assert "present" not in tab.query
    assert tab.page.get_by_test_id("stHeader").is_visible()


def test_figures_answer_to_the_mouse_where_it_is(presented: tuple[Tab, int, int]) -> None:
    tab, _width, _height = presented
    tab.open("client", present="volumes")
    bar = tab.page.wait_for_function(LAST_BAR).json_value()
    tab.page.mouse.move(bar["x"], bar["y"], steps=4)
    tab.page.locator(".figure .hoverlayer .hovertext").first.wait_for()
    assert abs(tab.page.evaluate(TOLD_OF) - bar["x"]) <= bar["width"] / 2
    tab.page.mouse.move(1, 1)


def test_the_next_screen_takes_at_most_half_of_a_reload(context: BrowserContext, app: Server) -> None:
    page = context.new_page()
    page.add_init_script(waits.CLICKED)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app.url}/client")
    wait_until_ready(page)
    list(waits.turns(page, "next"))
    turned = [waited for _time in range(2) for waited in waits.turns(page, "next")]
    reloads = [reloaded(page) for _time in range(3)]
    page.close()
    assert len(turned) > 14
    assert median(turned) <= MOST_OF_A_RELOAD * median(reloads), (turned, reloads)


def reloaded(page: Any) -> float:
    """Milliseconds from asking for the room anew until it is drawn."""
    page.reload(wait_until="commit")
    wait_until_ready(page)
    return float(page.evaluate("performance.now()"))


def test_the_page_meeting_leads_to_the_presenter_view_of_the_locked_room(browser: Browser, app: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(120_000)
    host = new_tab(context, app).open("meeting")
    room = meeting.begin(host.page, CLIENT, "Open the presenter view")
    assert room.url.endswith("/?present=status")
    assert room.get_by_role("button", name="End meeting").count() == 0
    room.keyboard.press("Escape")
    room.get_by_role("button", name="End meeting").wait_for()
    meeting.end(room)
    room.get_by_text("The meeting has ended.").wait_for()
    context.close()
