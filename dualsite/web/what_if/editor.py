"""Where a scenario is written: a draft in the session, until it is saved to its file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from dualsite.access import View
from dualsite.audit import What
from dualsite.errors import DualsiteError
from dualsite.i18n import _
from dualsite.insights.scenarios import wording
from dualsite.scenarios import KINDS, Scenario, files
from dualsite.scenarios.text import ReadScenario, name_from, parsed, written
from dualsite.screens.shared import choices, downloads
from dualsite.screens.shared.text import plain
from dualsite.web import session
from dualsite.web.audit.visit import visit
from dualsite.web.signin.admission import Person
from dualsite.web.what_if import form, scenarios

_DRAFT, _OF = "draft of a scenario", "file of the draft"
_SAID = "what became of a scenario"


def show(view: View, who: Person, had: dict[str, ReadScenario]) -> None:
    """The choice of a scenario or a new one, its edits, and what may be done with it."""
    if told := st.session_state.pop(_SAID, ""):
        st.info(plain(told))
    opened = st.selectbox(
        _("Scenario"),
        list(had),
        None,
        format_func=lambda name: had[name].scenario.called,
        placeholder=_("New scenario"),
        width=420,
        **choices.one_of("open", had),
    )
    draft = _draft(had, opened, who)
    _show_edits(view, draft, had.get(opened or ""))
    _add(view, draft)
    is_whole = not wording.hides_edits(view, draft)
    if not is_whole:
        st.info(
            _(
                "Some of these edits concern rows outside your access, so you cannot save, duplicate or "
                "download the scenario with them. Remove them first."
            )
        )
    _save(draft, who, is_whole=is_whole)
    _files(draft, who, is_whole=is_whole)


def _draft(had: dict[str, ReadScenario], opened: str | None, who: Person) -> Scenario:
    """What is being written; begun anew when another scenario is opened. It keeps the digest of when it was opened."""
    if st.session_state.get(_OF, "") != (opened or "") or _DRAFT not in st.session_state:
        st.session_state[_OF] = opened or ""
        new = Scenario("", owner=scenarios.owner_of(who))
        st.session_state[_DRAFT] = had[opened].scenario if opened else new
    draft: Scenario = st.session_state[_DRAFT]
    return draft


def _change(draft: Scenario, **parts: Any) -> None:
    st.session_state[_DRAFT] = replace(draft, **parts)


def _show_edits(view: View, draft: Scenario, read: ReadScenario | None) -> None:
    for fault in read.faults if read else ():
        st.error(plain(fault.message), icon=":material/error:")
    for place, said in enumerate(wording.said(view, draft)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"edit_{place}"):
            st.markdown(plain(said.sentence) + "".join(f"\n- {plain(fault.message)}" for fault in said.faults))
            left = tuple(edit for other, edit in enumerate(draft.edits) if other != place)
            st.button(_("Remove"), key=f"take_out_{place}", on_click=_change, args=(draft,), kwargs={"edits": left})
    if not draft.edits:
        st.markdown(_("No edits yet: add what would change."))


def _add(view: View, draft: Scenario) -> None:
    kind = st.selectbox(
        _("What if …"), list(KINDS), key="kind of edit", format_func=lambda what: _(KINDS[what].label), width=420
    )
    edit = form.ask(view, kind, _("Add to the scenario"), clears=True)
    if edit is not None:
        _change(draft, edits=(*draft.edits, edit))
        st.rerun()


def _save(draft: Scenario, who: Person, *, is_whole: bool) -> None:
    """What it is called and where it is saved; not for whom edits of it are hidden from, whatever the browser sends."""
    may_save = is_whole and scenarios.may_write(who)
    with st.container(horizontal=True, vertical_alignment="bottom", key="save"):
        name = st.text_input(
            _("Name"),
            draft.name,
            key=f"scenario name {draft.name}",
            width=200,
            help=_("Lowercase letters, digits, - and _; it appears in the address."),
        )
        title = st.text_input(_("Title"), draft.title, key=f"scenario title {draft.name}", width=320)
        is_shared = st.checkbox(_("Shared with others"), draft.is_shared, key=f"scenario shared {draft.name}")
        if st.button(_("Save"), disabled=not may_save, key="save_scenario") and may_save:
            is_same = name == draft.name
            owner = draft.owner if is_same else scenarios.owner_of(who)
            new = replace(draft, name=name.strip(), title=title.strip(), is_shared=is_shared, owner=owner)
            _do_save(new, who, draft.digest if is_same else "")


def _do_save(new: Scenario, who: Person, opened: str) -> None:
    try:
        if opened:
            _check_owner(new.name, who)
            _check_understood(new.name)
        visit().note(What.SCENARIO, new.name, {"did": "save"}, is_needed=True)
        saved = files.save(session.data_folder(), new, opened)
    except DualsiteError as error:
        visit().note(What.SCENARIO, new.name, {"did": "nothing: it was refused"})
        st.error(plain(str(error)), icon=":material/error:")
        return
    _open(saved, _("The scenario {name} is saved.").format(name=saved.name))


def _open(saved: Scenario | None, said: str) -> None:
    """The page anew with this scenario open; None: with a new one."""
    for key in (_DRAFT, _OF, "open"):
        st.session_state.pop(key, None)
    if saved is None:
        st.query_params.pop("open", None)
    else:
        st.query_params["open"] = saved.name
    st.session_state[_SAID] = said
    st.rerun()


def _check_owner(name: str, who: Person) -> None:
    read = files.read(session.data_folder(), name)
    if not scenarios.is_changed_by(read.scenario, who):
        raise DualsiteError(
            _("The scenario {name} belongs to someone else. Save yours under another name.").format(name=name)
        )


def _check_understood(name: str) -> None:
    read = files.read(session.data_folder(), name)
    if not read.is_usable:
        raise DualsiteError(
            _(
                "The file of {name} has parts that cannot be read, and saving would drop them. Correct the "
                "file, or save this under another name."
            ).format(name=name)
        )


def _files(draft: Scenario, who: Person, *, is_whole: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="files_of_scenario"):
        if draft.digest:
            if is_whole:
                downloads.button(
                    _("Download as TOML"),
                    lambda: written(draft),
                    f"{draft.name}.toml",
                    "application/toml",
                    key="toml",
                    is_answer=False,
                )
                if st.button(_("Duplicate"), disabled=not scenarios.may_write(who), key="duplicate"):
                    copy = replace(draft, name=f"{draft.name[:55]}-copy", digest="", owner=scenarios.owner_of(who))
                    _do_save(replace(copy, is_shared=False), who, "")
            may_change = scenarios.is_changed_by(draft, who)
            with st.popover(_("Delete"), disabled=not may_change):
                st.markdown(_("Delete {name} for good?").format(name=plain(draft.called)))
                if st.button(_("Delete it"), key="delete") and may_change:
                    _do_delete(draft, who)
        else:
            sent = st.file_uploader(_("Open a file"), type=["toml"], key="uploaded scenario")
            if sent is not None and st.button(_("Open it"), key="open_uploaded"):
                _take(sent.name, sent.getvalue(), who)


def _do_delete(draft: Scenario, who: Person) -> None:
    try:
        _check_owner(draft.name, who)
        visit().note(What.SCENARIO, draft.name, {"did": "delete"}, is_needed=True)
        files.delete(session.data_folder(), draft.name, draft.digest)
    except DualsiteError as error:
        visit().note(What.SCENARIO, draft.name, {"did": "nothing: it was refused"})
        st.error(plain(str(error)), icon=":material/error:")
        return
    _open(None, _("The scenario {name} is deleted.").format(name=draft.name))


def _take(file_name: str, content: bytes, who: Person) -> None:
    """What was uploaded becomes the draft, under a name from that of its file; what is wrong in it is said."""
    visit().note(What.UPLOAD, "a scenario")
    read = parsed(content, name_from(file_name))
    if not read.is_usable:
        for fault in read.faults:
            st.error(plain(fault.message), icon=":material/error:")
        return
    st.session_state[_DRAFT] = replace(read.scenario, digest="", owner=scenarios.owner_of(who), is_shared=False)
    st.rerun()
