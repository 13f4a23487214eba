"""The options that a contract holds: each booking of them."""

from __future__ import annotations

import pandas as pd
from ibis import _ as row_

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import marked
from dualsite.insights.frames import column, frame, names_of
from dualsite.insights.table_spec import ColumnSpec, TableSpec
from dualsite.schema.options import HAS_LAPSED, TENTATIVE


@cached_per_view
def options(view: View, contract_id: str) -> pd.DataFrame:
    """The bookings that a contract holds as options, by first day and id; none without bookings or suites."""
    if not view.has("bookings", "suites"):
        return OPTIONS_SPEC.empty()
    stands = [row_.firmness == TENTATIVE, ~HAS_LAPSED, row_.contract_id == contract_id, row_.end_on > view.as_of]
    columns = ("booking_id", "suite_id", "start_on", "end_on", "option_expires_on", "data_class")
    found = frame(view.unfiltered.table("bookings", *columns, where=stands).order_by("start_on", "booking_id"))
    names = names_of(view.unfiltered, "suites", "suite_id")
    return found.assign(suite=column([names.get(suite, suite) for suite in found.suite_id], found))[OPTIONS_SPEC.names]


OPTIONS_SPEC = TableSpec(
    "options",
    marked("Options held, by start date"),
    (
        ColumnSpec("suite", marked("Suite")),
        ColumnSpec("start_on", marked("From"), "day"),
        ColumnSpec("end_on", marked("Up to"), "day"),
        ColumnSpec("option_expires_on", marked("Option until"), "day"),
        ColumnSpec("booking_id", kind="code"),
        ColumnSpec("suite_id", kind="code"),
        ColumnSpec("data_class", kind="code"),
    ),
)
