"""The batches of a contract: how many stand where."""

from __future__ import annotations

from typing import Any

import ibis
import pandas as pd
from ibis import _ as row_

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import quality_words, wording
from dualsite.insights.contracts import amounts as money
from dualsite.insights.frames import frame
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_DECIDED, IS_OPEN_LOT

BATCH_STATES = {
    marked("scheduled"): marked("Scheduled"),
    marked("in process"): marked("In process"),
    marked("waiting for release"): marked("Waiting for release"),
    marked("released"): marked("Released"),
    marked("rejected"): marked("Rejected"),
    marked("aborted"): marked("Aborted"),
}
"""What has become of a batch, in the order it happens, each with its heading."""


@cached_per_view
def batches(view: View, contract_id: str) -> pd.DataFrame:
    """How many batches of a contract stand where, by stage and purpose: a column of counts for each of BATCH_STATES.

    Empty without batches.
    """
    if not view.has("batches"):
        return BATCHES_SPEC.empty()
    state = ibis.cases(
        (IS_DECIDED, row_.status.lower()),
        (IS_OPEN_LOT, "waiting for release"),
        (row_.actual_start_on.notnull(), "in process"),
        else_="scheduled",
    )
    columns = ("stage", "purpose", "data_class")
    is_its_own = [row_.contract_id == contract_id]
    rows = view.unfiltered.table("batches", *columns, where=is_its_own, state=state)
    counted = frame(
        rows.group_by("stage", "purpose", "state").aggregate(
            count=rows.count(), made_up=(rows.data_class == money.ILLUSTRATIVE).any().fill_null(False)
        )
    )
    table: dict[tuple[str, str], dict[str, Any]] = {}
    for row in counted.sort_values(["stage", "purpose"]).to_dict("records"):
        line = table.setdefault((row["stage"], row["purpose"]), {"stage": row["stage"], "purpose": row["purpose"]})
        line[row["state"]] = row["count"]
        line["data_class"] = money.ILLUSTRATIVE if row["made_up"] else line.get("data_class")
    lines = [{**dict.fromkeys(BATCH_STATES, 0), **line} for line in table.values()]
    return pd.DataFrame(lines, columns=BATCHES_SPEC.names, dtype=object)


BATCHES_SPEC = TableSpec(
    "batches",
    marked("Batches so far, by stage and purpose"),
    (
        ColumnSpec("stage", marked("Stage"), "code", says=wording.stage),
        ColumnSpec("purpose", marked("Purpose"), "code", says=quality_words.purpose),
        *(ColumnSpec(state, heading, "whole") for state, heading in BATCH_STATES.items()),
        DATA_CLASS,
    ),
)


def shown_spec(found: pd.DataFrame) -> TableSpec:
    """The batches so far without what has become of none of them."""
    return BATCHES_SPEC.hiding(*(state for state in BATCH_STATES if not found[state].any()))


def batches_in_words(found: pd.DataFrame) -> str:
    """The batches so far in a sentence."""
    if not len(found):
        return _("No batches yet.")
    counts = {state: int(found[state].sum()) for state in BATCH_STATES}
    return wording.sentence(
        formats.listed([f"{formats.number(count)} {_(state)}" for state, count in counts.items() if count])
    )
