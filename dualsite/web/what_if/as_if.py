"""From what is asked of a site that stops to every page under it: the stop as a scenario, with Today under it."""

from __future__ import annotations

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.continuity.question import STOP, ContinuityQuestion
from dualsite.insights.scenarios import wording
from dualsite.scenarios.network import SiteOut
from dualsite.screens.shared import what_if
from dualsite.sitemap import PageId
from dualsite.web.signin import screen as signin
from dualsite.web.what_if import scenarios, trial


def offer(view: View, question: ContinuityQuestion) -> None:
    """A button that makes the stop a scenario and opens Today under it; none for who may make no scenarios.

    Under a scenario the stop comes on top of its edits, if all of them may be seen.
    """
    outage = question.outage
    if question.event != STOP or not view.has("bookings") or not what_if.may_ask(view):
        return
    if view.scenario is not None and wording.hides_edits(view, view.scenario):
        return
    if st.button(_("See every page as if"), type="tertiary", key="as_if", icon=":material/visibility:"):
        who = signin.person()
        page = PageId.TODAY if who.viewer.role == "executive" else PageId.SCENARIOS
        edit = SiteOut(outage.site_id, outage.from_on, outage.days)
        trial.come_under(view, who, scenarios.offered(who), edit, page)
