"""Open bids, weighted by the chance to win them."""

from __future__ import annotations

import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir

from dualsite.kpi.computations.facts import IS_OPEN_BID
from dualsite.kpi.computations.money import position
from dualsite.kpi.engine.question import Question, Reader


def open_bids(question: Question) -> pd.DataFrame:
    """The opportunities open at the as-of day: `suite_stage`, `weighted_d` and `amount`, in its own currency."""
    return question.read(_open_bids)


def _open_bids(reader: Reader) -> ir.Table:
    columns = ("opportunity_id", "partner_id", "suite_stage", "currency", "data_class")
    return reader.rows(
        "opportunities",
        *columns,
        where=[IS_OPEN_BID],
        weighted_d=row.win_fraction * row.suite_days,
        amount=row.win_fraction * row.value,
    )


def weighted_bids(question: Question) -> pd.DataFrame:
    """The same with `amount` in the reporting currency."""
    return position(question, question.once(open_bids))
