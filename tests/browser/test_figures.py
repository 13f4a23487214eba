"""Figures on a page: sent once, drawn into what stands there, and left as the reader has turned them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dualsite.screens.shared.drawing import COMPONENT
from tests.browser.tab import Tab
from tests.wire.line import Line, line
from tools.browser import IN_SIGHT, wait_until_ready
from tools.server import Server

LONGITUDE = "document.querySelector('.st-key-map .figure')._fullLayout.geo.projection.rotation.lon"


def figures(messages: list[ForwardMsg]) -> list[int]:
    """How many bytes each figure takes that was sent."""
    sent = (message.delta.new_element.bidi_component for message in messages)
    return [len(one.bytes) for one in sent if one.component_name == COMPONENT]


def run(one: Line, page: str) -> list[ForwardMsg]:
    """Run a page as a browser does, which says what it has."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.context_info.locale = "en-US"
    asked.rerun_script.cached_message_hashes.extend(told.hash for told in one.sent if told.metadata.cacheable)
    return one.say(asked)


@pytest.mark.parametrize("page", ["network", "contracts"])
def test_a_figure_that_has_not_changed_is_not_sent_again(page: str, app: Server) -> None:
    with line(app, {}) as one:
        first, again = figures(run(one, page)), figures(run(one, page))
    assert len(first) > 2
    assert [size for size in first if size > 1_000]
    assert sum(first) < 20_000, "they are sent compressed"
    assert [size for size in again if size > 1_000] == []


@pytest.fixture
def network(tab: Callable[[Server], Tab], app: Server) -> Tab:
    return tab(app).open("network")


def test_a_change_is_drawn_into_the_figure_that_stands_there_and_leaves_it_turned(network: Tab) -> None:
    page = network.page
    page.evaluate("document.querySelector('.st-key-map .figure').stands = true")
    box = network.keyed("map").locator(".geo").bounding_box()
    before = page.evaluate(LONGITUDE)
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.8 * box["height"], steps=4)
    page.mouse.up()
    turned = page.evaluate(LONGITUDE)
    assert turned != before
    marks = network.keyed("map").locator(".scattergeo path.point")
    several = marks.count()
    network.choose("Site", "Syracuse Bio Campus")
    page.wait_for_function(
        "n => document.querySelectorAll('.st-key-map .scattergeo path.point').length < n", arg=several
    )
    assert page.evaluate("document.querySelector('.st-key-map .figure').stands")
    assert page.evaluate(LONGITUDE) == pytest.approx(turned)


def test_a_figure_has_its_look_from_the_page_in_light_and_in_dark(network: Tab) -> None:
    look = "document.querySelector('.st-key-milestones .figure')._fullLayout.hoverlabel.bgcolor"
    light = network.page.evaluate(look)
    network.page.emulate_media(color_scheme="dark")
    network.page.wait_for_function(f"light => {look} !== light", arg=light)
    assert light == "#ffffff"


def test_a_click_on_a_mark_opens_its_contract_again_and_again(tab: Callable[[Server], Tab], app: Server) -> None:
    page = tab(app).open("contracts").page
    mark = page.locator(".st-key-timeline .figure .scatterlayer path.point").first
    for _click in range(2):
        box = mark.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.locator(".st-key-timeline .hoverlayer .hovertext").first.wait_for()
        page.mouse.down()
        page.mouse.up()
        card = page.get_by_role("dialog")
        card.wait_for()
        page.keyboard.press("Escape")
        card.wait_for(state="detached")
        page.mouse.move(5, 5)


HELD = "window.held = []; window.requestIdleCallback = run => { held.push(run); }; window.idle = () => held.shift()();"
"""The browser is never idle until a test says so, once for each thing that waits for it."""

WAITING = ".figure[aria-busy]"
HAVE_COME = "() => ![...document.querySelectorAll('.figure')].some(figure => !figure.getAttribute('role'))"
"""Figures come compressed, one by one."""


@pytest.fixture
def contracts_in_sight(tab: Callable[[Server], Tab], app: Server) -> Page:
    one = tab(app)
    one.begin_with(HELD)
    page = one.page
    page.goto(f"{app.url}/contracts", wait_until="commit")
    page.wait_for_function(IN_SIGHT)
    page.wait_for_function(HAVE_COME)
    return page


def test_figures_below_the_window_are_drawn_one_by_one_when_the_browser_is_idle(contracts_in_sight: Page) -> None:
    page = contracts_in_sight
    waiting = page.locator(WAITING)
    several = waiting.count()
    assert several > 1
    assert waiting.first.bounding_box()["y"] > page.viewport_size["height"]
    while page.evaluate("held.length"):
        page.evaluate("idle()")
    assert waiting.count() == 0
    wait_until_ready(page)


def test_paper_has_every_figure_though_the_browser_was_never_idle(contracts_in_sight: Page) -> None:
    contracts_in_sight.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert contracts_in_sight.locator(WAITING).count() == 0
    wait_until_ready(contracts_in_sight)
