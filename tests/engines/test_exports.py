"""What is exported is the same on files and from an engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from dualsite import cache
from dualsite.access import View
from dualsite.exports import content, packs
from dualsite.exports.receipts import keys
from dualsite.exports.receipts.issuing import Kind, issue
from dualsite.exports.request import ExportRequest, PageRequest, document
from dualsite.sitemap import PAGES, PageId
from tests.engines.conftest import Pair
from tests.exports.in_files import read

EXPORTED = [page for page in PAGES if content.is_exported(page)]


WHOLE = ("display.max_rows", None, "display.max_columns", None, "display.max_colwidth", None, "display.precision", 9)
"""Frames are told whole."""


def said(view: View, page: PageId) -> list[str]:
    """What the blocks of a page hold, numbers to nine digits."""
    asked = ExportRequest("All", (PageRequest(page),))
    made = document(view, asked, "en", datetime(2027, 3, 1, tzinfo=UTC), "receipt")
    with pd.option_context(*WHOLE):
        told = [repr(block) for sheet in made.pages for block in sheet.blocks]
    return [re.sub(r"\d+\.\d{10,}", lambda number: f"{float(number[0]):.9g}", block) for block in told]


@pytest.mark.parametrize("page", [page for page in EXPORTED if page is not PageId.DATA])
def test_the_blocks_of_a_page_are_the_same(page: PageId, pair: Callable[[str], Pair]) -> None:
    files, engine = pair("works").both
    cache.clear()
    of_files = said(files, page)
    cache.clear()
    assert said(engine, page) == of_files


@pytest.mark.parametrize("kind", ["pptx", "pdf", "xlsx"])
def test_a_board_pack_states_the_same_numbers(
    kind: Kind, pair: Callable[[str], Pair], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.PATH, str(tmp_path / "receipts.pem"))
    found = []
    for view in pair("works").both:
        cache.clear()
        made = issue(view, packs.default().request, kind)
        assert read(made.content, kind).written
        found.append(made.receipt.numbers)
    assert found[0] == found[1]
    assert len(found[0]) > 100
