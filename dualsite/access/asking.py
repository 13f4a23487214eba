"""A viewer's view of a version: what may be asked, and of whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis

from dualsite.access.scope import LOCAL_EXECUTIVE, Viewer
from dualsite.access.view import View, ids, unknown_value
from dualsite.errors import InputError
from dualsite.scenarios import Scenario
from dualsite.schema.vocabulary import currencies
from dualsite.store import Version

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""The days that may be asked for: what looks some years back or ahead of them stays within the calendar."""


def view(
    version: Version,
    connection: ibis.BaseBackend,
    viewer: Viewer = LOCAL_EXECUTIVE,
    *,
    as_of: date | None = None,
    site: str | None = None,
    partner: str | None = None,
    currency: str | None = None,
    code_key: str | None = None,
    scenario: Scenario | None = None,
) -> View:
    """A viewer's view of a version; what is left out is as the data set says.

    Raises InputError for a site or partner the viewer does not know, for a currency that is none, for a day out of
    range, for another day than the data's own where the scope is limited, and for a scenario that a client asks for.
    """
    if viewer.role == "partner" and scenario is not None:
        raise InputError("Clients see the data as they are, under no scenario. Leave the scenario out.")
    if viewer.scope.is_limited and as_of not in (None, version.dataset.as_of):
        raise InputError(
            f"What a client sees is as of {version.dataset.as_of}, the data's own day, and no other. "
            "Leave the as-of day out."
        )
    if as_of is not None and not FIRST_DAY <= as_of <= LAST_DAY:
        raise InputError(f"Nothing is known as of {as_of}. Use a day from {FIRST_DAY} to {LAST_DAY}.")
    currency = currency or version.dataset.reporting_currency
    if currency not in currencies():
        raise InputError(f"{currency} is not a currency. Use an ISO 4217 code such as USD.")
    asked = View(
        version,
        viewer.scope,
        as_of or version.dataset.as_of,
        currency,
        site,
        partner,
        code_key,
        scenario,
        connection=connection,
    )
    for table, column, value in (("sites", "site_id", site), ("partners", "partner_id", partner)):
        if value is not None and value not in ids(asked, table, column):
            raise InputError(unknown_value(column, value, table))
    return asked


def view_of_partner(version: Version, connection: ibis.BaseBackend, owner: str, **question: Any) -> View:
    """The view of one partner, `owner`, the question put as for `view`. Raises InputError for one that is not there."""
    viewer = Viewer("partner", frozenset((owner,)))
    view(version, connection, viewer, partner=owner)
    return view(version, connection, viewer, **question)
