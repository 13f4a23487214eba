"""Names in the data are text: a browser must not run them, Markdown not draw them, a spreadsheet not count them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from dualsite.screens.shared.text import plain
from dualsite.sitemap import EXECUTIVE, Page
from tests.pages import screen as on
from tests.pages.conftest import Seen
from tests.pages.hostile import HOSTILE, hostile_delivery

OUR_TAGS = {
    *("div", "span", "p", "h3", "strong", "a", "img", "ol", "ul", "li"),
    *("table", "thead", "tbody", "tr", "th", "td", "style"),
}
OUR_ATTRIBUTES = {
    "class",
    "style",
    "title",
    "alt",
    "src",
    "href",
    "role",
    "aria-label",
    "aria-hidden",
    "tabindex",
    "scope",
}

every_page = pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional delivery, every name and free text of it hostile."""
    return hostile_delivery().write(tmp_path_factory.mktemp("hostile") / "data")


@every_page
def test_names_are_escaped_wherever_markdown_or_html_is_read(entry: Page, seen: Seen, hostile: Path) -> None:
    screen = seen(hostile, entry)
    assert not screen.exception
    assert not screen.error
    texts = on.in_markdown(screen.main)
    for text in texts:
        for name in HOSTILE:
            escaped_taken_out = text.replace(plain(name), "")
            assert name not in escaped_taken_out, text
    assert plain(HOSTILE[0]) in texts[-1]
    for block in on.htmls(screen):
        for tag, said in block.tags:
            assert tag in OUR_TAGS
            assert set(said) <= OUR_ATTRIBUTES
            assert (said.get("src") or "data:image/").startswith("data:image/")
            assert not urlsplit(said.get("href") or "").scheme


@every_page
def test_names_are_escaped_in_figures(entry: Page, seen: Seen, hostile: Path) -> None:
    for _words, figure in on.figures(seen(hostile, entry)):
        for text in strings(figure):
            assert "<img" not in text
            assert "<script" not in text
            assert "<b>b</b>" not in text


def strings(value: Any) -> list[str]:
    """Every text in a figure's specification."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in strings(one)]
    if isinstance(value, list):
        return [text for one in value for text in strings(one)]
    return []


@pytest.mark.parametrize(("place", "sites"), [(0, 1), (1, 1), (5, 2)])
def test_a_hostile_name_in_the_url_chooses_its_rows(place: int, sites: int, seen: Seen, hostile: Path) -> None:
    """Names that stand in the data choose; others change nothing."""
    network = next(entry for entry in EXECUTIVE if entry.path == "network")
    screen = seen(hostile, network, site=f"{HOSTILE[place]} 0")
    assert not screen.exception
    assert len(on.table(screen, "City")) == sites


def test_plain_text_reads_as_it_was_typed() -> None:
    assert plain("Plant 1 (A)") == r"Plant 1 \(A\)"
    assert plain("two\n\n# lines") == r"two \# lines"
    assert plain("한국 東京") == "한국 東京"
