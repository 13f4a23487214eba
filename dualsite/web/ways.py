"""Ways through a page without a mouse, in Streamlit's own page: a link to its content, and what its keys are called."""

from __future__ import annotations

import json
from html import escape

from dualsite import i18n, sitemap
from dualsite.i18n import _


def skip_link(locale: str) -> str:
    """The first thing that is reached by keyboard: a link that passes over the navigation and the filters."""
    with i18n.speaking(locale):
        return f'<a class="skip" href="#content">{escape(_("Skip to content"))}</a>'


def keys(locale: str) -> str:
    """The keys of the pages by path, and the words of their list, as an attribute of the script of a tab."""
    with i18n.speaking(locale):
        told = {
            "pages": {sitemap.PAGES[page].path: letter for page, letter in sitemap.LETTERS.items()},
            "search": sitemap.PAGES[sitemap.PageId.DATA].path,
            "words": {
                "title": _("Keyboard shortcuts"),
                "search": _("Search the definitions"),
                "list": _("This list"),
                "table": _("As a table"),
                "next": _("Next screen"),
                "previous": _("Previous screen"),
                "leave": _("Leave presenter view"),
                "more": _("More"),
                "close": _("Close"),
            },
        }
    return f' data-keys="{escape(json.dumps(told, ensure_ascii=False))}"'
