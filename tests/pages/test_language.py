"""A language in which every translated text stands in brackets: what is not in them nobody can translate."""

from __future__ import annotations

import functools
import gettext
import html
import re
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dualsite import i18n
from dualsite.schema import TABLES
from dualsite.sitemap import EXECUTIVE, PAGES, PageId
from tests.data_folder import OPERATOR, TEXT
from tests.pages import screen as on
from tests.pages.conftest import Dashboard
from tools import messages

LEFT, RIGHT = "⟦", "⟧"
_INNERMOST = re.compile(f"{LEFT}[^{LEFT}{RIGHT}]*{RIGHT}")
_WORD = re.compile(r"[A-Za-z]{2,}")

SHOWN: dict[PageId, list[dict[str, str]]] = {
    page.id: [{}] for page in (*EXECUTIVE, PAGES[PageId.AGREEMENTS]) if page.id is not PageId.AGREEMENTS
} | {
    PageId.DATA: [{"tab": tab} for tab in ("tables", "findings", "rows", "kpis", "rules", "sources", "import")],
    PageId.CONTRACTS: [{"show": show} for show in ("amounts", "take_or_pay", "ends", "new_business", "contracts")],
    PageId.TRIALS: [{"tab": tab} for tab in ("trials", "sites", "approvals", "supply", "licences")],
    PageId.CLIENT: [{"client": "Oak Medicines"}, {"client": "Elm Therapeutics"}],
}
"""Every page, with what its tabs hold."""


ASKED: set[str] = set()
"""What pages have asked to be translated so far."""


class Bracketed(gettext.NullTranslations):
    """Gives every text in brackets."""

    def pgettext(self, context: str, message: str) -> str:
        return f"{LEFT}{message}{RIGHT}"

    def gettext(self, message: str) -> str:
        ASKED.add(message)
        return f"{LEFT}{message}{RIGHT}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{LEFT}{msgid1 if n == 1 else msgid2}{RIGHT}"


BRACKETED = ("en_IM", Bracketed())
PLAIN = ("en_GB", gettext.NullTranslations())
"""Each an English, which writes days and numbers as all of the British Isles do."""

Told = Callable[..., list[str]]


@pytest.fixture(scope="module")
def read_before() -> dict[Hashable, list[str]]:
    """What pages were read to say, by the language and what was asked."""
    return {}


@pytest.fixture
def told(
    dashboard: Dashboard, fictional: Path, monkeypatch: pytest.MonkeyPatch, read_before: dict[Hashable, list[str]]
) -> Told:
    """What a page says to those who read this English; each is run once."""

    def read_once(english: tuple[str, gettext.NullTranslations], page: PageId, query: dict[str, str]) -> list[str]:
        locale, catalogue = english
        asked = (locale, page, *query.items())
        if asked not in read_before:
            monkeypatch.setattr(i18n, "_known", lambda name: locale)
            monkeypatch.setattr(i18n, "_catalogue", lambda locale: catalogue)
            screen = dashboard(fictional, PAGES[page], **query)
            assert not screen.exception
            read_before[asked] = read(screen)
        return read_before[asked]

    return read_once


@pytest.mark.parametrize(
    ("page", "query"),
    [(page, query) for page, queries in SHOWN.items() for query in queries],
    ids=lambda one: one if isinstance(one, PageId) else " ".join(one.values()),
)
def test_a_page_says_nothing_that_cannot_be_translated(page: PageId, query: dict[str, str], told: Told) -> None:
    said = told(BRACKETED, page, query)
    untranslated = {text for text in said if _WORD.search(rest(text)) and not is_data(rest(text))}
    assert sorted(untranslated) == []


def test_all_that_pages_ask_for_can_be_in_a_catalogue(told: Told) -> None:
    """What is said by a name that is only known when it runs is found by no one who reads the code."""
    for page in SHOWN:
        told(BRACKETED, page, SHOWN[page][0])
    template = messages.extracted()
    columns = {column for table in TABLES.values() for column in table.columns}
    assert sorted(text for text in ASKED - columns if text and text not in template) == []


