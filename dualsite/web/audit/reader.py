"""The reader of the audit trail, for executives."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.i18n import _, marked
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.screens.shared.tables import table
from dualsite.web.audit import trail, visit

SHOWN = 500

AUDIT_SPEC = TableSpec(
    "audit",
    marked("The audit trail, the newest first"),
    (
        ColumnSpec("at", marked("When"), unit=marked("UTC")),
        ColumnSpec("who", marked("Person")),
        ColumnSpec("role", marked("Role"), "word"),
        ColumnSpec("what", marked("What"), "word"),
        ColumnSpec("page", marked("Page"), "code"),
        ColumnSpec("name", marked("File or reason")),
        ColumnSpec("scope", marked("Whose rows")),
        ColumnSpec("as_of", marked("As of"), "code"),
    ),
)


def may_read(view: View) -> bool:
    """Whether the audit trail is shown: to executives who are looking at everything, and to nobody else."""
    return visit.visit().role == "executive" and view.scope.partners is None


def show() -> None:
    """The newest lines, of everyone or of whom is searched for."""
    who = st.text_input(_("Person"), key="who", bind="query-params", width=300, placeholder=_("e-mail, or part of it"))
    found = trail.latest(trail.path(), SHOWN, who)
    if not found:
        st.markdown(_("Nothing is written of that person.") if who else _("Nothing has been written yet."))
        return
    rows = pd.DataFrame([{**asdict(event), "at": event.at[:19].replace("T", " ")} for event in found])
    table(AUDIT_SPEC, rows)
    if len(found) == SHOWN:
        st.caption(_("The newest {count} lines; the file holds more.").format(count=formats.number(SHOWN)))
