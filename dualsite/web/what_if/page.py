"""What the page Scenarios is made of: the comparison, and where scenarios are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.scenarios import side_by_side
from dualsite.planning import SlotRequest
from dualsite.scenarios import Scenario
from dualsite.screens import shared as ui
from dualsite.screens.scenarios import parts
from dualsite.web.signin import screen as signin
from dualsite.web.what_if import editor, scenarios, slot_questions, trial


def show(view: View) -> None:
    """What the scenarios chosen change, then the tabs."""
    who = signin.person()
    had = scenarios.offered(who)
    usable = {name: read.scenario for name, read in had.items() if read.is_usable}
    ahead = st.container(key="answer_ahead")
    asked = trial.asked_for()
    if asked is not None:
        trial.show(view, who, had, asked)
    chosen = parts.choose(usable) if usable else []
    questions = {name: one.question for name, one in slot_questions.offered(who).items()}
    with ahead:
        ui.answer(_answer(view, asked is not None, chosen, questions, bool(usable)))
    if chosen:
        ui.below(_("Side by side"), parts.compare, view, chosen, questions, key="side_by_side")
    st.markdown(f"**{_('Write a scenario')}**")
    editor.show(view, who, had)


def _answer(
    view: View, is_asked: bool, chosen: Sequence[Scenario], questions: Mapping[str, SlotRequest], has_any: bool
) -> str:
    if chosen:
        return side_by_side.answer(view, chosen, questions)
    if is_asked:
        return _("Define what would change and try it: every page then answers under it until you leave it.")
    if has_any:
        return side_by_side.answer(view, ())
    return _("No scenarios yet: create the first one below.")
