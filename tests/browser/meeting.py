"""A meeting with a client, started and ended in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tools.browser import wait_until_ready


def begin(host: Page, client: str, way: str = "Open the client room") -> Page:
    """From the meeting page: start a meeting with the client and open its room by a link. Returns its tab."""
    host.get_by_placeholder("Choose a client").click()
    host.get_by_role("option", name=client).click()
    host.get_by_role("button", name="Start the meeting").click()
    with host.context.expect_page() as opened:
        host.get_by_role("link", name=way).click()
    wait_until_ready(opened.value)
    return opened.value


def end(page: Page) -> None:
    """End the meeting that a tab is in. What follows is not waited for."""
    page.get_by_role("button", name="End meeting").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("End the meeting?").wait_for()
    dialog.locator("form button").click()
