"""How a contract year burns down: what is left of its commitment, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights.contracts.take_or_pay import batches_by_day, years
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec


def title(year: Any) -> str:
    """The finding of how a contract year burns down."""
    return _("{made} of {committed} made, {gap} short").format(made=year.made, committed=year.committed, gap=year.gap)


@cached_per_view
def burn_down(view: View, contract_id: str, start_on: date) -> pd.DataFrame:
    """What is left of one contract year's commitment, day by day on which it changes.

    Columns: `on`, `left` (batches, never below 0), `is_actual` (up to the as-of day). It runs from the start of the
    year over the as-of day to its end. A batch that was planned for a day gone by and has not started counts on the day
    after as-of. Empty when there is no such year.
    """
    found = years(view)
    found = found[(found.contract_id == contract_id) & (found.start_on == start_on)]
    if not len(found):
        return BURN_DOWN_SPEC.empty()
    year = found.iloc[0]
    left, line = year.committed, [(year.start_on, year.committed, True)]
    within = [
        batch for batch in batches_by_day(view).get(contract_id, []) if year.start_on <= batch["on"] < year.end_on
    ]
    for batch in within:
        if batch["made"]:
            left -= batch["made"]
            line.append((batch["on"], max(0, left), True))
    if year.start_on <= view.as_of < year.end_on:
        line.append((view.as_of, max(0, left), True))
    planned: dict[date, int] = {}
    for batch in within:
        if batch["scheduled"]:
            on = max(batch["on"], view.as_of + timedelta(days=1))
            planned[on] = planned.get(on, 0) + batch["scheduled"]
    for on, batches in sorted(planned.items()):
        left -= batches
        line.append((on, max(0, left), False))
    line.append((year.end_on, max(0, left), year.end_on <= view.as_of))
    rows = pd.DataFrame(line, columns=["on", "left", "is_actual"], dtype=object)
    return rows.assign(data_class=year.data_class)


BURN_DOWN_SPEC = TableSpec(
    "burn_down_line",
    marked("Remaining commitment of a contract year"),
    (
        ColumnSpec("on", marked("Day"), "day"),
        ColumnSpec("left", marked("Remaining"), "whole", marked("batches")),
        ColumnSpec("is_actual", marked("Actual"), "flag"),
        DATA_CLASS,
    ),
)
