"""How long a person waits in the browser, in milliseconds."""

from __future__ import annotations

import json
import time
from contextlib import closing

from playwright.sync_api import Browser, Locator, Page

from tools.browser import READY, wait_until_ready
from tools.server import Server

RERUNS = """
window.reruns = 0;
new MutationObserver(changes => {
    for (const one of changes) if (one.oldValue === 'running') window.reruns += 1;
}).observe(document, {subtree: true, attributeFilter: ['data-test-script-state'], attributeOldValue: true});
addEventListener('click', () => { window.clicked = performance.now(); window.before = window.reruns; }, true);
"""
"""Counts the runs of the script that have come to their end, and notes when was clicked."""

AFTER_CLICK = f"""title => {{
    if (window.reruns === window.before || !({READY})()) return null;
    const shown = document.querySelector('.st-key-title')?.textContent.trim();
    return title && shown !== title ? null : performance.now() - window.clicked;
}}"""


def cold_and_again(browser: Browser, server: Server, path: str) -> tuple[float, float]:
    """A first load with nothing cached, and a reload of the same page."""
    with closing(browser.new_context(viewport={"width": 1440, "height": 900})) as context:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(f"{server.url}/{path}", wait_until="commit")
        wait_until_ready(page)
        loaded = time.perf_counter()
        page.reload(wait_until="commit")
        wait_until_ready(page)
        return 1000 * (loaded - began), 1000 * (time.perf_counter() - loaded)


def switch(page: Page, title: str) -> float:
    """From the click on a page's name to that page, drawn."""
    return _after(page, page.get_by_test_id("stTopNavLink").get_by_text(title, exact=True), title)


def site_filter(page: Page) -> float:
    """From the choice of another site to the page, drawn anew; takes the next one in the list."""
    box = page.locator(".st-key-site input")
    box.click()
    options = page.get_by_role("option")
    options.first.wait_for()
    labels = [text.strip() for text in options.all_text_contents()]
    chosen = labels[(labels.index(box.input_value()) + 1) % len(labels)]
    return _after(page, page.get_by_role("option", name=chosen, exact=True))


def _after(page: Page, clicked: Locator, title: str = "") -> float:
    clicked.click()
    found = page.wait_for_function(AFTER_CLICK, arg=title, polling="raf", timeout=60_000)
    return float(json.loads(str(found.json_value())))
