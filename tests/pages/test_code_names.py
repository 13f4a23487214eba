"""An executive's screen that others can see: code names in place of clients, products and ids."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dualsite.access import LOCAL_EXECUTIVE
from dualsite.ui.filters import CODE_NAMES
from dualsite.ui.server import ROUTER
from dualsite.ui.sitemap import Entry, entries
from tests.pages import screen as on
from tests.pages.conftest import go_to


@pytest.mark.parametrize("entry", entries(LOCAL_EXECUTIVE, has_code_names=True), ids=lambda entry: entry.title)
def test_a_page_opens_with_code_names_and_names_no_client(entry: Entry) -> None:
    screen = AppTest.from_file(ROUTER, default_timeout=60)
    screen.session_state[CODE_NAMES] = True
    screen.run()
    if entry.path is not None:
        go_to(screen, entry)
    assert not screen.exception
    assert not screen.error
    assert "code names" in on.footer(screen)
    said = " ".join([on.answer(screen), *(str(one.value) for one in screen.markdown)])
    assert "Illustrative Client" not in said
    assert "illustrative-contract" not in said
