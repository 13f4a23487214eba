"""How long a person waits in the browser, in milliseconds, and what the browser fetches and moves meanwhile."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page

from tools.browser import IN_SIGHT, READY

PROFILES: Mapping[str, tuple[float, float] | None] = {"loopback": None, "slow": (10.0, 40.0)}
"""Megabits a second each way, and milliseconds of latency, as Chromium emulates them: a guest network."""

OBSERVED = """
performance.setResourceTimingBufferSize(2000);
window.seen = {largest: 0, shift: 0, socket: 0};
new PerformanceObserver(list => { for (const one of list.getEntries()) seen.largest = one.startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
}).observe({type: 'layout-shift', buffered: true});
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
    constructor(...address) {
        super(...address);
        this.addEventListener('message', ({data}) => { seen.socket += data.byteLength ?? data.size ?? data.length; });
    }
};
"""
"""Notes the largest paint, what moves, and what comes over sockets (before compression)."""

FOUND = """() => {
    const fetched = [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')];
    return {...seen, fetched: fetched.reduce((sum, one) => sum + one.transferSize, 0), files: fetched.length};
}"""

CLICKED = """addEventListener('click', () => {
    window.clicked = performance.now();
    window.asked = location.search;
    window.stood = null;
}, true);
window.WebSocket = class extends WebSocket {
    constructor(...address) {
        super(...address);
        this.addEventListener('message', () => { window.heard = performance.now(); window.stood = null; });
    }
};"""
"""Notes when was clicked, what the address said then, and when the server last said something."""

AFTER_CLICK = f"""title => {{
    // A quick page may be there before the browser shows that it runs: its title or its address says that it came, and
    // it stands since it was drawn for the last time before the server fell silent.
    const isThere = title ? document.querySelector('.st-key-title p')?.textContent.trim() === title
        : location.search !== window.asked;
    if (!isThere || window.heard < window.clicked || !({IN_SIGHT})()) return null;
    window.stood ??= performance.now();
    return performance.now() - window.heard > 300 ? window.stood - window.clicked : null;
}}"""

PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Load:
    """One load of a page."""

    ready_ms: float
    """Until its script is done and what can be seen without scrolling is drawn."""
    whole_ms: float
    """Until all of it is drawn."""
    largest_paint_ms: float
    moved: float
    """Cumulative layout shift."""
    fetched_kb: float
    """What came over the network, compressed as it came, with what came over sockets before compression."""
    files: int


@contextmanager
def empty_browser(browser: Browser, profile: str) -> Iterator[Page]:
    """A page of a browser in which nothing is kept, on a line of that profile."""
    with closing(browser.new_context(viewport={"width": 1440, "height": 900})) as context:
        page = context.new_page()
        page.add_init_script(OBSERVED)
        if line := PROFILES[profile]:
            bytes_a_second = line[0] * 1_000_000 / 8
            context.new_cdp_session(page).send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": line[1],
                    "downloadThroughput": bytes_a_second,
                    "uploadThroughput": bytes_a_second,
                },
            )
        yield page


def cold_and_again(
    browser: Browser, url: str, profile: str, ready: str = IN_SIGHT, whole: str = READY
) -> tuple[Load, Load]:
    """A first load with nothing cached, and a reload. `ready` and `whole` say in JavaScript when the page is."""
    with empty_browser(browser, profile) as page:
        began = time.perf_counter()
        page.goto(url, wait_until="commit")
        first = _loaded(page, began, ready, whole)
        began = time.perf_counter()
        page.reload(wait_until="commit")
        return first, _loaded(page, began, ready, whole)


def _loaded(page: Page, began: float, ready: str, whole: str) -> Load:
    took = [0.0, 0.0]
    for place, stands in enumerate((ready, whole)):
        page.wait_for_function(stands, polling=20, timeout=PATIENCE_MS)
        took[place] = 1000 * (time.perf_counter() - began)
    found = page.evaluate(FOUND)
    return Load(*took, found["largest"], found["shift"], (found["fetched"] + found["socket"]) / 1000, found["files"])


def switch(page: Page, title: str) -> float:
    """From the click on a page's name to that page, drawn."""
    link = page.locator("[data-testid=stTopNavLink]:not([inert] *)").get_by_text(title, exact=True)
    if not link.count():
        # What the width has no place for stands behind the last one.
        page.get_by_test_id("stTopNavSection").filter(has_text="more").click()
        link = page.get_by_test_id("stTopNavPopoverBody").get_by_text(title, exact=True)
    return _after(page, link, title)


def site_filter(page: Page) -> float:
    """From the choice of another site to the page, drawn anew; takes the next one in the list."""
    box = page.locator(".st-key-site input")
    box.click()
    options = page.get_by_role("option")
    options.first.wait_for()
    labels = [text.strip() for text in options.all_text_contents()]
    chosen = labels[(labels.index(box.input_value()) + 1) % len(labels)]
    return _after(page, page.get_by_role("option", name=chosen, exact=True))


def turns(page: Page, *ways: str) -> Iterator[float]:
    """In the client room: from each click on the next screen of the presenter view to that screen, to the last one.

    `ways`: `next` and, to go back as well, `previous`.
    """
    _after(page, page.locator("a.present"))
    for way in ways:
        turn = page.locator(f".st-key-presenter a.{way}")
        while turn.count():
            yield _after(page, turn)
    _after(page, page.locator(".st-key-presenter a.leave"))


def _after(page: Page, clicked: Locator, title: str = "") -> float:
    clicked.click()
    found = page.wait_for_function(AFTER_CLICK, arg=title, polling="raf", timeout=PATIENCE_MS)
    return float(json.loads(str(found.json_value())))
