"""What holds for each page of the sitemap in a browser: it opens, stands still, fits, reads well and stays at home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import TimeoutError as TooLate

from dualsite.sitemap import EXECUTIVE, PageId
from dualsite.web.headers import HEADERS
from tests.browser.accessibility import findings
from tests.browser.tab import Tab, new_tab
from tools.server import Server

STEADY = 0.1
"""Web Vitals call a layout shift up to this good: https://web.dev/articles/cls."""

IN_CLOSED_TAB = """one => one.closest('[data-testid="stTabPanel"]')?.checkVisibility() === false"""

DRAWN_ANEW = """() => [...document.querySelectorAll('.figure.js-plotly-plot')].filter(one => {
    const {margin} = one.layout, size = one._fullLayout._size;
    return ['l', 'r', 't', 'b'].some(side => margin[side] !== size[side]);
}).map(one => one.getAttribute('aria-label'))"""
"""The figures that plotly found too little room in, and drew a second time with more."""

DRAWN_TWICE = (PageId.PIPELINE, PageId.QUALITY, PageId.PROGRAMMES)
"""Pages with a figure of which that is still so."""

WIDTHS = """[document.documentElement, document.querySelector('[data-testid="stMain"]')]
    .map(one => [one.scrollWidth, one.clientWidth])"""
"""Of the document and of the part that scrolls: how wide they are in all, and how much of that is seen."""


@pytest.fixture(scope="module", params=EXECUTIVE, ids=lambda entry: entry.title)
def opened(request: Any, context: BrowserContext, app: Server) -> Iterator[Tab]:
    """Each page once, opened as a bookmark."""
    tab = new_tab(context, app).open(request.param.path)
    assert tab.page.locator(".st-key-title p").first.inner_text().lower() == request.param.title.lower()
    yield tab
    tab.leave()


def test_a_page_opens_by_its_own_address(opened: Tab) -> None:
    assert len(opened.answer) > 20
    assert opened.page.get_by_test_id("stException").count() == 0
    assert opened.page.get_by_role("dialog").count() == 0


def test_nothing_jumps_while_a_page_is_drawn(opened: Tab) -> None:
    shifts = opened.shifts()
    assert round(sum(value for value, _moved in shifts), 3) <= STEADY, "\n".join(
        f"{value:.3f} {part}" for value, moved in shifts if value > STEADY / 10 for part in moved
    )


def test_every_figure_is_drawn_and_told_in_words(opened: Tab) -> None:
    for figure in opened.page.locator(".figure").all():
        # Where tabs are sent for paper, the figures of closed ones are drawn when they open.
        if not figure.evaluate(IN_CLOSED_TAB):
            assert figure.locator("svg.main-svg").first.bounding_box()["height"] > 100
        assert figure.get_attribute("role") == "figure"
        assert figure.get_attribute("aria-label")


def test_a_figure_has_room_for_its_names_before_it_is_drawn(opened: Tab) -> None:
    if opened.path.strip("/") not in DRAWN_TWICE:
        assert opened.page.evaluate(DRAWN_ANEW) == []


def test_no_request_leaves_the_machine_and_nothing_is_stopped_or_goes_wrong(opened: Tab) -> None:
    assert opened.complaints() == []


def test_every_response_carries_the_security_headers(opened: Tab) -> None:
    ours = [response for response in opened.responses if response.url.startswith(opened.server.url)]
    assert len(ours) > 5
    for response in ours:
        said = response.headers
        assert {name: said.get(name) for name in HEADERS} == HEADERS, response.url


@dataclass(frozen=True)
class Seen:
    """What not everyone can use of a page at a width, in light and dark, and how wide it is there (`WIDTHS`)."""

    found: list[str]
    widths: list[tuple[int, int]]


