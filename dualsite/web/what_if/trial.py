"""An edit that is asked for where the thought arose: its form filled in, and the way back under what it makes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from dualsite import sitemap
from dualsite.access import View
from dualsite.audit import What
from dualsite.errors import DualsiteError
from dualsite.i18n import _
from dualsite.insights.scenarios import wording
from dualsite.scenarios import KINDS, Edit, Scenario, address, files
from dualsite.scenarios.address import AskedEdit
from dualsite.scenarios.text import ReadScenario
from dualsite.screens.shared import filters, links, what_if
from dualsite.screens.shared.text import plain
from dualsite.sitemap import PAGES, PageId
from dualsite.web import session
from dualsite.web.audit.visit import visit
from dualsite.web.signin.admission import Person
from dualsite.web.what_if import form, scenarios

NAME = "what-if-{number}"
"""What a scenario that is tried is called: no client, bid or product stands in it, whoever it is shared with."""


def asked_for() -> AskedEdit | None:
    """The edit that the address asks for; None without any."""
    return address.asked(st.query_params.get(what_if.EDIT, ""))


def show(view: View, who: Person, had: Mapping[str, ReadScenario], asked: AskedEdit) -> None:
    """The edit, filled in as asked, and a button that saves it as a scenario and goes back under it.

    Under a scenario it comes on top of the edits of that one.
    """
    page, chosen = what_if.way_back(st.query_params.get(what_if.BACK, "")) or (PageId.SCENARIOS, [])
    if page not in {one.id for one in sitemap.pages(who.viewer.role)}:
        page, chosen = PageId.SCENARIOS, []
    with st.container(key="what_if_asked"):
        st.markdown(f"**{_('What if …')}** {_(KINDS[asked.what].label)}")
        if not scenarios.may_write(who):
            st.info(_("You are viewing as someone else, so no scenario can be created."))
            return
        if view.scenario is not None and wording.hides_edits(view, view.scenario):
            st.info(
                _(
                    "The scenario {scenario} has edits on rows outside your access, so nothing can be "
                    "added to it. Leave it first."
                ).format(scenario=plain(view.scenario.called))
            )
            return
        if view.scenario is not None:
            st.caption(_("On top of the scenario {scenario}.").format(scenario=plain(view.scenario.called)))
        label = _("Try it, and go back to {page}").format(page=_(PAGES[page].title))
        edit = form.ask(
            view, asked.what, label, filled=asked.fields, key=f"try {address.of(asked.what, **asked.fields)} "
        )
        if edit is not None:
            come_under(view, who, had, edit, page, chosen)


def come_under(
    view: View,
    who: Person,
    had: Mapping[str, ReadScenario],
    edit: Edit,
    page: PageId,
    chosen: Sequence[tuple[str, str]] = (),
) -> None:
    """Make a scenario of the edit, on top of those of the view, and open a page under it, with what was chosen on it.

    Where it cannot be made, that is said and nothing is opened.
    """
    on_top = view.scenario.edits if view.scenario else ()
    if made := _made((*on_top, edit), who, had):
        filters.come_under(made)
        # Where no scenario was there to choose, no widget has its place in the address.
        st.switch_page(links.file_of(page), query_params=[*chosen, *([] if had else [(filters.SCENARIO, made)])])


def _made(edits: tuple[Edit, ...], who: Person, had: Mapping[str, ReadScenario]) -> str | None:
    """The name of a scenario of these edits: one that is there already, else a new one; None where it cannot be, which
    is said."""
    for name, read in had.items():
        if read.is_usable and read.scenario.edits == edits and scenarios.is_changed_by(read.scenario, who):
            return name
    try:
        name = _free_name(files.names(session.data_folder()))
        title = _("{kind} ({name})").format(kind=_(edits[-1].label), name=name)
        new = Scenario(name, edits, title, scenarios.owner_of(who))
        visit().note(What.SCENARIO, name, {"did": "save"}, is_needed=True)
        return files.save(session.data_folder(), new, "").name
    except DualsiteError as error:
        visit().note(What.SCENARIO, details={"did": "nothing: it was refused"})
        st.error(plain(str(error)), icon=":material/error:")
        return None


def _free_name(taken: Collection[str]) -> str:
    number = 1
    while (name := NAME.format(number=number)) in taken:
        number += 1
    return name
