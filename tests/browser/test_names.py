"""Hostile names in a real browser: nothing runs, nothing is fetched, everything reads as it was typed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from dualsite.sitemap import EXECUTIVE, Page
from tests.browser.tab import Tab, new_tab
from tests.pages.hostile import AS_TYPED, HOSTILE
from tools.server import Server

SITE, OTHER_SITE = f"{HOSTILE[0]} 0", f"{HOSTILE[1]} 0"


@pytest.fixture(scope="module")
def visited(context: BrowserContext, hostile_app: Server) -> Iterator[Tab]:
    """One session that goes from page to page."""
    one = new_tab(context, hostile_app).open()
    yield one
    one.leave()


@pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)
def test_names_do_nothing(entry: Page, visited: Tab) -> None:
    main = visited.go(entry.title).page.get_by_test_id("stMain")
    assert main.locator("img[src='x'], img[src^='http'], script, b b, .katex").count() == 0
    assert main.locator("a[href^='http://y'], a[href^='javascript:']").count() == 0
    assert visited.complaints() == []


def test_an_address_in_a_name_is_no_link(visited: Tab) -> None:
    footer = visited.page.get_by_test_id("stCaptionContainer").last
    assert footer.locator("a").evaluate_all("links => links.map(link => link.href)") == []


@pytest.mark.parametrize("name", AS_TYPED)
def test_a_name_reads_as_it_was_typed(name: str, visited: Tab) -> None:
    """The title of the data holds them all and stands at the foot of each page; characters of no width do not count."""
    footer = visited.page.get_by_test_id("stCaptionContainer").last.inner_text()
    assert name in footer.replace("\u2060", "").replace("\u200b", "")


def test_names_are_whole_in_answer_and_figures(tab: Callable[[Server], Tab], hostile_app: Server) -> None:
    one = tab(hostile_app).open("network")
    assert SITE in one.answer
    drawn = " ".join(one.page.locator(".scattergeo text").all_text_contents())
    assert SITE in drawn
    assert OTHER_SITE in drawn


def test_a_site_can_be_chosen_by_any_name(tab: Callable[[Server], Tab], hostile_app: Server) -> None:
    one = tab(hostile_app).open("network").choose("Site", OTHER_SITE)
    assert one.query == {"site": [OTHER_SITE]}
    assert "1 row" in one.keyed("download sites").inner_text()
    one.page.reload(wait_until="commit")
    assert one.ready().query == {"site": [OTHER_SITE]}


def test_a_download_has_the_rows_and_no_formula(tab: Callable[[Server], Tab], hostile_app: Server) -> None:
    one = tab(hostile_app).open("network")
    with one.page.expect_download() as started:
        one.keyed("download sites").get_by_role("button").click()
    assert re.fullmatch(r"sites \(as of \S+, USD, version \w+\)\.csv", started.value.suggested_filename)
    content = started.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert sorted(row["Site"] for row in rows) == sorted([SITE, f"'{OTHER_SITE}"])
