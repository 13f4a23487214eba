"""The page Board pack: the pages that are presented, in their order, saved under a name, and built with one click."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dualsite import formats, i18n, sitemap
from dualsite.access import View
from dualsite.audit import What
from dualsite.errors import DualsiteError
from dualsite.exports import content, packs
from dualsite.exports.packs import EXECUTIVE, Pack
from dualsite.exports.receipts.issuing import KINDS, Issued, Kind, issue
from dualsite.exports.request import ExportRequest, PageRequest, for_client
from dualsite.i18n import _, ngettext
from dualsite.insights.frames import names_of
from dualsite.screens import shared as ui
from dualsite.screens.shared import choices, downloads
from dualsite.screens.shared.text import plain
from dualsite.sitemap import CLIENT, PAGES, PageId
from dualsite.web import deliveries, session
from dualsite.web.audit.visit import visit
from dualsite.web.exports.menu import LABELS, apart, compared
from dualsite.web.signin import screen as signin
from dualsite.web.signin.admission import Person

_DRAFT, _OF, _SAID, _BUILT = "draft of a pack", "file of the pack", "what became of a pack", "pack as it was built"


def show(view: View) -> None:
    """What the pack holds and for whom, in a sentence; its pages; building and saving it."""
    who = signin.person()
    clients = names_of(view, "partners", "partner_id")
    had = _offered(view, who)
    answer = st.container(key="answer_ahead")
    if told := st.session_state.pop(_SAID, ""):
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
        _build(view, draft, clients)
        _save(draft)
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
    if st.session_state.get(_OF, "") != (opened or "") or _DRAFT not in st.session_state:
        st.session_state[_OF] = opened or ""
        st.session_state.pop(_BUILT, None)
        audience = EXECUTIVE if not view.scope.is_limited else sorted(view.scope.partners or ("",))[0]
        new = Pack("", ExportRequest(_("Board pack"), ()), audience)
        st.session_state[_DRAFT] = had[opened] if opened else new
    draft: Pack = st.session_state[_DRAFT]
    return draft


def _change(**parts: Any) -> None:
    """The draft with these parts of it, or of its request, otherwise; what was built before is another pack."""
    draft: Pack = st.session_state[_DRAFT]
    request = {key: parts.pop(key) for key in ("title", "pages") if key in parts}
    st.session_state[_DRAFT] = replace(draft, request=replace(draft.request, **request), **parts)
    st.session_state.pop(_BUILT, None)


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
    changed: Pack = st.session_state[_DRAFT]
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
        _change(pages=(*st.session_state[_DRAFT].request.pages, PageRequest(page)))


def _build(view: View, draft: Pack, clients: Mapping[str, str]) -> None:
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
    built: tuple[Issued, Kind, float] | None = st.session_state.get(_BUILT)
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
            request = replace(request, notice=deliveries.notice())
        st.session_state[_BUILT] = (
            issue(apart(shown), request, kind, progress=told),
            kind,
            time.perf_counter() - began,
        )
    except DualsiteError as error:
        st.error(plain(str(error)), icon=":material/error:")
    finally:
        bar.empty()


def _save(draft: Pack) -> None:
    """Saving it under a name, and deleting it."""
    may_save = not visit().is_read_only
    with st.container(horizontal=True, vertical_alignment="bottom", key="save_pack_as"):
        name = st.text_input(
            _("Name"),
            draft.name if draft.digest else "",
            key=f"pack name {draft.name}",
            width=200,
            help=_("Lowercase letters, digits, - and _; `board NAME` on the command line builds it."),
        )
        if st.button(_("Save"), disabled=not may_save, key="save_pack") and may_save:
            is_same = name.strip() == draft.name
            _do(replace(draft, name=name.strip(), digest=draft.digest if is_same else ""), "save")
        if draft.digest:
            with st.popover(_("Delete"), disabled=not may_save):
                st.markdown(_("Delete {name} for good?").format(name=plain(draft.name)))
                if st.button(_("Delete it"), key="delete_pack") and may_save:
                    _do(draft, "delete")


def _do(pack: Pack, what: str) -> None:
    """Save or delete, the audit trail told first; what stands in the way is said."""
    try:
        visit().note(What.SCENARIO, f"pack {pack.name}", {"did": what}, is_needed=True)
        if what == "save":
            packs.save(session.data_folder(), pack)
            said = _("The pack {name} is saved.").format(name=pack.name)
        else:
            packs.delete(session.data_folder(), pack.name, pack.digest)
            said = _("The pack {name} is deleted.").format(name=pack.name)
    except DualsiteError as error:
        visit().note(What.SCENARIO, f"pack {pack.name}", {"did": "nothing: it was refused"})
        st.error(plain(str(error)), icon=":material/error:")
        return
    for key in (_DRAFT, _OF, "pack"):
        st.session_state.pop(key, None)
    if what == "save":
        st.query_params["pack"] = pack.name
    else:
        st.query_params.pop("pack", None)
    st.session_state[_SAID] = said
    st.rerun()
