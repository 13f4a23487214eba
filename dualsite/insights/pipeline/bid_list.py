"""The open bids one by one, how far they have come, and how those that were closed ended."""

from __future__ import annotations

import statistics
from collections import Counter
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.frames import known
from dualsite.insights.pipeline.bids import STAGES, closed_bids, open_bids
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.computations.facts import IS_WON_BID

FEW = 5
"""Under so many, a count is shown in place of a rate."""


@cached_per_view
def listed(view: View) -> pd.DataFrame:
    """The open bids, the furthest stage first, with what they need and since when they are open.

    Needs opportunities.
    """
    return open_bids(view)[LISTED_SPEC.names]


LISTED_SPEC = TableSpec(
    "pipeline-bids",
    marked("Open bids, most advanced stage first"),
    (
        ColumnSpec("name", marked("Bid")),
        ColumnSpec("partner", marked("Client")),
        ColumnSpec("stage", marked("Sales stage"), "code", says=wording.status),
        ColumnSpec("win_fraction", marked("Win probability"), "fraction"),
        ColumnSpec("value", marked("Value if won"), "amount"),
        ColumnSpec("suite_stage", marked("Critical stage"), "code", says=wording.stage),
        ColumnSpec("suite_days", marked("Needs"), "number", marked("suite-days")),
        ColumnSpec("need_from_on", marked("Needed from"), "day"),
        ColumnSpec("need_to_on", marked("Needed to"), "day"),
        ColumnSpec("opened_on", marked("Opened"), "day"),
        ColumnSpec("note", marked("Note")),
        ColumnSpec("opportunity_id", kind="code"),
        DATA_CLASS,
    ),
)


@cached_per_view
def funnel(view: View) -> pd.DataFrame:
    """The open bids by stage, the earliest first: how many, what they are worth, how old, and how many went on.

    `further` counts those of the stage or beyond, won ones included, of which `share` are beyond: what was lost does
    not say how far it had come. Needs opportunities.
    """
    rows = open_bids(view)
    won = len(known(view, "opportunities", where=[IS_WON_BID]))
    order = STAGES[::-1]
    counts = Counter(rows.stage)
    found = []
    for place, stage in enumerate(order):
        here = rows[rows.stage == stage]
        beyond = won + sum(counts[other] for other in order[place + 1 :])
        ages = [(view.as_of - day).days for day in here.opened_on]
        found.append(
            {
                "stage": stage,
                "open": len(here),
                "value": float(here.value.sum()),
                "weighted": float(here.weighted.sum()),
                "age_d": statistics.median(ages) if ages else None,
                "further": len(here) + beyond,
                "share": beyond / (len(here) + beyond) if len(here) + beyond >= FEW else None,
                "data_class": ILLUSTRATIVE if ILLUSTRATIVE in set(here.data_class) else None,
            }
        )
    return pd.DataFrame(found, columns=FUNNEL_SPEC.names, dtype=object)


FUNNEL_SPEC = TableSpec(
    "pipeline-funnel",
    marked("Open bids by stage, earliest first"),
    (
        ColumnSpec("stage", marked("Sales stage"), "code", says=lambda code: wording.title(wording.status(code))),
        ColumnSpec("open", marked("Open bids"), "whole"),
        ColumnSpec("value", marked("Value if won"), "amount"),
        ColumnSpec("weighted", marked("Weighted"), "amount"),
        ColumnSpec("age_d", marked("Median age"), "number", marked("d"), digits=0),
        ColumnSpec("further", marked("At or beyond this stage, won included"), "whole"),
        ColumnSpec("share", marked("Of which beyond"), "fraction"),
        DATA_CLASS,
    ),
)


def funnel_in_words() -> str:
    """What the funnel can say, and what not."""
    return _("Stage history is not recorded, so lost bids are not counted by stage.")


@cached_per_view
def outcomes(view: View) -> pd.DataFrame:
    """How the bids closed in the trailing 12 months ended, by modality and by country, the most closed first.

    `rate` is None under `FEW` closed bids; `of` then says the count. Needs opportunities.
    """
    closed = closed_bids(view)
    found = []
    for split, column, says in (
        (_("Modality"), "modality", wording.modality),
        (_("Country"), "country", wording.country),
    ):
        groups = Counter(str(bid[column]) for bid in closed)
        for code, count in sorted(groups.items(), key=lambda one: (-one[1], one[0])):
            found.append(_outcome(split, says(code), [bid for bid in closed if bid[column] == code], count))
    return pd.DataFrame(found, columns=OUTCOMES_SPEC.names, dtype=object)


def outcomes_in_words(view: View) -> str:
    """Which bids `outcomes` counts, and when it gives no rate; that there are none."""
    if not len(outcomes(view)):
        return _("No bid was won or lost in the last 12 months.")
    return _("Bids closed in the last 12 months. Below five, counts replace rates.")


OUTCOMES_SPEC = TableSpec(
    "pipeline-outcomes",
    marked("Bids won and lost in 12 months, by modality and country"),
    (
        ColumnSpec("split", marked("By")),
        ColumnSpec("name", marked("Modality or country")),
        ColumnSpec("rate", marked("Win rate"), "fraction"),
        ColumnSpec("of", marked("Won")),
        ColumnSpec("lost", marked("Lost"), "whole"),
        ColumnSpec("reasons", marked("Reasons lost")),
        DATA_CLASS,
    ),
)


def _outcome(split: str, name: str, bids: list[dict[str, Any]], count: int) -> dict[str, Any]:
    won = sum(bid["stage"] == "WON" for bid in bids)
    reasons = Counter(bid["lost_reason"] for bid in bids if bid["stage"] == "LOST")
    said = [
        _("{reason} {count}").format(reason=wording.lost_reason(code), count=formats.number(n))
        for code, n in sorted(reasons.items(), key=lambda one: (-one[1], str(one[0])))
    ]
    return {
        "split": split,
        "name": name,
        "rate": won / count if count >= FEW else None,
        "of": formats.share(won, count),
        "lost": count - won,
        "reasons": formats.listed(said) or None,
        "data_class": ILLUSTRATIVE if any(bid["data_class"] == ILLUSTRATIVE for bid in bids) else None,
    }
