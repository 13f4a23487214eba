"""On a phone, what lies below the first screen is sent once its card is opened."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.tab import new_tab
from tools.server import Server

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


def test_a_phone_is_sent_what_it_opens_or_what_its_link_asks_for(browser: Browser, app: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, user_agent=PHONE)
    one = new_tab(context, app).open("network", tab="suites")
    assert one.keyed("download suites").is_visible()
    assert one.keyed("milestones").count() == 0
    one.page.get_by_test_id("stExpander").locator("summary").filter(has_text="Milestones").click()
    one.keyed("milestones").wait_for()
    one.ready()
    assert one.complaints() == []
    context.close()


@pytest.mark.parametrize("page", ["data", "meeting"])
def test_on_a_phone_what_arrives_late_has_its_place_from_the_start(page: str, browser: Browser, app: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, user_agent=PHONE)
    one = new_tab(context, app).open(page)
    shifts = one.shifts()
    assert sum(value for value, _sources in shifts) <= 0.1, shifts
    context.close()
