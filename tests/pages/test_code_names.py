"""An executive's screen that others can see: code names in place of clients, products and ids."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.screens.shared.filters import CODE_NAMES
from dualsite.sitemap import IN_CLEAR, PAGES, Page, PageId, pages
from dualsite.web.server import ROUTER
from tests.pages import screen as on
from tests.pages.conftest import go_to

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def names() -> list[str]:
    """What must not be read: the clients, their products and contracts, by name and by id."""
    told = {"partners": ("partner_id", "name"), "products": ("product_id", "name"), "contracts": ("contract_id",)}
    return [
        value
        for table, columns in told.items()
        for row in csv.DictReader((DATA / f"{table}.csv").read_text("utf-8").splitlines())
        for value in (row[column] for column in columns)
    ]


@pytest.mark.parametrize("entry", pages("executive", has_code_names=True), ids=lambda entry: entry.title)
def test_a_page_opens_with_code_names_and_names_no_client(entry: Page, names: list[str]) -> None:
    screen = AppTest.from_file(ROUTER, default_timeout=120)
    screen.session_state[CODE_NAMES] = True
    screen = go_to(screen, entry) if entry.path else screen.run()
    assert not screen.exception
    assert not screen.error
    assert "code names" in on.footer(screen)
    sent = on.sent(screen.main)
    for name in names:
        assert name not in sent


OAK, ELM = "Oak Medicines", "Elm Therapeutics"


@pytest.fixture
def opened(fictional: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """A page of the fictional delivery with a query in its address, in a new session in which codes are on or off."""
    monkeypatch.setenv("DUALSITE_DATA", str(fictional))

    def open_page(id_: PageId, *, is_coded: bool, **query: object) -> AppTest:
        screen = AppTest.from_file(ROUTER, default_timeout=120)
        screen.session_state[CODE_NAMES] = is_coded
        screen.query_params.update(query)
        return go_to(screen, PAGES[id_]) if PAGES[id_].path else screen.run()

    return open_page


def named_in(query: object) -> list[str]:
    said = str(query).casefold()
    return [word for word in ("oak", "elm") if word in said]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        (PageId.NETWORK, {"partner": OAK}),
        (PageId.SLOTS, {"product": "ELMADC"}),
        (PageId.TRIALS, {"product": "OAKMAB", "partner": OAK}),
        (PageId.CONTRACTS, {"contract_product": ["OAKMAB", "ELMADC"], "burn_down": "OAK-CMO 3", "tab": "amounts"}),
    ],
)
def test_a_link_with_names_is_told_in_codes_at_once_and_codes_in_names(
    page: PageId, query: dict[str, object], opened: Callable[..., AppTest]
) -> None:
    """The address named the client on a screen that others see."""
    coded = opened(page, is_coded=True, **query)
    assert not coded.exception
    told = dict(coded.query_params)
    assert set(told) == set(query), "each is said"
    assert named_in(told) == []
    assert named_in(on.sent(coded.main)) == []
    again = opened(page, is_coded=True, **told)
    assert dict(again.query_params) == told, "a reload says the same"
    if "partner" in query:
        assert coded.selectbox(key="partner").value == told["partner"] != "All clients"
    plain = opened(page, is_coded=False, **told)
    assert dict(plain.query_params) == dict(opened(page, is_coded=False, **query).query_params)
    assert named_in(dict(plain.query_params))


@pytest.mark.parametrize("is_coded", [True, False])
def test_a_link_with_codes_means_the_same_in_another_language(is_coded: bool, opened: Callable[..., AppTest]) -> None:
    in_korean = opened(PageId.NETWORK, is_coded=True, partner=OAK, lang="ko").query_params["partner"]
    assert not in_korean.isascii()
    screen = opened(PageId.NETWORK, is_coded=is_coded, partner=in_korean, lang="en")
    assert not screen.exception
    told = screen.selectbox(key="partner").value
    assert told == screen.query_params["partner"]
    assert told.startswith("Client ") if is_coded else told == OAK


def test_what_names_a_client_in_some_other_way_goes_from_the_address(opened: Callable[..., AppTest]) -> None:
    query = {"client": OAK, "search": "oak med", "contract": f"{OAK} · memorandum", "other": "oat"}
    screen = opened(PageId.NETWORK, is_coded=True, site="Alder Works", **query)
    assert named_in(dict(screen.query_params)) == []
    assert screen.query_params["site"] == "Alder Works"
    assert screen.query_params["other"] == "oat", "what names nobody stays"


def test_what_is_chosen_stays_chosen_when_codes_go_on_and_off(opened: Callable[..., AppTest]) -> None:
    screen = opened(PageId.TRIALS, is_coded=False, product="OAKTWO", partner=OAK)
    screen.toggle(key=CODE_NAMES).set_value(True).run()
    assert not screen.exception
    assert named_in(dict(screen.query_params)) == []
    assert screen.selectbox(key="partner").value.startswith("Client ")
    assert named_in(on.sent(screen.main)) == []
    coded = screen.selectbox(key="product").value
    screen.toggle(key=CODE_NAMES).set_value(False).run()
    assert screen.selectbox(key="partner").value == OAK
    assert screen.selectbox(key="product").value == "OAKTWO" != coded
    assert screen.query_params["partner"] == OAK


def test_codes_of_somebody_else_mean_nobody(opened: Callable[..., AppTest]) -> None:
    screen = opened(PageId.NETWORK, is_coded=True, partner="Client 0AFFE")
    assert screen.selectbox(key="partner").value == "All clients"
    assert "partner" not in screen.query_params


def test_a_page_that_says_clients_by_name_says_why_it_is_closed(opened: Callable[..., AppTest]) -> None:
    screen = opened(PageId.CLIENT, is_coded=False)
    assert OAK in on.sent(screen.main) or ELM in on.sent(screen.main)
    screen.toggle(key=CODE_NAMES).set_value(True).run()
    assert not screen.exception
    assert "closed while code names are on" in on.sent(screen.main)
    assert named_in(on.sent(screen.main)) == []


@pytest.mark.parametrize("page", sorted(IN_CLEAR))
def test_a_page_that_is_closed_is_not_exported_either(page: PageId, opened: Callable[..., AppTest]) -> None:
    screen = opened(page, is_coded=False)
    screen.toggle(key=CODE_NAMES).set_value(True).run()
    assert not screen.exception
    assert "popover" not in [one.type for one in on.elements(on.part(screen, "title"))]
