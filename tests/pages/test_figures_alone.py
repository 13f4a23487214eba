"""A figure is compressed by itself, so nothing may be in it that somebody chose: its length would tell of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsite.sitemap import EXECUTIVE, Page
from tests.pages import screen as on
from tests.pages.conftest import Dashboard, Seen

TYPED = "Zyx4typed"


@pytest.mark.parametrize("entry", EXECUTIVE, ids=lambda entry: entry.title)
def test_what_stands_in_an_address_or_is_typed_is_in_no_figure(
    entry: Page, seen: Seen, dashboard: Dashboard, fictional: Path
) -> None:
    usual = seen(fictional, entry)
    keys = {one.key for one in on.elements(usual.main) if getattr(one, "key", None)}
    if not on.figures(usual):
        return
    screen = dashboard(fictional, entry, **dict.fromkeys(keys, TYPED))
    for field in screen.text_input:
        field.set_value(TYPED)
    screen.run()
    assert not screen.exception
    assert [alt for alt, figure in on.figures(screen) if TYPED in f"{alt} {figure}"] == []
    assert on.figures(screen)
