"""The menu that every page has: the page as slides, PDF or workbook, and the format of the rows of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dualsite import sitemap
from dualsite.access import View
from dualsite.exports import content
from dualsite.exports.receipts.issuing import KINDS, Kind, issue, named
from dualsite.exports.request import ExportRequest, PageRequest, comparing
from dualsite.i18n import _, marked
from dualsite.screens.shared import downloads
from dualsite.screens.shared.filters import KEYS, SCENARIO
from dualsite.screens.shared.language import LANG
from dualsite.sitemap import PageId
from dualsite.web import deliveries, session
from dualsite.web.signin.admission import Person
from dualsite.web.what_if import scenarios, slot_questions

LABELS: Mapping[Kind, str] = {"pptx": marked("PowerPoint"), "pdf": marked("PDF"), "xlsx": marked("Excel")}
"""The formats as people call them; marked texts."""

_MENU = "export"


def draw(view: View, who: Person, path: str) -> None:
    """The menu of the page at this place in the URL; nothing for one that cannot be exported."""
    page = sitemap.page_at(who.viewer.role, path)
    if page is None or not content.is_exported(page.id):
        return
    menu = st.popover(_("Export"), type="tertiary", icon=":material/download:", key=_MENU, on_change="rerun")
    if not menu.open:
        return
    with menu:
        st.caption(_("This page as it is filtered now, with a signed receipt of every number in it."))
        asked = compared(PageRequest(page.id, tuple(sorted(chosen().items()))), who)
        is_theirs = who.viewer.role == "partner"
        request = ExportRequest(
            _(page.title), (asked,), is_for_client=is_theirs, notice="" if is_theirs else deliveries.notice()
        )
        for kind in KINDS:
            _offer(view, request, kind)
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


def _offer(view: View, request: ExportRequest, kind: Kind) -> None:
    def made() -> downloads.Handed:
        issued = issue(apart(view), request, kind)
        return downloads.Handed(issued.content, {"receipt": issued.receipt.id})

    name = named(view, request, kind)
    downloads.button(_(LABELS[kind]), made, name, KINDS[kind], f"export {kind}", is_answer=False)
