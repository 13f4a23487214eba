"""The reader of the audit trail, for executives. That it was read is an entry itself."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pandas as pd
import streamlit as st

from dualsite import audit, formats
from dualsite.access import View
from dualsite.audit import What, reading, watch
from dualsite.audit.reading import Search
from dualsite.audit.rows import FIELDS, rows
from dualsite.i18n import _, marked, ngettext, told
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.screens.shared import choices
from dualsite.screens.shared.tables import table
from dualsite.screens.shared.text import plain
from dualsite.web.audit import visit

SHOWN = 500
_READ = "reading noted in the audit trail"

AUDIT_SPEC = TableSpec(
    "audit",
    marked("Audit trail, newest first"),
    (
        ColumnSpec("n", marked("No."), "whole"),
        ColumnSpec("at", marked("When"), unit=marked("UTC")),
        ColumnSpec("who", marked("Person")),
        ColumnSpec("role", marked("Role"), "word"),
        ColumnSpec("what", marked("What"), "word"),
        ColumnSpec("page", marked("Page"), "code"),
        ColumnSpec("name", marked("About"), width="medium"),
        ColumnSpec("reason", marked("Reason"), width="medium"),
        ColumnSpec("scope", marked("Whose rows")),
        ColumnSpec("as_of", marked("As of"), "code"),
        ColumnSpec("details", marked("Details"), width="medium"),
        ColumnSpec("count", marked("How often"), "whole"),
        ColumnSpec("address", marked("Address"), "code"),
    ),
)


def may_read(view: View) -> bool:
    """Whether the audit trail is shown: to executives who are looking at everything, and to nobody else."""
    return visit.visit().role == "executive" and view.scope.partners is None


def show() -> None:
    """Whether the chain holds, and the newest entries, of everyone or of whom, what and when is searched for."""
    _show_state()
    wanted = _wanted()
    _note_reading(wanted)
    audit.settle()
    found = list(islice(reading.entries(audit.path(), wanted), SHOWN + 1))
    if not found:
        st.markdown(_("No matching entries."))
        return
    count = len(found) if len(found) <= SHOWN else sum(1 for _entry in reading.entries(audit.path(), wanted))
    table(
        AUDIT_SPEC,
        _frame(found[:SHOWN]),
        count=count,
        everything=lambda: _frame(list(reading.entries(audit.path(), wanted))),
    )


def _frame(found: list[audit.Entry]) -> pd.DataFrame:
    given = pd.DataFrame(list(rows(found)), columns=list(FIELDS))
    given["at"] = given["at"].str.slice(0, 19).str.replace("T", " ")
    return given[[column.name for column in AUDIT_SPEC.columns]]


def _wanted() -> Search:
    kinds = {str(what): str(what) for what in What}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.text_input(
            _("Person"), key="who", bind="query-params", width=300, placeholder=_("e-mail, or part of it")
        )
        what = st.selectbox(_("What"), list(kinds), None, width=200, **choices.one_of("what", kinds))
        days = st.date_input(_("Days, UTC"), [], key="days", format="YYYY-MM-DD", width=240)
    first, last = _range(days)
    return Search(who, What(what) if what else None, first, last)


def _range(days: object) -> tuple[date | None, date | None]:
    """The first and the last day chosen; while one of them is, that day alone."""
    given = [one for one in days if isinstance(one, date)] if isinstance(days, tuple) else []
    return (given[0], given[-1]) if given else (None, None)


def _note_reading(wanted: Search) -> None:
    """Write down that the trail was read, once until something else is looked for."""
    if st.session_state.get(_READ) != wanted:
        st.session_state[_READ] = wanted
        given = {"who": wanted.who, "what": wanted.what, "since": wanted.since, "until": wanted.until}
        visit.visit().note(What.READ, "audit trail", {name: str(value) for name, value in given.items() if value})


def _show_state() -> None:
    """Whether the chain holds, as far as it was checked."""
    with st.container(horizontal=True, vertical_alignment="center"):
        is_asked = st.button(_("Check now"), type="tertiary", icon=":material/link:")
        checked = watch.check() if is_asked else watch.last()
        if checked is None:
            st.markdown(_("The chain has not been checked since the server started."))
            return
        found = checked.verdict
        when = f"{formats.day(checked.at.date())} {checked.at:%H:%M} UTC"
        if found.is_ok:
            given = ngettext(
                "Chain intact: {count} entry up to no. {last}, checked on {when}.",
                "Chain intact: {count} entries up to no. {last}, checked on {when}.",
                found.entries,
            )
            st.markdown(
                "✓ " + given.format(count=formats.number(found.entries), last=formats.number(found.last_n), when=when)
            )
        else:
            first = found.faults[0]
            st.error(
                plain(
                    _("The trail is not as it was written. {file}, line {line}: {fault}").format(
                        file=first.file.name, line=first.line, fault=told(first.message)
                    )
                ),
                icon=":material/link_off:",
            )
        if found.torn:
            given = ngettext(
                "{count} line was cut off while it was written.", "{count} lines were cut off while they were written.",
                len(found.torn),
            )  # fmt: skip
            st.caption(given.format(count=formats.number(len(found.torn))))
        st.caption(_("Last digest: {digest}").format(digest=found.last_hash))
