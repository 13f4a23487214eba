"""What holds for each page of the sitemap, whatever it shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dualsite.screens.shared import choices
from dualsite.sitemap import EXECUTIVE, Page
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen

every_page = pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)


@every_page
@pytest.mark.parametrize("data", ["reference", "fictional"])
def test_a_page_opens_and_answers_its_question(entry: Page, data: str, seen: Seen, fictional: Path) -> None:
    screen = seen(fictional if data == "fictional" else None, entry)
    assert not screen.exception
    assert not screen.error
    assert on.written(on.part(screen, "title")) == [entry.title]
    assert len(on.answer(screen)) > 20
    assert on.answer(screen).endswith(".")


@every_page
def test_a_page_says_which_data_it_shows(entry: Page, seen: Seen, fictional: Path) -> None:
    said = on.footer(seen(fictional, entry))
    assert said.startswith("Fictional works · as of 1 Mar 2027 · USD · version ")
    assert "illustrative" in said


@every_page
def test_every_figure_is_also_told_in_words(entry: Page, seen: Seen) -> None:
    for words, figure in on.figures(seen(None, entry)):
        assert len(words) > 10, figure["layout"].get("title")
        assert figure["layout"]["height"] > 0


@every_page
@pytest.mark.parametrize("site", ["Alder Works", "Birch Works"])
def test_a_figure_without_marks_is_not_drawn(entry: Page, site: str, seen: Seen, fictional: Path) -> None:
    """At Birch nothing has been made, booked or sold; plotly cannot place what has no place on an axis."""
    screen = seen(fictional, entry, site=site)
    assert not screen.exception
    for words, figure in on.figures(screen):
        assert any(trace.get(axis) for trace in figure["data"] for axis in ("x", "lat", "z", "locations")), words


@every_page
def test_every_table_can_be_downloaded(entry: Page, seen: Seen) -> None:
    screen = seen(None, entry)
    downloads = [label for label in on.buttons(screen) if label.startswith("Download ")]
    assert len(downloads) >= len([one for one in screen.dataframe if len(one.value)])


@every_page
@pytest.mark.parametrize("locale", ["ko-KR", "xx-nonsense"])
def test_a_page_opens_in_any_language(entry: Page, locale: str, dashboard: Dashboard, plans: Path) -> None:
    assert not dashboard(plans, entry, locale=locale).exception


@every_page
def test_a_bookmarked_tab_opens(entry: Page, dashboard: Dashboard, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    bookmarks: dict[tuple[str, str], str] = {}
    drawn = choices.tabs

    def noted(key: str, names: Mapping[str, str]) -> dict[str, Any]:
        bookmarks.update({(key, id_): label for id_, label in names.items()})
        return drawn(key, names)

    monkeypatch.setattr(choices, "tabs", noted)
    dashboard(None, entry)
    for (key, id_), label in dict(bookmarks).items():
        screen = seen(None, entry, **{key: id_})
        assert not screen.exception, label
        chosen = [tab for tab in screen.tabs if tab.label == label]
        assert chosen, label
        assert chosen[0].children, label


def test_a_page_is_named_after_its_place() -> None:
    assert all(entry.path in ("", Path(entry.file).stem) for entry in EXECUTIVE)


def test_no_two_pages_share_a_place_or_a_title() -> None:
    assert len({entry.path for entry in EXECUTIVE}) == len(EXECUTIVE) == len({entry.title for entry in EXECUTIVE})
