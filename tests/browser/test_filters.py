"""Filters in the address bar, pages and the way back, as a person clicks through them."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pypdfium2  # type: ignore[import-untyped]
import pytest

from dualsite.sitemap import EXECUTIVE
from tests.browser.tab import Tab
from tools.server import ROOT, Server

OTHERS = [entry for entry in EXECUTIVE if entry.path]


def names(table: str) -> list[str]:
    """The names in a table of the reference data, in their order in the file."""
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


@pytest.fixture
def today(tab: Callable[[Server], Tab], app: Server) -> Tab:
    return tab(app).open()


def test_filters_stand_in_the_address_and_a_reload_reproduces_them(today: Tab) -> None:
    site, partner = names("sites")[0], names("partners")[0]
    today.choose("Site", site).choose("Client", partner, "partner")
    assert today.query == {"site": [site], "partner": [partner]}
    said = today.answer
    today.page.reload(wait_until="commit")
    today.ready()
    assert today.query == {"site": [site], "partner": [partner]}
    assert today.answer == said
    assert today.keyed("site").locator("input").input_value() == site


def test_the_day_can_be_typed_and_stands_in_the_address(today: Tab) -> None:
    field = today.keyed("as_of")
    field.get_by_role("spinbutton", name="year").click()
    with today.rerun():
        today.page.keyboard.type("20250601")
        today.keyed("title").click()
        today.chosen("as_of", "2025-06-01")
    assert "as of 1 Jun 2025" in today.page.get_by_test_id("stMain").inner_text()


def test_pages_keep_the_filters_and_back_goes_back(today: Tab) -> None:
    site = names("sites")[-1]
    today.choose("Site", site)
    for entry in OTHERS:
        today.go(entry.title)
        assert (today.path, today.query["site"]) == (f"/{entry.path}", [site])
    before = OTHERS[-2]
    today.page.go_back()
    today.arrived(before.title)
    assert today.path == f"/{before.path}"
    assert today.query["site"] == [site]


def test_reset_clears_the_address(tab: Callable[[Server], Tab], app: Server) -> None:
    one = tab(app).open("network", site=names("sites")[0], currency="JPY", as_of="2025-06-01")
    one.page.get_by_role("button", name="Reset filters").click()
    one.page.wait_for_function("() => location.search === ''")
    one.ready()
    assert one.page.get_by_role("button", name="Reset filters").count() == 0


def test_what_the_address_says_and_is_no_filter_is_dropped(tab: Callable[[Server], Tab], app: Server) -> None:
    one = tab(app).open(site="Nowhere", as_of="someday", bogus="<script>alert(1)</script>")
    one.page.wait_for_function("() => !/Nowhere|someday/.test(location.search)")
    one.go(OTHERS[0].title)
    one.page.wait_for_function("() => location.search === ''")


def test_an_exception_opens_its_page_filtered_without_a_new_session(today: Tab) -> None:
    session = today.page.evaluate("performance.timeOrigin")
    with today.rerun():
        today.page.locator(".exceptions a").first.click()
        today.page.wait_for_function("() => location.pathname !== '/'")
    assert today.path in {f"/{entry.path}" for entry in OTHERS}
    assert today.query["site"][0] in names("sites")
    assert today.keyed("site").locator("input").input_value() == today.query["site"][0]
    assert today.page.evaluate("performance.timeOrigin") == session


def test_each_sheet_of_paper_says_at_its_head_what_is_chosen(today: Tab) -> None:
    site = names("sites")[0]
    today.open(site=site, currency="EUR", as_of="2026-10-01")
    printed = today.page.pdf(format="A4", landscape=True, prefer_css_page_size=True)
    with pypdfium2.PdfDocument(printed) as file:
        sheets = ["".join(page.get_textpage().get_text_range().split()) for page in file]
    assert len(sheets) > 1
    said = "".join(today.page.locator(".st-key-footer p").first.inner_text().split())
    assert site.replace(" ", "") in said
    assert "EUR" in said
    for number, sheet in enumerate(sheets, 1):
        assert said in sheet
        assert f"{number}/{len(sheets)}" in sheet
