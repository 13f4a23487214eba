"""What stands above every page when the newest files are not what is shown, and who may decide about it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dualsite import audit, formats
from dualsite.access import View
from dualsite.audit import What
from dualsite.errors import DualsiteError, InputError
from dualsite.i18n import _
from dualsite.insights.data import deliveries
from dualsite.insights.data.deliveries import KEPT_SPEC
from dualsite.screens.shared import choices, links
from dualsite.screens.shared.tables import table
from dualsite.screens.shared.text import plain
from dualsite.sitemap import PageId
from dualsite.store import Held, Version
from dualsite.store.decisions import Kind
from dualsite.web import session
from dualsite.web.audit import people
from dualsite.web.signin.admission import Person

_REASONS = {"take": "taken all the same", "keep": "the old data kept", "restore": "an older version shown"}
PATIENCE_S = 10.0
"""How long a decision waits for what it shows."""

_FAILED = "why a decision failed"


def banner(version: Version, who: Person) -> None:
    """Why the newest files are refused, held back or not shown, and the decision; nothing when all is well."""
    store = session.store()
    if failed := st.session_state.pop(_FAILED, ""):
        st.error(plain(failed), icon=":material/error:")
    if store.refused is not None:
        _show_refused(version, store.refused)
    elif store.held is not None:
        _show_held(version, store.held, who)
    elif not version.is_good:
        errors = version.report.errors
        st.error(
            _("**Left out because of errors: {tables}.** {first}").format(
                tables=formats.listed(sorted(version.report.refused)), first=plain(errors[0].message)
            ),
            icon=":material/error:",
        )
        _link_to_findings()
    if store.older is not None:
        _show_older(version, who)
    elif store.is_arriving:
        st.info(
            _("New files are arriving. They are shown once unchanged for {seconds} seconds.").format(
                seconds=formats.number(store.care.rest_s)
            ),
            icon=":material/hourglass_empty:",
        )


def notice(version: Version) -> str:
    """What a document says of files that are not shown, newer ones or those with errors; empty when all are."""
    store = session.store()
    if store.refused is not None:
        return _("A newer delivery was refused: these are the data before it.")
    if store.held is not None:
        return _("A newer delivery is held back: these are the data before it.")
    if store.older is not None:
        return _("An older version of the data is shown.")
    return deliveries.left_out(version)


def trouble(view: View) -> None:
    """That the engine cannot be asked, since when, and how old what is shown is; nothing when all is well."""
    found = session.store().trouble
    if found is None:
        return
    words = (
        _("**The database has not answered since {time}.** All pages stay as they are, as of {day}.")
        if found.is_all_there
        else _(
            "**The database has not answered since {time}.** What was shown before stays, as of {day}; what was not "
            "asked for before comes once it answers."
        )
    )
    said = words.format(time=deliveries.moment(found.since.isoformat()), day=formats.day(view.version.dataset.as_of))
    why = "" if view.scope.is_limited or view.code_key is not None else f"\n\n{plain(str(found.error))}"
    st.warning(said + why, icon=":material/link_off:")


def may_decide(who: Person) -> bool:
    """Whether somebody decides what is shown: executives who look as themselves."""
    return who.viewer.role == "executive" and not who.looks_as


def show_versions(view: View, who: Person) -> None:
    """The kept versions, and the choice of one to be shown until the next delivery."""
    kept = session.store().kept()
    if not kept:
        st.markdown(_("No version is kept. `DUALSITE_KEEP` says how many are, `DUALSITE_KEPT` where."))
        return
    table(KEPT_SPEC, deliveries.kept(kept, view.version.id))
    if not may_decide(who):
        return
    st.markdown(
        _(
            "An older version can be shown until the next delivery. Nothing in the data folder is changed by that, and "
            "every page says so."
        )
    )
    named = {
        one.id: _("{version}, of {when}").format(version=one.id, when=deliveries.moment(one.shown_at)) for one in kept
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Version"),
            list(named),
            None,
            format_func=named.__getitem__,
            placeholder=_("Choose a version"),
            width=420,
            **choices.one_of("version", named),
        )
        of = session.store().contents
        if st.button(_("Show this version"), disabled=chosen is None, key=_key("restore", of)) and chosen:
            _decide("restore", who, name=chosen, contents=of, version=chosen)


def _show_refused(version: Version, refused: Version) -> None:
    errors = refused.report.errors
    total = sum(rows for (rule, _table), rows in refused.report.totals.items() if rule.startswith("E"))
    st.error(
        _(
            "**A new data version was refused; the data shown are still version {version}.** "
            "{total} errors, the first: {first}"
        ).format(version=version.id, total=formats.number(total), first=plain(errors[0].message)),
        icon=":material/error:",
    )
    _link_to_findings()


def _show_held(version: Version, held: Held, who: Person) -> None:
    said = "\n".join(f"- {plain(one)}" for one in deliveries.sentences(held.differences))
    if held.is_shown:
        words = _("**The data shown may be incomplete:**")
    elif held.decision is not None:
        words = _("**New data are held back, the old ones kept by {whom}; the data shown are version {version}.**")
    else:
        words = _("**New data are held back; the data shown are still version {version}.**")
    whom = plain(deliveries.decided(held.decision)) if held.decision else ""
    st.warning(words.format(version=version.id, whom=whom) + f"\n{said}" * bool(said), icon=":material/front_hand:")
    if not may_decide(who):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="delivery"):
        if held.is_shown:
            if st.button(_("The data are complete"), key=_key("take", held.contents)):
                _decide("take", who, name=held.version.id, contents=held.contents, held=held)
            return
        if st.button(_("Use the new data"), key=_key("take", held.contents)):
            _decide("take", who, name=held.version.id, contents=held.contents, held=held)
        if held.decision is None and st.button(_("Keep the old data"), key=_key("keep", held.contents)):
            _decide("keep", who, name=held.version.id, contents=held.contents, held=held, version=version.id)


def _show_older(version: Version, who: Person) -> None:
    store = session.store()
    older = store.older
    if older is None or (store.held is not None and older.decision is None):
        return
    of = deliveries.moment(older.shown_at)
    if older.decision is None:
        st.info(
            _("The data shown are the last good version, {version} of {when}, kept beside the app.").format(
                version=version.id, when=of
            ),
            icon=":material/history:",
        )
        return
    if older.decision.kind == "keep":
        return
    st.info(
        _(
            "**An older version is shown, {version} of {when}**, chosen by {whom}. The files in the data "
            "folder are unchanged; the next delivery will replace it."
        ).format(version=version.id, when=of, whom=plain(deliveries.decided(older.decision))),
        icon=":material/history:",
    )
    if store.held is not None or store.refused is not None or not may_decide(who):
        return
    of = older.decision.contents
    if st.button(_("Show the newest data"), key=_key("newest", of)):
        _decide("take", who, name=of[:12], contents=of)


def _key(button: str, contents: str) -> str:
    """A button about other bytes is another one: a click on what a page said before decides nothing."""
    return f"{button} {contents[:12]}"


def _decide(kind: Kind, who: Person, *, name: str, contents: str, held: Held | None = None, version: str = "") -> None:
    """Write the decision down, in the audit trail first, and show what it says; there too when it is refused."""
    store = session.store()
    told = deliveries.sentences(held.differences) if held else []
    write = partial(audit.record, What.DATA, people.of_person(who), role=who.viewer.role, name=name, is_needed=True)
    try:
        write(reason=_REASONS[kind], details={"differences": formats.parts(told)} if told else None)
        try:
            store.decide(kind, who.name, contents, version)
        except InputError:
            write(reason=f"did not happen: {_REASONS[kind]}")
            raise
        store.version(timeout=PATIENCE_S)
    except DualsiteError as error:
        st.session_state[_FAILED] = str(error)
    st.rerun()


def _link_to_findings() -> None:
    st.page_link(links.file_of(PageId.DATA), label=_("See all findings"), query_params={"tab": "findings"})
