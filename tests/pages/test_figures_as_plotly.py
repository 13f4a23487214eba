"""Every figure says what plotly knows: its own check of words and values, which no page waits for."""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go
import pytest

from dualsite.sitemap import EXECUTIVE, PAGES, PageId
from tests.pages import screen as on
from tests.pages.conftest import Seen

FURTHER = [
    *((PageId.CONTRACTS, {"show": show}) for show in ("take_or_pay", "ends", "new_business")),
    *((PageId.QUALITY, {"show": show}) for show in ("release", "recurring", "inspections")),
    *((PageId.TRIALS, {"tab": tab}) for tab in ("approvals", "supply", "licences")),
    *((PageId.CLIENT, {"client": client}) for client in ("Oak Medicines", "Elm Therapeutics")),
]
"""What else there is to see of a page besides what it opens with."""


@pytest.mark.parametrize(
    ("page", "query"),
    [*((page.id, {}) for page in EXECUTIVE), *FURTHER],
    ids=lambda one: one if isinstance(one, PageId) else " ".join(one.values()) or "first",
)
@pytest.mark.parametrize("data", ["reference", "fictional"])
def test_a_figure_is_made_of_what_plotly_knows(
    page: PageId, query: dict[str, str], data: str, seen: Seen, fictional: Path
) -> None:
    screen = seen(fictional if data == "fictional" else None, PAGES[page], **query)
    assert not screen.exception
    for words, figure in on.figures(screen):
        assert go.Figure(figure).data, words
