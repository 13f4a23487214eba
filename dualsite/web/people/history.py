"""What the access file was: every change of it, from the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dualsite import formats
from dualsite.access import View, access_history
from dualsite.access.access_history import GAINED, LOST
from dualsite.audit import Entry
from dualsite.i18n import _, marked
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.screens.shared.tables import table
from dualsite.web.people.sessions import ROLES, named_clients

SHOWN = 200
"""Changes of the file that are shown; the audit trail holds all."""

HISTORY_SPEC = TableSpec(
    "access history",
    marked("Access file changes, newest first"),
    (
        ColumnSpec("at", marked("When"), "time", marked("UTC")),
        ColumnSpec("whom", marked("Applies to"), is_strong=True),
        ColumnSpec("change", marked("Change"), "word"),
        ColumnSpec("role", marked("Role"), "word"),
        ColumnSpec("clients", marked("Clients"), "texts"),
        ColumnSpec("reason", marked("Problem"), width="large"),
    ),
)

CHANGES = {GAINED: marked("has access"), LOST: marked("access removed")}


def show(view: View) -> None:
    """The changes as a table, a row for whom each of them has given or taken something."""
    spec, rows, said = listed(view)
    if not len(rows):
        st.markdown(_("No access file change has been recorded yet."))
        return
    table(spec, rows)
    if said:
        st.caption(said)


def listed(view: View) -> tuple[TableSpec, pd.DataFrame, str]:
    """How the changes are shown, a row for whom each has given or taken something, and that there are more, if so."""
    changes, clients = access_history.changes(SHOWN), named_clients(view)
    told = [row for change in changes for row in _rows(change, clients)]
    rows = pd.DataFrame(told, columns=HISTORY_SPEC.names, dtype=object)
    said = _("The newest {count} changes; the audit trail holds all of them.").format(count=formats.number(SHOWN))
    return HISTORY_SPEC.hiding_unknown(rows), rows, said if len(changes) >= SHOWN else ""


def _rows(change: Entry, clients: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    at = datetime.fromisoformat(change.at).astimezone(UTC).replace(microsecond=0, tzinfo=None)
    if change.reason:
        yield {"at": at, "reason": change.reason}
    for told, granted in change.details.items():
        if told.startswith((GAINED, LOST)):
            role, *partners = granted.split(" ")
            yield {
                "at": at,
                "whom": told[len(GAINED) :],
                "change": CHANGES[told[: len(GAINED)]],
                "role": next((said for known, said in ROLES.items() if known == role), role),
                "clients": tuple(map(clients, partners)),
            }
