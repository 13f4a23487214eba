"""What stands around every page: who looks, at which data, through which filters."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dualsite import access, formats, i18n, sitemap
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.errors import DataError, EngineError
from dualsite.i18n import _
from dualsite.insights import frames
from dualsite.insights.data import provenance
from dualsite.screens.shared import filters, language, presenting
from dualsite.screens.shared import visit as audited
from dualsite.screens.shared.card_menu import CARD_MENU
from dualsite.screens.shared.page import HEAD, VIEW
from dualsite.screens.shared.text import plain
from dualsite.store import Version
from dualsite.web import code_names, deliveries, engine, lately, navigation, session
from dualsite.web import names as addressed
from dualsite.web.audit import visit
from dualsite.web.exports import menu
from dualsite.web.meeting import screen as meeting
from dualsite.web.meeting.lock import Lock
from dualsite.web.people import look
from dualsite.web.people.sessions import ROLES
from dualsite.web.signin import screen as signin
from dualsite.web.signin.admission import LOCAL, Person
from dualsite.web.streamlit_private import is_in_a_session
from dualsite.web.what_if import scenarios

i18n.follow(lambda: language.of_session() if is_in_a_session() else None)

_LOCK = "lock of this run"
_WHO = "person of this run"


def open_frame(who: Person, path: str, lock: Lock | None = None) -> None:
    """What stands above every page: refused data and the filters, in a meeting its end. Once per run, by the router."""
    st.session_state[_WHO] = who
    viewer = who.viewer
    look.bar(who)
    try:
        version = session.version()
    except DataError as error:
        st.session_state.pop(VIEW, None)
        _nothing_to_show(error)
        return
    session.note_locale()
    signin.deny_unknown_partners(who, _partners(version))
    key = code_names.key_of(who)
    code_key = key if filters.has_code_names(viewer) else None
    whole = access.view(version, session.connection(), viewer, code_key=code_key)
    code_names.follow(whole, key)
    addressed.follow(whole)
    page = sitemap.page_at(viewer.role, path)
    is_presented = presenting.is_presented(page)
    if lock is not None and not is_presented:
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="meeting"
        ):
            st.markdown(_("Meeting with **{client}**").format(client=plain(names(whole))))
            meeting.end_button(lock, names(whole))
    audited.begin_choices()
    st.session_state[CARD_MENU] = partial(menu.draw_card, who, path.strip("/"))
    had, asked = scenarios.offered(who), scenarios.asked_for()
    is_filtered = not is_presented and (page is None or page.id not in sitemap.UNFILTERED)
    chosen = filters.draw(whole, is_filtered, () if code_key else tuple(had))
    scenario = scenarios.picked(whole, who, had, asked, chosen.scenario)
    code_names.remember(who)
    st.session_state[_LOCK] = lock
    st.session_state[VIEW] = access.view(
        version,
        session.connection(),
        viewer,
        as_of=chosen.as_of,
        site=chosen.site,
        partner=chosen.partner,
        currency=chosen.currency,
        code_key=code_key,
        scenario=scenario,
    )
    if page is not None:
        lately.note(page.id, viewer, st.session_state[VIEW])
    scenarios.banner(st.session_state[VIEW])
    deliveries.trouble(st.session_state[VIEW])
    visit.arrive(who, path, st.session_state[VIEW])
    signin.note_page(path)
    # Which data version was refused, and why, may rest on rows of others.
    if not whole.scope.is_limited and code_key is None:
        deliveries.banner(version, who)


def show_lock(lock: Lock) -> None:
    """All that a tab shows which is locked but not a meeting's own: the way into the meeting and out of it."""
    client = ""
    if lock.partner:
        try:
            client = names(access.view(session.version(), session.connection(), lock.viewer))
        except DataError:
            client = ""

    def host() -> None:
        meeting.host(lock, client)

    navigation.instead(host, _("Meeting")).run()


def names(view: View) -> str:
    """The clients a limited view is of, by name."""
    return formats.listed(list(frames.labels(view, "partners", "partner_id"))) or _("a client that is not in the data")


def close_frame() -> None:
    """The menu of the whole page, in its head; the footer: which data, as of when, which version, how much made up."""
    view: View | None = st.session_state.pop(VIEW, None)
    head = st.session_state.pop(HEAD, None)
    if view is None:
        return
    audited.note_choices()
    who: Person = st.session_state[_WHO]
    if head is not None:
        with head:
            menu.draw(view, who, visit.visit().page.strip("/"))
    lock: Lock | None = st.session_state.pop(_LOCK, None)
    parts = _meeting_footer(view) if lock else _limited_footer(view) if view.scope.is_limited else _footer(view)
    with st.container(horizontal=True, vertical_alignment="center", key="footer"):
        st.caption(" · ".join(parts if lock else [*parts, _looking_as(who)]), width="content")
        if lock is None:
            signin.sign_out_button()


def _meeting_footer(view: View) -> list[str]:
    client = plain(names(view))
    return [
        client,
        _("as of {day}").format(day=formats.day(view.as_of)),
        _("Confidential — prepared for {client}").format(client=client),
    ]


def _limited_footer(view: View) -> list[str]:
    """Neither version nor share: both rest on everyone's rows."""
    return [
        plain(view.dataset.title),
        _("as of {day}").format(day=formats.day(view.as_of)),
        _("{clients} only").format(clients=plain(names(view))),
        *_chosen(view),
    ]


def _chosen(view: View) -> list[str]:
    """What is filtered, and the currency: a page on paper has nothing else that says so."""
    named = frames.names_of(view, "sites", "site_id") | frames.names_of(view, "partners", "partner_id")
    partner = None if view.scope.is_limited else view.partner
    return [*(plain(named.get(one, one)) for one in (view.site, partner) if one), view.currency]


def _footer(view: View) -> list[str]:
    dataset = view.dataset
    share = provenance.illustrative_share(view)
    return [
        plain(dataset.title),
        _("as of {day}").format(day=formats.day(view.as_of)),
        *_chosen(view),
        _("version {version}").format(version=view.version.id),
        _("{share} of rows illustrative").format(share=formats.percent(share, 0))
        if share
        else _("no illustrative rows"),
        *([_("code names")] if view.code_key else []),
        *([_("scenario {name}").format(name=plain(view.scenario.called))] if view.scenario else []),
    ]


def _looking_as(who: Person) -> str:
    if who == LOCAL:
        return _("local executive, no sign-in configured")
    return plain(_("{name}, {role}").format(name=who.looks_as or who.name, role=_(ROLES[who.viewer.role])))


@cached_per_view
def _partner_ids(whole: View) -> frozenset[str]:
    return frozenset(access.ids(whole, "partners", "partner_id"))


def _partners(version: Version) -> frozenset[str]:
    """All clients the data know, whoever may see them."""
    whole = access.view(version, session.connection(), LOCAL.viewer)
    return _partner_ids(whole)


def _nothing_to_show(error: DataError) -> None:
    st.error(plain(str(error)), icon=":material/error:")
    if isinstance(error, EngineError):
        return  # It says what is to be done.
    if engine.configured() is not None:
        st.markdown(_("`python -m dualsite check` lists everything that is wrong."))
        return
    st.markdown(
        _(
            "Put at least `sites.csv` into the data folder, or name another folder in `DUALSITE_DATA`. "
            "`python -m dualsite check` lists everything that is wrong, "
            "`python -m dualsite template` writes empty files."
        )
    )