@pytest.fixture(scope="module")
def seen(opened: Tab) -> dict[int, Seen]:
    """A page as everyone sees it, by width: in the light, and its colours in the dark.

    The order is the one in which it is drawn anew least often.
    """
    in_light, in_dark, widths = {1440: findings(opened.page)}, {}, {1440: opened.page.evaluate(WIDTHS)}
    _turn(opened, "dark")
    in_dark[1440] = _does_not_stand_out(opened)
    _fit(opened, 390)
    in_dark[390] = _does_not_stand_out(opened)
    _turn(opened, "light")
    in_light[390], widths[390] = findings(opened.page), opened.page.evaluate(WIDTHS)
    return {width: Seen([*in_light[width], *in_dark[width]], widths[width]) for width in widths}


def _turn(tab: Tab, scheme: Literal["dark", "light"]) -> None:
    tab.page.emulate_media(color_scheme=scheme)
    tab.page.wait_for_function(
        "scheme => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === scheme", arg=scheme
    )
    tab.ready()


def _fit(tab: Tab, width: int) -> None:
    tab.page.set_viewport_size({"width": width, "height": 844})
    tab.ready()
    # Tables measure themselves anew a moment after the window has changed.
    with suppress(TooLate):
        tab.page.wait_for_function(f"() => {WIDTHS}.every(([whole, seen]) => whole <= seen)", timeout=5000)


def _does_not_stand_out(tab: Tab) -> list[str]:
    """What axe finds of colours; all else is the same in light and dark."""
    found = findings(tab.page, "color-contrast")
    for _again in range(8):  # A map is drawn anew in its own time.
        if found:
            tab.page.wait_for_timeout(500)
            found = findings(tab.page, "color-contrast")
    return found


@pytest.mark.parametrize("width", [1440, 390])
def test_everyone_can_use_a_page_in_light_and_dark(seen: dict[int, Seen], width: int) -> None:
    assert seen[width].found == []


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ('<svg><text y="20" fill="#aaaaaa">Drawn</text></svg>', "color-contrast: 2.3:1 Drawn"),
        ('<p style="color: #aaaaaa">Written</p>', "color-contrast: "),
        ('<p style="color: #aaaaaa">▲</p>', "color-contrast: 2.3:1 ▲"),
        ('<img src="data:,">', "image-alt: "),
        ('<button style="width: 60px; height: 30px"></button>', "button-name: "),
        ('<a href="/network"></a>', "link-name: "),
    ],
)
def test_the_look_at_a_page_sees_what_not_everyone_can_use(browser: Browser, part: str, found: str) -> None:
    page = browser.new_page()
    page.set_content(f'<!doctype html><html lang="en"><title>A page</title><main>{part}</main></html>')
    said = findings(page)
    page.close()
    assert [one[: len(found)] for one in said] == [found], said


def test_nothing_overflows_on_a_phone(seen: dict[int, Seen]) -> None:
    widths = seen[390].widths
    assert all(whole <= shown for whole, shown in widths), widths


def test_keys_lead_through_the_pages_and_never_where_something_is_typed(context: BrowserContext, app: Server) -> None:
    tab = new_tab(context, app).open("capacity")
    keyboard = tab.page.keyboard
    keyboard.press("?")
    listed = tab.page.locator("dialog.keys")
    assert "Capacity" in listed.inner_text()
    keyboard.press("Escape")
    listed.wait_for(state="detached")
    keyboard.press("g")
    keyboard.press("n")
    tab.arrived("Network")
    keyboard.press("/")
    tab.arrived("Data and definitions")
    tab.page.wait_for_function("() => document.activeElement.closest('.st-key-search')")
    keyboard.type("gt?")
    assert tab.page.locator("dialog.keys").count() == 0
    assert tab.path == "/data"
    assert tab.page.locator(".st-key-search input").input_value() == "gt?"
    tab.leave()


def test_the_first_link_of_a_page_passes_over_its_navigation(context: BrowserContext, app: Server) -> None:
    tab = new_tab(context, app).open("network")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.dataset.testid") == "stMain"
    tab.leave()


def test_the_verdict_of_today_is_above_the_fold(context: BrowserContext, app: Server) -> None:
    tab = new_tab(context, app).open()
    verdict = [tab.keyed("answer"), *tab.page.locator(".exceptions li").all()]
    assert len(verdict) > 3
    lowest = max(box["y"] + box["height"] for part in verdict if (box := part.bounding_box()))
    tab.leave()
    assert lowest <= 900
