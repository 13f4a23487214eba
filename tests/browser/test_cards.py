"""The card of a KPI, opened by the link in its tile: by mouse and by keyboard, and closed by the way back."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2  # type: ignore[import-untyped]

from tests.browser.tab import Tab
from tools.server import Server


def test_a_card_opens_by_keyboard_in_the_same_session_and_closes_again(
    tab: Callable[[Server], Tab], app: Server
) -> None:
    one = tab(app).open("capacity", currency="JPY")
    began = one.page.evaluate("performance.timeOrigin")
    details = one.page.get_by_role("link", name="Details of Suite occupancy")
    details.focus()
    with one.rerun():
        one.page.keyboard.press("Enter")
        one.page.get_by_role("dialog").wait_for()
    assert one.query == {"currency": ["JPY"], "card": ["suite_occupancy"]}
    with one.rerun():
        one.page.keyboard.press("Escape")
        one.page.get_by_role("dialog").wait_for(state="detached")
        one.page.wait_for_function("() => !location.search.includes('card')")
    with one.rerun():
        details.click()
        one.page.get_by_role("dialog").wait_for()
    with one.rerun():
        one.page.go_back()
        one.page.get_by_role("dialog").wait_for(state="detached")
    assert one.query == {"currency": ["JPY"]}
    assert one.page.evaluate("performance.timeOrigin") == began


def test_the_link_of_a_card_opens_it_anywhere(tab: Callable[[Server], Tab], app: Server) -> None:
    address = (
        tab(app).open("capacity").page.get_by_role("link", name="Details of Suite occupancy").get_attribute("href")
    )
    one = tab(app)
    one.page.goto(f"{app.url}/capacity{address}")
    one.page.get_by_role("dialog").get_by_text("Rows behind it").wait_for()
    one.ready()


def test_a_card_is_taken_away_by_a_menu_of_its_own(tab: Callable[[Server], Tab], app: Server) -> None:
    one = tab(app).open("capacity", card="suite_occupancy")
    one.page.get_by_role("dialog").locator(".st-key-export-of-the-card").get_by_role("button").first.click()
    with one.page.expect_download() as started:
        one.page.get_by_role("button", name="PDF", exact=True).click()
    assert started.value.suggested_filename.startswith("Suite occupancy (")
    with pypdfium2.PdfDocument(started.value.path()) as file:
        assert "Suite occupancy" in file[0].get_textpage().get_text_bounded()
