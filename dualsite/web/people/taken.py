"""What the page Access says as it is exported: sessions, the access file, and what it was."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.access import View
from dualsite.exports.document import Block, PageContent, TableBlock
from dualsite.i18n import _
from dualsite.sitemap import PAGES, PageId
from dualsite.web.people import entries, history, sessions


def page(view: View) -> PageContent:
    """The page as it stands now. What it says is in no table of the data, so that it rests on none."""
    found = sessions.open_sessions()
    title = _(PAGES[PageId.ACCESS].title)
    return PageContent(PageId.ACCESS, title, sessions.answer(found), tuple(_blocks(view, found)))


def _blocks(view: View, found: list[sessions.OpenSession]) -> Iterator[Block]:
    yield TableBlock("sessions", _("Sessions"), *sessions.listed(view, found))
    if (file := entries.access_file()) is not None:
        yield TableBlock("entries", _("Access file"), *entries.listed(view, file), note=" ".join(entries.notes(file)))
    spec, rows, note = history.listed(view)
    if len(rows):
        yield TableBlock("history", _("History"), spec, rows, note=note)
