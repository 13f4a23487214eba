"""Every page in every language that is offered: whole in it, with particles that go with their names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dualsite import i18n
from dualsite.particles import MARKER
from dualsite.sitemap import PAGES, PageId
from tests.data_folder import OPERATOR, TEXT, DataFolder
from tests.pages.conftest import Dashboard
from tests.pages.test_language import SHOWN, read

TRANSLATED = [one for one in i18n.offered() if one != i18n.DEFAULT]

ENGLISH = re.compile(r"(?<![\w-])(?:[a-z]{2,}[ ,]+){2,}[a-z]{2,}(?![\w-])")
"""Three small words in a row: no name, no code and no unit is written so."""

CELLS = {cell for rows in DataFolder().tables.values() for row in rows for cell in row.values()}
OF_THE_DATA = re.compile(
    "|".join(
        re.escape(text) for text in sorted({*CELLS, *TEXT.values(), OPERATOR}, key=len, reverse=True) if " " in text
    )
)

Told = Callable[[str, PageId, dict[str, str]], list[str]]


@pytest.fixture
def told(dashboard: Dashboard, fictional: Path) -> Told:
    def read_in(language: str, page: PageId, query: dict[str, str]) -> list[str]:
        screen = dashboard(fictional, PAGES[page], lang=language, **query)
        assert not screen.exception
        return read(screen)

    return read_in


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("page", SHOWN)
def test_a_page_is_in_one_language(language: str, page: PageId, told: Told) -> None:
    said = [OF_THE_DATA.sub(" ", text) for query in SHOWN[page][:2] for text in told(language, page, query)]
    assert sorted({found.group() for text in said for found in [ENGLISH.search(text)] if found}) == []
    assert [text for text in said if MARKER.search(text)] == []
    assert [text for text in said if re.search(r"[。．][.。]|\.\.(?!\.)", text)] == []
