"""An executive's screen that others can see: code names in place of clients, products and ids."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.screens.shared.filters import CODE_NAMES
from dualsite.sitemap import Page, pages
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
    screen = AppTest.from_file(ROUTER, default_timeout=60)
    screen.session_state[CODE_NAMES] = True
    screen.run()
    if entry.path:
        go_to(screen, entry)
    assert not screen.exception
    assert not screen.error
    assert "code names" in on.footer(screen)
    sent = on.sent(screen.main)
    for name in names:
        assert name not in sent