@pytest.mark.parametrize("page", SHOWN)
def test_a_page_decides_nothing_by_a_word(page: PageId, told: Told) -> None:
    """Without its brackets the page is the one in English: the same rows, in the same order, with the same signs."""
    query = SHOWN[page][0]
    plain = [letters(text) for text in told(PLAIN, page, query)]
    assert [letters(text) for text in told(BRACKETED, page, query)] == plain


def letters(text: str) -> str:
    """The text without what a bracket in it changes: blanks, full stops and large letters."""
    return re.sub(r"[\s.⟦⟧]+", "", text).casefold()


def rest(text: str) -> str:
    """What stands in no brackets."""
    while (shorter := _INNERMOST.sub(" ", text)) != text:
        text = shorter
    return text


_NOT_READ = (
    "id form_id key url icon type page query_string query_param_key figure config user_key mime file_name format hash "
    "deferred_file_id url_pathname theme delta_indicator dialog_id"
)
_TECHNICAL = frozenset(_NOT_READ.split())
_TEXTS_OF_FIGURES = frozenset(("text", "hovertext", "ticktext", "name", "hovertemplate", "texttemplate"))
_MARKUP = re.compile(r":[a-z-]+\[|:material/\w+:|`[^`]*`|<style>.*?</style>|<[^>]*>|&\w+;|[\\*#>|]", re.DOTALL)


def read(screen: AppTest) -> list[str]:
    """Every text that a reader of the page gets to see or hear, in order."""
    found: list[str] = []
    for one in on.elements(screen.main):
        if on.is_figure(one):
            told = on.drawn(one)
            found += [told["alt"], *_of_figure(told["figure"])]
        elif one.type in ("arrow_data_frame", "dataframe"):
            found += _of_table(one)
        elif one.proto is not None:
            found += _of_message(one.proto)
    return [said for text in found if (said := _MARKUP.sub(" ", html.unescape(_labels(text))).strip())]


def _labels(text: str) -> str:
    """The text with what its markup says to a screen reader and on hovering."""
    return text + "".join(f" {label}" for label in re.findall(r'(?:alt|title|aria-label)="([^"]*)"', text))


def _of_message(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in _TECHNICAL:
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, Message):
                yield from _of_message(one)
            elif isinstance(one, str):
                yield one


def _of_figure(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in _TEXTS_OF_FIGURES:
                yield from (text for text in _strings(value) if not text.startswith("%{"))
            elif name not in ("template", "customdata"):
                yield from _of_figure(value)
    elif isinstance(part, list):
        for one in part:
            yield from _of_figure(one)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _of_table(one: Any) -> Iterator[str]:
    # The column of the buttons that open a row has a name for the script alone.
    yield from (str(heading) for heading in one.value.columns if not str(heading).startswith("open "))
    for name in one.value.columns:
        yield from (value for value in one.value[name] if isinstance(value, str))


@functools.cache
def _known_words() -> frozenset[str]:
    """Words of the data, of the contract's own names, and those that Babel writes."""
    english = Locale("en", "GB")
    texts = [
        *TEXT.values(),
        OPERATOR,
        "Fictional works",
        *TABLES,
        *(column for table in TABLES.values() for column in table.columns),
        *(code for table in TABLES.values() for one in table.columns.values() for code in one.vocabulary or ()),
        *english.territories.values(),
        *map(i18n.name_of, i18n.offered()),
        *english.months["format"]["abbreviated"].values(),
        *english.months["format"]["wide"].values(),
        "USD EUR KRW JPY GBP CHF and kg UTC csv parquet CSV Plotly",
    ]
    return frozenset(word for text in texts for word in _WORD.findall(text))


_DIGEST = re.compile(r"\b[0-9a-f]{12,64}\b")


def is_data(text: str) -> bool:
    """Whether these are words of the data and of nothing else."""
    return set(_WORD.findall(_DIGEST.sub(" ", text))) <= _known_words()
