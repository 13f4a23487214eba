"""Links between pages."""

from __future__ import annotations

from pathlib import Path

from dualsite.sitemap import PAGES, PageId

FOLDER = Path(__file__).parents[3] / "pages"
"""Where the files of the pages lie."""


def file_of(page: PageId) -> str:
    """The file of a page, as Streamlit wants it for a link."""
    return str(FOLDER / PAGES[page].file)
