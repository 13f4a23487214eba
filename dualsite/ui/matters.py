"""The ranked list of what needs attention."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.answers.matter import Matter
from dualsite.ui import filters, sitemap
from dualsite.ui.text import plain

_SIGNS = {3: ":red[**✗**]", 2: ":orange[**▲**]", 1: ":gray[**△**]"}
_SIGN_WORDS = {3: _("overdue"), 2: _("within 30 days"), 1: _("ahead")}


def ranked(view: View, found: Sequence[Matter], shown: int = 6) -> None:
    """The gravest matters, one line each, with whose move it is, by when, and the page that explains it."""
    for place, matter in enumerate(found[:shown]):
        _line(view, place, matter)
    if len(found) > shown:
        with st.expander(_("{count} more").format(count=len(found) - shown), type="compact"):
            for place, matter in enumerate(found[shown:], shown):
                _line(view, place, matter)


def _line(view: View, place: int, matter: Matter) -> None:
    urgency = matter.urgency(view.as_of)
    badge = f" :gray-badge[{_('illustrative')}]" if matter.is_illustrative else ""
    with st.container(key=f"matter{place}"):
        what, whose, due, link = st.columns([8.2, 2.8, 2.2, 0.8], vertical_alignment="center", gap="small")
        what.markdown(f"{_SIGNS[urgency]} **{plain(matter.what)}** — {plain(matter.how_much)}{badge}")
        whose.markdown(f":gray[{plain(matter.owner.capitalize())}:] {plain(matter.next_step)}")
        due.markdown(
            f"{formats.day(matter.due_on)} :gray[{_SIGN_WORDS[urgency]}]" if matter.due_on else f":gray[{_('now')}]"
        )
        explained_on = sitemap.file_of(matter.page)
        parameters = filters.query(view, site=matter.site, partner=matter.partner)
        if explained_on is None and view.code_key:
            # All that could explain it speaks in names.
            return
        if explained_on is None:
            # Until that page is there, the rows themselves explain it.
            explained_on = sitemap.DATA_PAGE
            parameters |= {"tab": _("Rows"), "table": matter.table}
        link.page_link(explained_on, label=_("Open"), query_params=parameters, width="content")
