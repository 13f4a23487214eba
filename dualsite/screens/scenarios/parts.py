"""Up to four scenarios beside the data as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.scenarios import side_by_side
from dualsite.planning import SlotRequest
from dualsite.scenarios import Scenario
from dualsite.screens import shared as ui
from dualsite.screens.scenarios import figures
from dualsite.screens.shared import choices


def choose(scenarios: Mapping[str, Scenario]) -> list[Scenario]:
    """The scenarios that are compared, of those by name; the choice stands in the URL."""
    picked = st.multiselect(
        _("Compare"),
        list(scenarios),
        format_func=lambda name: scenarios[name].called,
        placeholder=_("Choose up to four scenarios"),
        max_selections=side_by_side.MOST,
        **choices.any_of("compare", scenarios, side_by_side.MOST),
    )
    return [scenarios[name] for name in picked]


def compare(view: View, scenarios: Sequence[Scenario], questions: Mapping[str, SlotRequest]) -> None:
    """One figure of the shares that change, and a table of all that is compared."""
    if not scenarios:
        return
    rows = side_by_side.side_by_side(view, scenarios, questions)
    shares = side_by_side.shares(rows)
    if len(shares):
        ui.figure(
            _(side_by_side.TITLE),
            figures.shares(shares, scenarios),
            measures=_(side_by_side.MEASURES),
            rows=shares,
            key="shares",
            alt=side_by_side.in_words(shares, scenarios),
        )
    ui.table(side_by_side.side_by_side_spec(scenarios), rows)
    if not questions:
        st.caption(_("Save a question in the slot finder to compare its delivery date, too."))
