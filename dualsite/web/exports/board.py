"""The page Board pack: the pages that are presented, in their order, saved under a name, and built with one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dualsite import formats, sitemap
from dualsite.access import View
from dualsite.errors import DualsiteError
from dualsite.exports import content, packs
from dualsite.exports.packs import EXECUTIVE, Pack
from dualsite.exports.request import ExportRequest, PageRequest
from dualsite.i18n import _, ngettext
from dualsite.insights.frames import names_of
from dualsite.screens import shared as ui
from dualsite.screens.shared import choices
from dualsite.screens.shared.text import plain
from dualsite.sitemap import CLIENT, PAGES, PageId
from dualsite.web import session
from dualsite.web.exports import building, saving
from dualsite.web.exports.building import BUILT
from dualsite.web.exports.saving import DRAFT, OF, SAID
from dualsite.web.signin import screen as signin
from dualsite.web.signin.admission import Person


def show(view: View) -> None:
    """What the pack holds and for whom, in a sentence; its pages; building and saving it."""
    who = signin.person()
    clients = names_of(view, "partners", "partner_id")
    had = _offered(view, who)
    answer = st.container(key="answer_ahead")
    if told := st.session_state.pop(SAID, ""):
        st.info(plain(told))
    opened = (
        st.selectbox(
            _("Pack"),
            list(had),
            format_func=lambda name: had[name].request.title or name,
            width=420,
            **choices.one_of("pack", had, next(iter(had), None)),
        )
        if had
        else None
    )
    draft = _draft(view, had, opened)
    left, right = st.columns([3, 2], gap="large")
    with left:
        draft = _ask_head(view, who, draft, clients)
        _show_pages(who, draft)
    with right:
        building.offer(view, draft)
        saving.offer(draft)
    with answer:
        ui.answer(_answer(draft, clients))


def _answer(draft: Pack, clients: Mapping[str, str]) -> str:
    count = len(draft.request.pages)
    slides = ngettext("{count} page", "{count} pages", count).format(count=count)
    whose = clients.get(draft.client, draft.client) if draft.client else _("executives")
    listed = formats.names(list(dict.fromkeys(_(PAGES[one.page].title) for one in draft.request.pages)), most=12)
    if not count:
        return _("“{title}” has no pages yet: add the first one.").format(title=draft.request.title)
    return _("“{title}” is {slides} for {whose}: {listed}.").format(
        title=draft.request.title, slides=slides, whose=whose, listed=listed
    )


def _offered(view: View, who: Person) -> dict[str, Pack]:
    """The packs that somebody has: executives all of them, account managers those for their clients."""
    found: dict[str, Pack] = {}
    try:
        for name in packs.names(session.data_folder()):
            try:
                pack = packs.read(session.data_folder(), name)
            except DualsiteError as error:
                st.warning(plain(str(error)))
                continue
            if not view.scope.is_limited or (pack.client in (view.scope.partners or ())):
                found[name] = pack
    except DualsiteError as error:
        st.warning(plain(str(error)))
    return found


def _draft(view: View, had: Mapping[str, Pack], opened: str | None) -> Pack:
    """What is being put together; begun anew when another pack is opened."""
    if st.session_state.get(OF, "") != (opened or "") or DRAFT not in st.session_state:
        st.session_state[OF] = opened or ""
        st.session_state.pop(BUILT, None)
        audience = EXECUTIVE if not view.scope.is_limited else sorted(view.scope.partners or ("",))[0]
        new = Pack("", ExportRequest(_("Board pack"), ()), audience)
        st.session_state[DRAFT] = had[opened] if opened else new
    draft: Pack = st.session_state[DRAFT]
    return draft


def _change(**parts: Any) -> None:
    """The draft with these parts of it, or of its request, otherwise; what was built before is another pack."""
    draft: Pack = st.session_state[DRAFT]
    request = {key: parts.pop(key) for key in ("title", "pages") if key in parts}
    st.session_state[DRAFT] = replace(draft, request=replace(draft.request, **request), **parts)
    st.session_state.pop(BUILT, None)


def _ask_head(view: View, who: Person, draft: Pack, clients: Mapping[str, str]) -> Pack:
    """Its title, and for whom it is."""
    audiences = {**({} if view.scope.is_limited else {EXECUTIVE: _("Executives")}), **clients}
    with st.container(horizontal=True, vertical_alignment="bottom", key="pack_head"):
        title = st.text_input(_("Title"), draft.request.title, key=f"pack title {draft.name}", max_chars=200, width=320)
        places = list(audiences)
        audience = st.selectbox(
            _("For"),
            places,
            places.index(draft.audience) if draft.audience in places else 0,
            format_func=lambda one: audiences[one],
            key=f"pack audience {draft.name}",
            width=260,
            help=_("For a client: the pages of its room only, with its own rows only."),
        )
    if (title, audience) != (draft.request.title, draft.audience):
        _change(title=title, audience=audience)
    changed: Pack = st.session_state[DRAFT]
    return changed


def _show_pages(who: Person, draft: Pack) -> None:
    """The pages in their order, each with its comment; one can be moved, taken out, and others added."""
    pages = draft.request.pages
    for place, one in enumerate(pages):
        with st.container(horizontal=True, vertical_alignment="center", key=f"pack_page_{place}"):
            of_it = formats.listed([packs.block_name(key) for key in one.blocks])
            parts = f"  \n:gray[{plain(of_it)}]" if of_it else ""
            st.markdown(f"**{place + 1}** {plain(_(PAGES[one.page].title))}{parts}", width=190)
            comment = st.text_input(
                _("Comment on {page}").format(page=_(PAGES[one.page].title)),
                one.comment,
                key=f"pack comment {draft.name} {place} {one.page} {len(pages)}",
                placeholder=_("Comment"),
                label_visibility="collapsed",
                max_chars=packs.LONGEST,
            )
            if comment != one.comment:
                _change(pages=(*pages[:place], replace(one, comment=comment), *pages[place + 1 :]))
            up = (*pages[: place - 1], one, pages[place - 1], *pages[place + 1 :]) if place else pages
            st.button(
                "↑",
                key=f"pack_up_{place}",
                on_click=_change,
                kwargs={"pages": up},
                disabled=not place,
                type="tertiary",
                help=_("Move up"),
            )
            left = (*pages[:place], *pages[place + 1 :])
            st.button(
                "✕",
                key=f"pack_out_{place}",
                on_click=_change,
                kwargs={"pages": left},
                type="tertiary",
                help=_("Remove"),
            )
    offered = [page.id for page in _pages(who, draft)]
    st.selectbox(
        _("Add a page"),
        offered,
        None,
        format_func=lambda one: _(PAGES[one].title),
        key="add page",
        width=260,
        placeholder=_("Choose a page"),
        on_change=_add,
    )


def _pages(who: Person, draft: Pack) -> Sequence[sitemap.Page]:
    """The pages that may stand in the pack: those of whoever makes it, of a client's only those of its room."""
    theirs = CLIENT if draft.client else sitemap.pages(who.viewer.role)
    return [page for page in theirs if content.is_exported(page.id)]


def _add() -> None:
    page: PageId | None = st.session_state.pop("add page", None)
    if page is not None:
        _change(pages=(*st.session_state[DRAFT].request.pages, PageRequest(page)))
