"""The access file as it stands: who may come in, in which role, by which claim."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dualsite import access, formats
from dualsite.access import View
from dualsite.access.access_file import AccessEntry, AccessFile
from dualsite.i18n import _, marked
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.screens.shared.tables import table
from dualsite.screens.shared.text import plain
from dualsite.web.people.sessions import ROLES, named_clients, reach
from dualsite.web.signin import admission, openid

ENTRIES_SPEC = TableSpec(
    "access file",
    marked("Access file entries, in order"),
    (
        ColumnSpec("place", marked("Entry"), "whole", width="small"),
        ColumnSpec("whom", marked("Applies to"), is_strong=True),
        ColumnSpec("provider", marked("Verified by")),
        ColumnSpec("role", marked("Role"), "word"),
        ColumnSpec("clients", marked("Clients"), "texts"),
        ColumnSpec("fault", marked("Problem"), width="large"),
    ),
)


def access_file() -> AccessFile | None:
    """The access file as it is now; None without sign-in, and when it cannot be used."""
    settings = openid.settings()
    return admission.access_file(settings) if settings is not None else None


def show(view: View) -> None:
    """The entries as a table, and what else the file says."""
    file = access_file()
    if file is None:
        st.markdown(_("Sign-in is off, so no access file is in use. With sign-in, its entries appear here."))
        return
    table(*listed(view, file))
    for one in notes(file):
        st.caption(plain(one))


def listed(view: View, file: AccessFile) -> tuple[TableSpec, pd.DataFrame]:
    """The entries in their order, and how they are shown."""
    rows = _rows(view, file)
    return ENTRIES_SPEC.hiding_unknown(rows) if len(rows) else ENTRIES_SPEC, rows


def notes(file: AccessFile) -> list[str]:
    """What the file says besides, in sentences."""
    said = _(
        "E-mails take precedence over claims, earlier entries over later ones. People without "
        "access are referred to {contact}. A session ends after {hours} hours, or {minutes} "
        "minutes of inactivity."
    )
    hours, minutes = formats.number(file.limits.longest_s // 3600), formats.number(file.limits.idle_s // 60)
    told = [said.format(contact=file.contact, hours=hours, minutes=minutes)]
    if file.vouching:
        vouching = _("E-mails from {providers} are accepted without being marked as verified.")
        told.append(vouching.format(providers=formats.listed(sorted(file.vouching))))
    return told


def whom(entry: AccessEntry) -> str:
    """Whom an entry means, in words."""
    if entry.claim is None:
        return entry.email or ""
    name, value = entry.claim
    return _("anyone with {claim} = {value}").format(claim=name, value=value)


def _rows(view: View, file: AccessFile) -> pd.DataFrame:
    clients, known = named_clients(view), set(access.ids(view, "partners", "partner_id"))
    rows = []
    for entry in file.entries:
        partners = entry.viewer.scope.partners
        missing = [one for one in sorted(partners or ()) if one not in known]
        fault = _("Not in the data: {clients}. Nothing is shown to them.").format(clients=formats.listed(missing))
        rows.append(
            {
                "place": entry.place,
                "whom": whom(entry),
                "provider": entry.provider,
                "role": ROLES[entry.viewer.role],
                "clients": reach(partners, clients),
                "fault": fault if missing else None,
            }
        )
    return pd.DataFrame(rows, columns=ENTRIES_SPEC.names, dtype=object)
