"""Slot questions under names: saved, asked again and deleted on the slot finder, compared on the page Scenarios."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.audit import What
from dualsite.errors import DataError, DualsiteError, InputError
from dualsite.i18n import _
from dualsite.insights.capacity.slot_question import ANYWHERE
from dualsite.planning import SlotRequest, saved
from dualsite.planning.saved import FaultyQuestionError, SavedQuestion
from dualsite.screens import shared as ui
from dualsite.screens.shared import choices
from dualsite.screens.shared.text import plain
from dualsite.web import session
from dualsite.web.audit.visit import visit
from dualsite.web.signin import screen as signin
from dualsite.web.signin.admission import LOCAL, Person
from dualsite.web.what_if import scenarios

_SAID = "what became of a slot question"


def offered(who: Person) -> dict[str, SavedQuestion]:
    """The questions that somebody has, by name: their own and those that are nobody's; the local executive has all.

    None for a client. What is wrong with a file is said to whose it is, and the others are there all the same; where
    that cannot be told, to executives.
    """
    if not scenarios.may_have(who):
        return {}
    folder = session.data_folder()
    found = {}
    try:
        for name in saved.names(folder):
            try:
                one = saved.read(folder, name)
            except InputError:
                # It was deleted meanwhile.
                continue
            except FaultyQuestionError as fault:
                if _is_told(fault, who):
                    st.warning(plain(str(fault)))
                continue
            if is_theirs(one, who):
                found[name] = one
    except DataError as error:
        if who.id == LOCAL.id:
            st.warning(plain(str(error)))
    return found


def _is_told(fault: FaultyQuestionError, who: Person) -> bool:
    return who.viewer.role == "executive" if fault.owner is None else _is_owned(fault.owner, who)


def is_theirs(one: SavedQuestion, who: Person) -> bool:
    """Whether somebody has a question: their own, and what is nobody's. The local executive has all, a client none."""
    return scenarios.may_have(who) and _is_owned(one.owner, who)


def _is_owned(owner: str, who: Person) -> bool:
    return owner in ("", scenarios.owner_of(who)) or who.id == LOCAL.id


def show(view: View, question: SlotRequest) -> None:
    """The questions saved before and a name for the one asked now, in a closed card; nothing for whom they are not."""
    who = signin.person()
    if scenarios.may_have(who) and view.code_key is None:
        ui.folded(_("Saved questions"), _draw, who, question, key="questions")


def _draw(who: Person, question: SlotRequest) -> None:
    if told := st.session_state.pop(_SAID, ""):
        st.info(plain(told))
    had, may_write = offered(who), scenarios.may_write(who)
    with st.container(horizontal=True, vertical_alignment="bottom", key="saved_questions"):
        name = st.text_input(
            _("Save this question as"), key="question name", width=240, help=_("Lowercase letters, digits, - and _.")
        )
        if st.button(_("Save"), key="save_question", disabled=not may_write) and may_write:
            _change(SavedQuestion(name.strip(), question, scenarios.owner_of(who)), "save")
        if not had:
            return
        chosen = st.selectbox(_("Saved before"), list(had), None, key="question chosen", width=240)
        if chosen is None:
            return
        st.button(_("Run it"), key="ask_question", on_click=_ask, args=(had[chosen].question,))
        with st.popover(_("Delete"), disabled=not may_write):
            st.markdown(_("Delete {name} for good?").format(name=plain(chosen)))
            if st.button(_("Delete it"), key="delete_question") and may_write:
                _change(had[chosen], "delete")


def _change(one: SavedQuestion, did: str) -> None:
    """Save or delete it; the audit trail is told first."""
    try:
        visit().note(What.SCENARIO, one.name, {"did": f"{did} slot question"}, is_needed=True)
        if did == "save":
            saved.save(session.data_folder(), one)
            told = _("The question {name} is saved.")
        else:
            saved.delete(session.data_folder(), one)
            told = _("The question {name} is deleted.")
    except DualsiteError as error:
        visit().note(What.SCENARIO, one.name, {"did": "nothing: it was refused"})
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[_SAID] = told.format(name=one.name)
    st.session_state.pop("question chosen", None)
    st.rerun()


def _ask(question: SlotRequest) -> None:
    """Fill the form in with a question, in a callback."""
    choices.choose("product", question.product_id)
    choices.choose("market", question.market or ANYWHERE)
    choices.choose("sites", list(question.sites))
    st.session_state["batches"] = question.batches
    st.session_state["ready_on"] = question.ready_on
    st.session_state["need_by"] = question.need_by
    st.session_state["at_risk"] = question.at_risk
    st.session_state["ignore_tentative"] = question.ignore_tentative
