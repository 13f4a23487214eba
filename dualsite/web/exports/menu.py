"""The menu that every page has: the page as slides, PDF or workbook, and the format of the rows of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dualsite import formats, sitemap
from dualsite.access import View
from dualsite.exports import content
from dualsite.exports.document import PageContent
from dualsite.exports.receipts.issuing import KINDS, Kind, issue, named
from dualsite.exports.request import NOT_OF_DATA, ExportRequest, PageRequest, comparing, for_client
from dualsite.i18n import _, marked
from dualsite.insights.frames import labels
from dualsite.screens.shared import downloads
from dualsite.screens.shared.filters import KEYS, SCENARIO
from dualsite.screens.shared.language import LANG
from dualsite.screens.shared.text import plain
from dualsite.sitemap import PageId
from dualsite.web import deliveries, session
from dualsite.web.meeting import screen as meeting
from dualsite.web.people import taken
from dualsite.web.signin.admission import Person
from dualsite.web.what_if import scenarios, slot_questions

LABELS: Mapping[Kind, str] = {"pptx": marked("PowerPoint"), "pdf": marked("PDF"), "xlsx": marked("Excel")}
"""The formats as people call them; marked texts."""

_MENU = "export"


def draw(view: View, who: Person, path: str) -> None:
    """The menu of the page at this place in the URL; nothing for one that cannot be exported, or is closed.

    On the page Meeting it is the room as the client that is chosen will see it; there is no menu before one is.
    """
    page = sitemap.page_at(who.viewer.role, path)
    if page is None or (view.code_key and page.id in sitemap.IN_CLEAR):
        return
    if page.id is PageId.MEETING:
        _draw_room(view)
    elif page.id is PageId.ACCESS or content.is_exported(page.id):
        asked = compared(PageRequest(page.id, tuple(sorted(chosen().items()))), who)
        said = _("This page as it is filtered now, with a signed receipt of every number in it.")
        _draw(view, _request(view, who, _(page.title), asked), said)


def draw_card(who: Person, path: str, view: View, title: str, chosen_there: Mapping[str, str]) -> None:
    """The menu of a card beside the page, which these parameters open; nothing for a page that cannot be exported."""
    page = sitemap.page_at(who.viewer.role, path)
    if page is None or not content.is_exported(page.id):
        return
    asked = PageRequest(page.id, tuple(sorted({**chosen(), **chosen_there}.items())), is_card=True)
    said = _("This card, with a signed receipt of every number in it.")
    _draw(view, _request(view, who, title, asked), said, " of the card")


def _request(view: View, who: Person, title: str, asked: PageRequest) -> ExportRequest:
    if who.viewer.role == "partner":
        return ExportRequest(title, (asked,), is_for_client=True)
    return ExportRequest(title, (asked,), notice=deliveries.notice(view.version))


def _draw_room(view: View) -> None:
    client = meeting.chosen(view)
    if client is None:
        return
    title = _(sitemap.PAGES[PageId.CLIENT].title)
    request = ExportRequest(title, (PageRequest(PageId.CLIENT),), is_for_client=True)
    said = _("The client room as {client} will see it, with a signed receipt of every number in it.")
    theirs = for_client(view, client)
    _draw(theirs, request, said.format(client=plain(formats.listed(list(labels(theirs, "partners", "partner_id"))))))


def _draw(view: View, request: ExportRequest, said: str, of: str = "") -> None:
    """The menu itself; `of` tells its keys from those of another one on the page."""
    menu = st.popover(_("Export"), type="tertiary", icon=":material/download:", key=f"{_MENU}{of}", on_change="rerun")
    if not menu.open:
        return
    with menu:
        st.caption(said)
        # Who has access is known to the session alone, and the file is made outside of it.
        given = {PageId.ACCESS: taken.page(view)} if request.pages[0].page is PageId.ACCESS else NOT_OF_DATA
        for kind in KINDS:
            _offer(view, request, kind, given, of)
        if not of:
            downloads.choose_rows_as()


def chosen() -> dict[str, str]:
    """What is chosen on the page, by the parameters of its address, without the filters of every page."""
    around = {*KEYS, SCENARIO, LANG, _MENU}
    return {key: value for key, value in st.query_params.to_dict().items() if key not in around}


def compared(asked: PageRequest, who: Person) -> PageRequest:
    """The page with the scenarios and questions that it compares, of those that somebody has."""
    if asked.page is not PageId.SCENARIOS:
        return asked
    usable = [read.scenario for read in scenarios.offered(who).values() if read.is_usable]
    return comparing(asked, usable, slot_questions.offered(who).values())


def apart(view: View) -> View:
    """The same view by a connection of its own: what is exported is made while the page goes on."""
    return replace(view, connection=session.store().connect())


def _offer(view: View, request: ExportRequest, kind: Kind, given: Mapping[PageId, PageContent], of: str) -> None:
    def made() -> downloads.Handed:
        issued = issue(apart(view), request, kind, given=given)
        return downloads.Handed(issued.content, {"receipt": issued.receipt.id})

    name = named(view, request, kind)
    downloads.button(_(LABELS[kind]), made, name, KINDS[kind], f"export {kind}{of}", is_answer=False)
