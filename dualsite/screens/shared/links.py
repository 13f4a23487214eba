"""Links between pages, and from a page to its cards."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from dualsite.screens.shared import language
from dualsite.sitemap import PAGES, PageId

FOLDER = Path(__file__).parents[3] / "pages"
"""Where the files of the pages lie."""


def file_of(page: PageId) -> str:
    """The file of a page, as Streamlit wants it for a link."""
    return str(FOLDER / PAGES[page].file)


def to_page(page: PageId, parameters: Mapping[str, str], text: str) -> str:
    """A link to a page under these parameters, as HTML."""
    return _link(f"{PAGES[page].path or '.'}?{urlencode(language.parameters() | dict(parameters))}", text)


def to_card(key: str, id_: str, text: str, label: str, title: str = "") -> str:
    """A link to what stands on this page under `key` as `id_`, as HTML; all else of the page stays as it is.

    `label` says the same where nobody sees what `text` stands beside; `title` is told while the mouse rests on it.
    """
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name != key}
    return _link(f"?{urlencode(kept | {key: id_}, doseq=True)}", text, {"aria-label": label, "title": title})


def to_here(parameters: Mapping[str, str], text: str, *, title: str = "", kind: str = "") -> str:
    """A link to this page under these parameters and no others, as HTML; `kind` is a class of its own."""
    return _link(f"?{urlencode(parameters)}", text, {"title": title}, kind)


def _link(address: str, text: str, told: Mapping[str, str] | None = None, kind: str = "") -> str:
    """A link that `web/tab.js` follows within the tab's session, and the browser in a new tab."""
    attributes = "".join(f' {name}="{html.escape(said)}"' for name, said in (told or {}).items() if said)
    return f'<a class="{f"inside {kind}".strip()}" href="{html.escape(address)}"{attributes}>{html.escape(text)}</a>'
