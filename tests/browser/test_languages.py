"""Another language, as a person chooses it in the corner of a page: it stands in the address and goes along."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dualsite import i18n
from dualsite.sitemap import PAGES, PageId
from tests.browser.tab import Tab
from tools.server import Server


def title(page: PageId, language: str) -> str:
    with i18n.speaking(language):
        return i18n._(PAGES[page].title)


def choose(tab: Tab, language: str) -> None:
    """Choose a language and wait for the page in it."""
    with tab.page.expect_navigation(wait_until="commit"):
        tab.page.locator("nav.languages select").select_option(language)
    tab.ready()


@pytest.fixture
def today(tab: Callable[[Server], Tab], app: Server) -> Tab:
    return tab(app).open(currency="EUR")


def test_a_language_is_chosen_in_the_corner_and_stays_from_page_to_page(today: Tab) -> None:
    choose(today, "ko")
    assert today.query == {"lang": ["ko"], "currency": ["EUR"]}
    root = today.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("translate")) == ("ko", "no")
    assert today.page.locator("nav.languages select").input_value() == "ko"
    today.go(title(PageId.CONTRACTS, "ko"))
    assert (today.path, today.query["lang"], today.query["currency"]) == ("/contracts", ["ko"], ["EUR"])
    today.page.go_back()
    today.arrived(title(PageId.TODAY, "ko"))
    today.page.locator(".exceptions a.inside").first.click()
    today.page.wait_for_url("**/*lang=ko*")
    today.ready()
    assert root.get_attribute("lang") == "ko"


def test_english_is_chosen_again(today: Tab) -> None:
    choose(today, "ja")
    choose(today, "en")
    assert today.query["lang"] == ["en"]
    today.arrived("Today")


def test_what_the_navigation_has_no_place_for_stands_behind_a_word_of_the_language(today: Tab) -> None:
    choose(today, "ko")
    today.page.set_viewport_size({"width": 1000, "height": 844})
    more = today.page.get_by_role("button", name="더 보기", exact=True)
    more.wait_for()
    assert more.locator("span").first.bounding_box()["width"] == 1
    more.click()
    assert title(PageId.DATA, "ko") in today.page.get_by_test_id("stTopNavPopoverBody").inner_text()
