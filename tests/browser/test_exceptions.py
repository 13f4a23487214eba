"""Each exception on Today is followed to the page that explains it, as a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from dualsite.sitemap import PAGES, PageId
from tests.browser.tab import Tab, new_tab
from tests.data_folder import TEXT
from tests.exceptions import RAISED, Case, everything_late
from tools.forks import serve
from tools.server import Server

SITES = {"ALDER": "Alder Works", "BIRCH": "Birch Works"}
CLIENTS = {"OAK": "Oak Medicines", "ELM": "Elm Therapeutics"}

Opened = Callable[[Server], Tab]


@pytest.fixture(scope="module")
def late_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return everything_late().write(tmp_path_factory.mktemp("late") / "data")


@pytest.fixture(scope="module")
def late(late_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over data in which something is late under every rule."""
    with serve(tmp_path_factory.mktemp("late log"), late_folder) as server:
        yield server


@pytest.fixture(scope="module")
def visited(context: BrowserContext, late: Server) -> Iterator[Tab]:
    """One session that comes back to Today for every exception."""
    one = new_tab(context, late).open()
    yield one
    one.leave()


def back(one: Tab) -> None:
    """To Today, without a filter."""
    if one.page.get_by_role("dialog").count():
        one.dismiss()
    reset = one.page.get_by_role("button", name="Reset filters")
    if reset.count():
        with one.rerun():
            reset.click()
    one.go("Today")


def follow(one: Tab, says: str, page: PageId) -> None:
    """Open what the exception on Today leads to, and wait for that page."""
    more = one.page.locator("[data-testid=stExpander] details:not([open]) summary")
    if more.count():
        with one.rerun():  # What is folded away is sent once it is opened.
            more.first.click()
    line = one.page.locator(".exceptions li").filter(has_text=says)
    line.get_by_role("link", name="Open").click()
    one.arrived(PAGES[page].title)


@pytest.mark.parametrize("case", RAISED, ids=lambda case: case.says)
def test_open_leads_to_the_page_with_the_filters_that_explain_it(case: Case, visited: Tab) -> None:
    one = visited
    back(one)
    follow(one, case.says, case.page)
    assert one.path == f"/{case.page}"
    chosen = {"site": SITES.get(case.site or ""), "partner": CLIENTS.get(case.partner or "")}
    wanted = {key: value for key, value in {**chosen, **case.query}.items() if value}
    assert {key: value for key, (value,) in one.query.items() if key in wanted} == wanted
    if case.opens:
        selected = one.page.get_by_role("tab", selected=True).all_inner_texts()
        assert case.opens in [name.strip() for name in selected]
    if case.reads:
        one.page.get_by_text(case.reads).first.wait_for(state="attached")
    if "table" in case.query:
        box = one.page.get_by_test_id("stSelectbox").filter(has_text="Table").locator("input")
        assert box.input_value() == case.query["table"]
    assert one.complaints() == []


def test_a_refused_version_leads_to_its_findings(late: Server, late_folder: Path, tab: Opened) -> None:
    sites = late_folder / "sites.csv"
    sites.write_text(TEXT["sites"].replace("OPERATING", "BROKEN"), "utf-8")
    one = tab(late)
    try:
        line = one.open().page.locator(".exceptions li").filter(has_text="data version was refused")
        for _reload in range(10):  # A page that is drawn while the new version is checked goes on with the old one.
            if line.count():
                break
            one.open()
        follow(one, "data version was refused", PageId.DATA)
        assert (one.path, one.query["tab"]) == ("/data", ["findings"])
        assert "Findings" in [name.strip() for name in one.page.get_by_role("tab", selected=True).all_inner_texts()]
    finally:
        sites.write_text(TEXT["sites"], "utf-8")
