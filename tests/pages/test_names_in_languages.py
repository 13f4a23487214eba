"""Sites and clients go by their names in the reader's language: on pages, in links, under code names, in a room."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite import i18n
from dualsite.screens.shared.filters import CODE_NAMES
from dualsite.sitemap import PAGES, PageId
from dualsite.web.server import ROUTER
from tests.in_languages import NAMES, OF_ELM, OF_OAK, named
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen, go_to


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional works with names in all languages; read only."""
    return named().write(tmp_path_factory.mktemp("works") / "data")


@pytest.mark.parametrize("page", [PageId.TODAY, PageId.NETWORK, PageId.CONTRACTS, PageId.CLIENT])
@pytest.mark.parametrize(("language", "place"), [("ko", 0), ("ja", 1)])
def test_a_page_says_names_as_its_reader_does(works: Path, seen: Seen, page: PageId, language: str, place: int) -> None:
    screen = seen(works, PAGES[page], lang=language)
    assert not screen.exception
    sent = on.sent(screen.main)
    assert NAMES["partners"]["OAK"][place] in sent
    for hidden in ("Oak Medicines", "Elm Therapeutics", "Alder Works", "Oakumab"):
        assert hidden not in sent


def test_a_link_made_in_one_language_opens_in_another(works: Path, seen: Seen) -> None:
    screen = seen(works, PAGES[PageId.NETWORK], lang="ko", partner="Oak Medicines", site="アルダー工場")
    assert screen.selectbox(key="partner").value == "오크 제약"
    assert screen.selectbox(key="site").value == "앨더 공장"
    assert screen.query_params["partner"] == "오크 제약"
    back = seen(works, PAGES[PageId.NETWORK], partner="오크 제약", site="Birch Works")
    assert back.selectbox(key="partner").value == "Oak Medicines"
    assert back.selectbox(key="site").value == "Birch Works"
    room = seen(works, PAGES[PageId.CLIENT], lang="ja", client="Elm Therapeutics")
    assert room.selectbox(key="client").value == "楡メディカル"


def test_what_is_chosen_stays_when_the_language_changes_within_a_session(works: Path, dashboard: Dashboard) -> None:
    screen = dashboard(works, PAGES[PageId.NETWORK], partner="Oak Medicines")
    screen.query_params["lang"] = "ja"
    screen.run()
    assert not screen.exception
    assert screen.selectbox(key="partner").value == "オーク製薬"


@pytest.mark.parametrize("language", i18n.offered())
def test_code_names_say_no_name_of_any_language_not_even_in_the_address(
    works: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUALSITE_DATA", str(works))
    for asked in ("Oak Medicines", "오크 제약", "オーク製薬", "엘름"):
        screen = AppTest.from_file(ROUTER, default_timeout=120)
        screen.session_state[CODE_NAMES] = True
        screen.query_params.update(lang=language, partner=asked, search=f"about {asked}")
        screen = go_to(screen, PAGES[PageId.CONTRACTS])
        assert not screen.exception
        told = on.sent(screen.main) + str(dict(screen.query_params))
        assert [name for name in (*OF_OAK, *OF_ELM) if name in told] == []
        assert len(screen.query_params["partner"]) > 0


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_a_room_names_no_other_client_in_any_language(works: Path, seen: Seen, language: str) -> None:
    screen = seen(works, PAGES[PageId.CLIENT], lang=language, partner="Oak Medicines")
    assert not screen.exception
    room = on.sent(on.part(screen, "room"))
    assert NAMES["partners"]["OAK"][("ko", "ja").index(language)] in room
    assert [name for name in OF_ELM if name in room] == []
