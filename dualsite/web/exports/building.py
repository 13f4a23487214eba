"""Building a board pack in a format, with its progress, and taking it away."""

from __future__ import annotations

import time
from dataclasses import replace

import streamlit as st

from dualsite import formats, i18n
from dualsite.access import View
from dualsite.errors import DualsiteError
from dualsite.exports.packs import Pack
from dualsite.exports.receipts.issuing import KINDS, Issued, Kind, issue
from dualsite.exports.request import for_client
from dualsite.i18n import _
from dualsite.screens.shared import choices, downloads
from dualsite.screens.shared.text import plain
from dualsite.web import deliveries
from dualsite.web.audit.visit import visit
from dualsite.web.exports.menu import LABELS, apart, compared
from dualsite.web.signin import screen as signin

BUILT = "pack as it was built"
"""Under this key of the session stands what was built, until something about the pack changes."""


def offer(view: View, draft: Pack) -> None:
    """Building it in a format, with its progress, and taking it away."""
    kind: Kind = st.segmented_control(
        _("Format"),
        list(KINDS),
        format_func=lambda one: _(LABELS[one]),
        required=True,
        **choices.one_of("format", KINDS, "pptx"),
    )
    language = _ask_language()
    is_ready = bool(draft.request.pages) and not visit().is_read_only
    if st.button(_("Build"), type="primary", key="build_pack", disabled=not is_ready):
        with i18n.speaking(i18n.preferred(language, i18n.locale())):
            _built(view, draft, kind)
    built: tuple[Issued, Kind, float] | None = st.session_state.get(BUILT)
    if built is None or built[1] != kind:
        return
    issued, _kind, took_s = built
    count = len(issued.receipt.numbers)
    st.caption(
        _("{count} numbers, receipt {receipt}, built in {seconds} s.").format(
            count=formats.number(count), receipt=issued.receipt.id, seconds=formats.number(took_s, 1)
        )
    )
    details = {"receipt": issued.receipt.id}
    downloads.button(
        _("Download {name}").format(name=issued.name),
        lambda: downloads.Handed(issued.content, details),
        issued.name,
        KINDS[kind],
        "take_pack",
        is_answer=False,
    )


def _ask_language() -> str:
    """In which language it is built: the reader's, where there is no other or none is chosen."""
    offered = i18n.offered()
    if len(offered) == 1:
        return i18n.language()
    usual = offered.index(i18n.language()) if i18n.language() in offered else 0
    return str(st.selectbox(_("Language"), offered, usual, format_func=i18n.name_of, key="pack language", width=200))


def _built(view: View, draft: Pack, kind: Kind) -> None:
    """The pack of the draft, kept in the session until something about it changes."""
    bar = st.progress(0.0, _("Building …"))
    of = len(draft.request.pages)

    def told(done: int, title: str) -> None:
        said = _("{title}, {place} of {of}").format(title=title, place=done + 1, of=of)
        bar.progress(min(done / (of + 1), 1.0), said if title else _("Writing the file …"))

    began = time.perf_counter()
    try:
        shown = for_client(view, draft.client) if draft.client else view
        pages = tuple(compared(one, signin.person()) for one in draft.request.pages)
        request = replace(draft.request, pages=pages, is_for_client=draft.client is not None)
        if not draft.client:
            request = replace(request, notice=deliveries.notice(shown.version))
        st.session_state[BUILT] = (
            issue(apart(shown), request, kind, progress=told),
            kind,
            time.perf_counter() - began,
        )
    except DualsiteError as error:
        st.error(plain(str(error)), icon=":material/error:")
    finally:
        bar.empty()
