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
    marked("The entries of the access file, in its order"),
    (
        ColumnSpec("place", marked("Entry"), "whole", width="small"),
        ColumnSpec("whom", marked("Whom it means"), is_strong=True),
        ColumnSpec("provider", marked("Vouched for by")),
        ColumnSpec("role", marked("Role"), "word"),
        ColumnSpec("clients", marked("Clients"), "texts"),
        ColumnSpec("fault", marked("What is wrong"), width="large"),
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
        st.markdown(_("Nobody signs in here, so there is no access file in use. With sign-in, its entries stand here."))
        return
    rows = _rows(view, file)
    table(ENTRIES_SPEC.hiding_unknown(rows) if len(rows) else ENTRIES_SPEC, rows)
    hours, minutes = formats.number(file.limits.longest_s // 3600), formats.number(file.limits.idle_s // 60)
    st.caption(
        plain(
            _(
                "An e-mail goes before a claim, an earlier entry before a later one. Whoever has no access is told to "
                "ask {contact}. A session lasts {hours} hours at most, and {minutes} minutes in which nothing is done."
            ).format(contact=file.contact, hours=hours, minutes=minutes)
        )
    )
    if file.vouching:
        st.caption(
            _("E-mails count without being said to be verified when they come from {providers}.").format(
                providers=plain(formats.listed(sorted(file.vouching)))
            )
        )


def whom(entry: AccessEntry) -> str:
    """Whom an entry means, in words."""
    if entry.claim is None:
        return entry.email or ""
    name, value = entry.claim
    return _("whoever has {claim} = {value}").format(claim=name, value=value)


def _rows(view: View, file: AccessFile) -> pd.DataFrame:
    clients, known = named_clients(view), set(access.ids(view, "partners", "partner_id"))
    rows = []
    for entry in file.entries:
        partners = entry.viewer.scope.partners
        missing = [one for one in sorted(partners or ()) if one not in known]
        fault = _("The data do not know {clients}: nothing is shown to them.").format(clients=formats.listed(missing))
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
