"""Open bids, weighted by the chance to win them."""

from __future__ import annotations

import pandas as pd
from ibis import _

from dualsite.kpi.money import position
from dualsite.kpi.question import Question, frame
from dualsite.kpi.rows import rows


def open_bids(question: Question) -> pd.DataFrame:
    """The opportunities open at the as-of day: `suite_stage`, `weighted_d` and `amount`, in its own currency."""
    columns = ("opportunity_id", "partner_id", "suite_stage", "currency", "data_class")
    bids = rows(
        question,
        "opportunities",
        *columns,
        where=[_.is_open],
        weighted_d=_.win_fraction * _.suite_days,
        amount=_.win_fraction * _.value,
    )
    return frame(bids)


def weighted_bids(question: Question) -> pd.DataFrame:
    """The same with `amount` in the reporting currency."""
    return position(question, question.once(open_bids))
