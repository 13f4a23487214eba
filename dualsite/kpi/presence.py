"""Where trials run: what is known of each trial in each country."""

from __future__ import annotations

import pandas as pd
from ibis import _

from dualsite.kpi.question import Question, frame
from dualsite.kpi.rows import known, narrowed


def countries(question: Question) -> pd.DataFrame:
    """Per country (and partner, where that is the grouping) whether a trial `is_active` and `is_planned` there."""
    rows = narrowed(question, known(question, "trial_countries"))
    keys = ["country", *([question.owner] if question.owner else [])]
    return frame(
        rows.group_by(*keys).aggregate(
            is_active=(_.status == "ACTIVE").any(),
            is_planned=(_.status == "PLANNED").any(),
            is_illustrative=(_.data_class == "ILLUSTRATIVE").any().fill_null(False),
        )
    )


def trials_in_countries(question: Question) -> pd.DataFrame:
    """Per trial and country the number of `sites`: as stated, else as many as are listed.

    `is_not_stated`: there is neither a number nor a listed site, and `sites` is 0.
    """
    stated = frame(
        narrowed(question, known(question, "trial_countries")).select(
            "trial_id", "country", "partner_id", "sites", "data_class"
        )
    ).astype({"sites": "float64"})
    listed = frame(
        narrowed(question, question.table("trial_sites"))
        .group_by("trial_id", "country", "partner_id")
        .aggregate(listed=_.count(), made_up=(_.data_class == "ILLUSTRATIVE").any().fill_null(False))
    )
    pairs = stated.merge(listed, "outer", on=["trial_id", "country", "partner_id"])
    made_up = pairs["is_illustrative"].eq(True) | (pairs["made_up"].eq(True) & pairs["sites"].isna())
    sites = pairs["sites"].fillna(pairs["listed"])
    return pairs.assign(sites=sites.fillna(0), is_not_stated=sites.isna(), is_illustrative=made_up)
