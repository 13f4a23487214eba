"""Tech transfers: from kick-off to the first GMP batch for the clinic."""

from __future__ import annotations

import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import DAYS_PER_MONTH, IS_MADE_UP
from dualsite.kpi.engine.question import ASKED, Question, Reader


def transfers(question: Question) -> pd.DataFrame:
    """Per contract or product that reached GMP_CLINICAL in the window: `months` since KICK_OFF; `month` of reaching it.

    The earliest actual day of each gate counts. Subjects without one of the two have no row.
    """
    window = question.window
    reached = question.read(_gates)
    is_placed = reached["reached_on"].between(pd.Timestamp(window.first), pd.Timestamp(window.last))
    reached = reached[is_placed & reached["began_on"].notna()]
    return reached.assign(months=(reached["reached_on"] - reached["began_on"]).dt.days / DAYS_PER_MONTH)


def _gates(reader: Reader) -> ir.Table:
    """When each contract and product reached the two gates, with the site of a contract."""
    columns = ("subject", "subject_id", "kind", "actual_on", "partner_id", "site_id")
    reached_gates = [
        row.subject.isin(("CONTRACT", "PRODUCT")),
        row.kind.isin(("KICK_OFF", "GMP_CLINICAL")),
        row.actual_on.notnull(),
    ]
    gates = reader.rows("milestones", *columns, where=reached_gates, is_located=True, is_made_up=IS_MADE_UP)
    of_subjects = gates.group_by(ASKED, "subject", "subject_id", "partner_id", "site_id").aggregate(
        began_on=row.actual_on.min(where=row.kind == "KICK_OFF"),
        reached_on=row.actual_on.min(where=row.kind == "GMP_CLINICAL"),
        is_illustrative=row.is_made_up.any(),
    )
    return of_subjects.mutate(month=row.reached_on.truncate("M"))
