"""The ranked list of exceptions: what needs someone."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked
from dualsite.insights.exceptions.exception import BusinessException
from dualsite.screens.shared import filters, links
from dualsite.screens.shared.text import plain
from dualsite.sitemap import IN_CLEAR

_SIGNS = {3: ":red[**✗**]", 2: ":orange[**▲**]", 1: ":gray[**△**]"}
_SIGN_WORDS = {3: marked("overdue"), 2: marked("within 30 days"), 1: marked("ahead")}


def ranked(view: View, found: Sequence[BusinessException], shown: int = 6) -> None:
    """The gravest exceptions, one line each, with whose move it is, by when, and the page that explains it."""
    for place, exception in enumerate(found[:shown]):
        _line(view, place, exception)
    if len(found) > shown:
        with st.expander(_("{count} more").format(count=len(found) - shown), type="compact"):
            for place, exception in enumerate(found[shown:], shown):
                _line(view, place, exception)


def _line(view: View, place: int, exception: BusinessException) -> None:
    urgency = exception.urgency(view.as_of)
    badge = f" :gray-badge[{_('illustrative')}]" if exception.is_illustrative else ""
    with st.container(key=f"exception{place}"):
        what, whose, due, link = st.columns([8.2, 2.8, 2.2, 0.8], vertical_alignment="center", gap="small")
        what.markdown(f"{_SIGNS[urgency]} **{plain(exception.what)}** — {plain(exception.how_much)}{badge}")
        whose.markdown(f":gray[{plain(exception.owner)}:] {plain(exception.next_step)}")
        due.markdown(
            f"{formats.day(exception.due_on)} :gray[{_(_SIGN_WORDS[urgency])}]"
            if exception.due_on
            else f":gray[{_('now')}]"
        )
        if view.code_key and exception.page in IN_CLEAR:
            # The page that explains it speaks in names.
            return
        parameters = filters.query(view, site=exception.site, partner=exception.partner) | dict(exception.query)
        link.page_link(links.file_of(exception.page), label=_("Open"), query_params=parameters, width="content")
