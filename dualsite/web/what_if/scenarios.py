"""Scenarios around the pages: which somebody may have, the one that a run is under, and the banner that says so."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.errors import DataError, InputError
from dualsite.i18n import _
from dualsite.insights.scenarios import wording
from dualsite.scenarios import Scenario, files
from dualsite.scenarios.text import ReadScenario
from dualsite.screens.shared import filters
from dualsite.screens.shared.text import plain
from dualsite.web import session
from dualsite.web.signin.admission import LOCAL, Person

SHOWN = 4
"""Edits that the banner says one by one."""


def may_have(who: Person) -> bool:
    """Whether somebody may have scenarios at all: executives and account managers; clients see the data as they are."""
    return who.viewer.role != "partner"


def may_write(who: Person) -> bool:
    """Whether somebody may save and delete scenarios: whoever may have them and looks as themselves."""
    return may_have(who) and not who.looks_as


def owner_of(who: Person) -> str:
    """How a file names its owner; without sign-in there is nobody to be named."""
    provider, subject = who.id
    return "" if who.id == LOCAL.id else f"{subject} at {provider}"


def is_seen_by(scenario: Scenario, who: Person) -> bool:
    """Whether somebody has a scenario: their own, what is shared, and what is nobody's. The local executive has all."""
    is_theirs = scenario.owner in ("", owner_of(who))
    return may_have(who) and (is_theirs or scenario.is_shared or who.id == LOCAL.id)


def is_whose_known(read: ReadScenario) -> bool:
    """Whether a file says whose it is; of one that is not in order and names nobody, that cannot be told."""
    return read.is_usable or bool(read.scenario.owner)


def is_changed_by(scenario: Scenario, who: Person) -> bool:
    """Whether somebody may save over a scenario or delete it: whose it is, and the local executive."""
    return may_write(who) and (scenario.owner in ("", owner_of(who)) or who.id == LOCAL.id)


def offered(who: Person) -> dict[str, ReadScenario]:
    """The scenarios that somebody has, by name, as their files are now."""
    if not may_have(who):
        return {}
    try:
        named = files.names(session.data_folder())
    except DataError as error:
        st.warning(plain(str(error)))
        return {}
    found = {}
    for name in named:
        try:
            read = _read(name)
        except InputError:
            # It was deleted meanwhile.
            continue
        if is_seen_by(read.scenario, who) and (is_whose_known(read) or who.viewer.role == "executive"):
            found[name] = read
    return found


def _read(name: str) -> ReadScenario:
    folder = session.data_folder()
    try:
        status = files.path_of(folder, name).stat()
    except OSError:
        return files.read(folder, name)
    return _kept(folder, name, status.st_size, status.st_mtime_ns, status.st_ino)


@lru_cache(256)
def _kept(folder: Path, name: str, *_stamp: int) -> ReadScenario:
    return files.read(folder, name)


def asked_for() -> str | None:
    """The scenario that the link asks for, as it stands in the address before the filters are drawn."""
    return st.query_params.get(filters.SCENARIO)


def picked(
    whole: View, who: Person, read: dict[str, ReadScenario], asked: str | None, chosen: str | None
) -> Scenario | None:
    """The scenario that a run is under, of those that somebody has: what is `chosen`. What stands in its way is said,
    and that what the link `asked` for is not there."""
    if not may_have(who):
        if asked:
            st.info(_("This link asks for a scenario. Clients see the actual data only."))
            del st.query_params[filters.SCENARIO]
        return None
    if whole.code_key is not None:
        if asked or chosen:
            st.info(_("Scenarios are off while code names are on, since their names may reveal a client."))
        return None
    if asked and asked not in read and chosen is None and asked != filters.as_told():
        st.warning(_("You have no scenario {name}; the base case is shown.").format(name=plain(asked)))
    if chosen is None or chosen not in read:
        return None
    if not read[chosen].is_usable:
        said = " ".join(fault.message for fault in read[chosen].faults[:3])
        st.error(
            _("The scenario {name} cannot be used; the base case is shown. {faults}").format(
                name=plain(chosen), faults=plain(said)
            ),
            icon=":material/error:",
        )
        return None
    return read[chosen].scenario


def banner(view: View) -> None:
    """What the page is under, edit by edit, what is wrong with it, and the way out; nothing without a scenario."""
    scenario = view.scenario
    if scenario is None:
        return
    said = wording.said(view, scenario)
    in_force = [one for one in said if not one.faults]
    told = " ".join(plain(one.sentence) for one in in_force[:SHOWN])
    if len(in_force) > SHOWN:
        told += " " + _("And {count} more.").format(count=formats.number(len(in_force) - SHOWN))
    with st.container(horizontal=True, vertical_alignment="center", key="scenario_banner"):
        words = _("**What if: {scenario}.** {edits}").format(
            scenario=plain(scenario.called), edits=told or _("It changes nothing.")
        )
        wrong = [fault for one in said for fault in one.faults]
        lines = [words, *(f"- {plain(fault.message)}" for fault in wrong)]
        st.markdown("\n".join(lines))
        st.button(_("Leave"), on_click=filters.leave_scenario, key="leave_scenario")
