"""Files that change under a running app: good ones are shown, bad ones are refused, and no session breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TookTooLongError

from tests.browser.tab import Tab
from tools.server import Server


@pytest.fixture
def sites_file(hostile_folder: Path) -> Iterator[Path]:
    """The file of the sites, put right again at the end."""
    file = hostile_folder / "sites.csv"
    good = file.read_bytes()
    yield file
    file.write_bytes(good)


ANSWER = "document.querySelector('.st-key-answer')?.innerText"
ALERT = "document.querySelector('[data-testid=stAlert]')"


def rerun_until(page: Page, condition: str) -> None:
    """Ask for the page again, with the key of Streamlit for it, until the condition holds."""
    page.locator("body").press("r")
    for _ in range(40):
        try:
            page.wait_for_function(condition, timeout=1500)
        except TookTooLongError:
            page.locator("body").press("r")
        else:
            return


def test_a_replaced_file_is_shown_and_a_bad_one_refused(
    tab: Callable[[Server], Tab], hostile_app: Server, sites_file: Path
) -> None:
    one = tab(hostile_app).open("network")
    assert one.answer.startswith("20,000 L in operation")
    good = sites_file.read_text()

    sites_file.write_text(good.replace(",20000,", ",26000,"))
    rerun_until(one.page, f"() => {ANSWER}?.startsWith('26,000 L in operation')")
    one.ready()
    assert one.page.get_by_test_id("stAlert").count() == 0

    sites_file.write_text(good.replace("OPERATING", "BROKEN"))
    rerun_until(one.page, f"() => {ALERT} !== null")
    one.ready()
    assert "A new data version was refused" in one.page.get_by_test_id("stAlert").inner_text()
    assert "BROKEN" in one.page.get_by_test_id("stAlert").inner_text()
    assert one.answer.startswith("26,000 L in operation")

    one.page.get_by_role("link", name="See all findings").click()
    one.page.wait_for_url("**/data?*tab=findings*")
    one.ready()
    assert "refused" in one.answer

    sites_file.write_text(good)
    rerun_until(one.page, f"() => {ALERT} === null")
    assert "Traceback" not in hostile_app.log.read_text()
