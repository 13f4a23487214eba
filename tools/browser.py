"""Chromium, and what it means that a page is ready."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_STANDS = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || app.dataset.testScriptState !== 'notRunning') return false;
    if (document.querySelector('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"], [data-stale="true"]'))
        return false;
    if (!document.querySelector('.st-key-title, [data-testid="stAlert"]')) return false;
    const figures = [...document.querySelectorAll('.figure')].filter(figure => figure.offsetWidth > 0 && %s);
    return figures.every(figure => figure.querySelector('svg.main-svg') && !figure.ariaBusy);
}"""

READY = _STANDS % "true"
"""The page stands there, its script is done, nothing is stale, and every figure has been drawn."""

IN_SIGHT = _STANDS % "figure.getBoundingClientRect().top < innerHeight"
"""The same of what can be seen without scrolling; figures further down are drawn after it."""


class BrowserMissingError(RuntimeError):
    """There is no Chromium to drive."""


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """Debian's Chromium without a window, with more arguments when given. Raises BrowserMissingError."""
    path = shutil.which("chromium")
    if path is None:
        raise BrowserMissingError("There is no `chromium` on the PATH. On Debian: apt-get install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])
        try:
            yield browser
        finally:
            browser.close()


def wait_until_ready(page: Page, timeout_s: float = 120) -> None:
    """Wait until the script of the page is done and all its figures are drawn; looked at every 20 ms."""
    page.wait_for_function(READY, polling=20, timeout=timeout_s * 1000)
