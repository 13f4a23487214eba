"""The ranked list of exceptions: what needs someone."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _, pgettext
from dualsite.insights.exceptions.exception import BusinessException
from dualsite.screens.shared import filters, links, markup
from dualsite.sitemap import IN_CLEAR

_SIGNS = {3: markup.signed("bad", ""), 2: markup.signed("watch", ""), 1: markup.grey("△")}


def ranked(view: View, found: Sequence[BusinessException], shown: int = 6) -> None:
    """The gravest exceptions, one line each, with whose move it is, by when, and the page that explains it.

    Those after `shown` are sent once they are asked for.
    """
    if found:
        markup.block(_listed(view, found[:shown]), "exceptions", min(len(found), shown))
    if len(found) > shown:
        more = st.expander(
            _("{count} more").format(count=len(found) - shown),
            type="compact",
            key="more_exceptions",
            on_change="rerun",
        )
        if more.open:
            more.html(_listed(view, found[shown:]))


def _listed(view: View, exceptions: Sequence[BusinessException]) -> str:
    marks, said = markup.marked_made_up([one.is_illustrative for one in exceptions])
    lines = "".join(_line(view, one, mark) for one, mark in zip(exceptions, marks, strict=True))
    return f'<ol class="exceptions">{lines}</ol>' + (f'<p class="note">{said}</p>' if said else "")


def _line(view: View, exception: BusinessException, mark: str) -> str:
    urgency = exception.urgency(view.as_of)
    what, how_much = html.escape(exception.what), html.escape(exception.how_much)
    day, urgent = exception.due(view.as_of)
    due = f"{html.escape(day)} {markup.grey(urgent)}" if day else markup.grey(urgent)
    return (
        f"<li><span>{_SIGNS[urgency]} <strong>{what}</strong> — {how_much}{mark}</span>"
        f"<span>{markup.grey(f'{exception.owner}:')} {html.escape(exception.next_step)}</span>"
        f"<span>{due}</span>{_link(view, exception)}</li>"
    )


def _link(view: View, exception: BusinessException) -> str:
    """The page that explains it; nothing where that one speaks in names and this view in codes."""
    if view.code_key and exception.page in IN_CLEAR:
        return ""
    parameters = filters.query(view, site=exception.site, partner=exception.partner) | dict(exception.query)
    return links.to_page(exception.page, parameters, pgettext("a link", "Open"))
