"""Stages by quarter as frames: what is open and needed, and the bids that break one of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _, marked
from dualsite.insights import wording
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.pipeline import alike, oversell
from dualsite.insights.pipeline.capacity import weighed
from dualsite.insights.pipeline.choice import NOTHING_CHOSEN, PipelineChoice
from dualsite.insights.pipeline.stated import stated
from dualsite.insights.table_spec import DATA_CLASS, ColumnSpec, TableSpec
from dualsite.kpi.windows import quarter_of
from dualsite.planning.pipeline import PipelineAnswer, StageQuarter


def answered(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> PipelineAnswer:
    """The pipeline against capacity as it is looked at."""
    return weighed(view, chosen.quarters, chosen.ignores_options)


def name_of(period: StageQuarter) -> str:
    """What a stage and quarter is called in the URL: "DOWNSTREAM-2027Q3"."""
    return f"{period.stage}-{period.quarter.label}"


@cached_per_view
def quarters(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> pd.DataFrame:
    """A row per stage and quarter, in the order of a route and of time, with the columns of `QUARTERS_SPEC`."""
    found = answered(view, chosen)
    rows = [
        {
            "cell": name_of(one),
            "stage": one.stage,
            "quarter": quarter_of(one.quarter.first),
            "to": one.quarter.to,
            "open_d": one.open_d,
            "options_d": one.options_d,
            "certain_d": one.certain_d,
            "expected_d": one.expected_d,
            "p50_d": one.p50_d,
            "p90_d": one.p90_d,
            "all_d": one.all_d,
            "p_oversell": one.p_oversell,
            "in_words": oversell.chance_in_words(one.p_oversell),
            "chance": wording.chance(one.p_oversell),
            "data_class": ILLUSTRATIVE if found.is_illustrative else None,
        }
        for one in found.periods
    ]
    return pd.DataFrame(rows, columns=QUARTERS_SPEC.names, dtype=object)


QUARTERS_SPEC = TableSpec(
    "pipeline-quarters",
    marked("Open capacity and expected demand, by stage and quarter"),
    (
        ColumnSpec("stage", marked("Stage"), "code", says=lambda code: wording.title(wording.stage(code))),
        ColumnSpec("quarter", marked("Quarter"), "quarter"),
        ColumnSpec("open_d", marked("Open"), "whole", marked("suite-days")),
        ColumnSpec("options_d", marked("Held by options"), "whole", marked("suite-days")),
        ColumnSpec("certain_d", marked("Won, not booked"), "whole", marked("suite-days")),
        ColumnSpec("expected_d", marked("Expected"), "number", marked("suite-days")),
        ColumnSpec("p50_d", marked("P50"), "whole", marked("suite-days")),
        ColumnSpec("p90_d", marked("P90"), "whole", marked("suite-days")),
        ColumnSpec("all_d", marked("All won"), "whole", marked("suite-days")),
        ColumnSpec("p_oversell", marked("Probability oversold"), "fraction"),
        ColumnSpec("in_words", marked("Likelihood")),
        ColumnSpec("cell"),
        ColumnSpec("to", kind="day"),
        ColumnSpec("chance"),
        DATA_CLASS,
    ),
)


DRAWN_SPEC = QUARTERS_SPEC


@cached_per_view
def drawn(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> pd.DataFrame:
    """The same rows of those stages alone that anything is needed of in a quarter shown."""
    rows = quarters(view, chosen)
    needed = set(rows.stage[rows.all_d > 0])
    return rows[rows.stage.isin(needed)].reset_index(drop=True)


def undrawn_in_words(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> str:
    """Which stages nothing is bid for, in a sentence; empty where there is none."""
    rows = quarters(view, chosen)
    idle = [stage for stage in dict.fromkeys(rows.stage) if stage not in set(drawn(view, chosen).stage)]
    if not idle:
        return ""
    return _("No bid needs {stages}.").format(stages=formats.joined([wording.stage(one) for one in idle]))


def known_in_words(view: View) -> str:
    """That others' time is known by whole weeks alone, to whoever sees some clients' rows; else empty."""
    return _("Other clients’ bookings are known by whole weeks only.") if view.scope.is_limited else ""


def title(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> str:
    """The finding of the figure."""
    found = answered(view, chosen)
    count = len(oversell.risky(found.periods))
    if not count:
        return _("No quarter likely to be oversold")
    return _("{count} of {all} quarters with more than {share} probability of being oversold").format(
        count=formats.number(count), all=formats.number(len(found.periods)), share=formats.percent(oversell.RISKY, 0)
    )


def in_words(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> str:
    """The figure as text: every stage and quarter of which something is needed."""
    needed = (row for row in drawn(view, chosen).itertuples() if row.all_d)
    return formats.parts(map(quarter_in_words, needed)) or title(view, chosen)


def quarter_in_words(row: Any) -> str:
    """A stage and quarter, a row of `quarters`, as text."""
    return _("{stage} {quarter}: {open} open, {expected} expected, probability oversold {chance}").format(
        stage=wording.stage(row.stage),
        quarter=formats.quarter(row.quarter),
        open=formats.number(row.open_d),
        expected=formats.number(row.expected_d),
        chance=row.chance,
    )


def shown(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> StageQuarter | None:
    """The stage and quarter whose bids are shown: the one chosen, else the worst; None where nothing is bid for."""
    found = answered(view, chosen)
    asked = [one for one in found.periods if name_of(one) == chosen.cell and one.breaks]
    with_bids = [one for one in found.periods if one.breaks]
    return next(iter(asked), None) or oversell.worst(found) or next(iter(with_bids), None)


def choices(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> dict[str, str]:
    """The stages and quarters that have bids, the likeliest oversold first, as they are offered."""
    periods = [one for one in answered(view, chosen).periods if one.breaks]
    ordered = sorted(periods, key=lambda one: -one.p_oversell)
    return {
        name_of(one): _("{stage} {quarter}: {chance}").format(
            stage=wording.title(wording.stage(one.stage)),
            quarter=oversell.quarter_in_words(one.quarter),
            chance=wording.chance(one.p_oversell),
        )
        for one in ordered
    }


def shown_in_words(period: StageQuarter) -> str:
    """A stage and quarter with its probability, as a heading."""
    return _("{stage} in {quarter}: {words}, {chance}").format(
        stage=wording.title(wording.stage(period.stage)),
        quarter=oversell.quarter_in_words(period.quarter),
        words=oversell.chance_in_words(period.p_oversell),
        chance=wording.chance(period.p_oversell),
    )


@cached_per_view
def breakers(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> pd.DataFrame:
    """The bids with demand in the stage and quarter shown, the one that breaks it most first.

    With the columns of `BREAKERS_SPEC`; none where nothing is bid for.
    """
    period = shown(view, chosen)
    if period is None:
        return BREAKERS_SPEC.empty()
    of_bids = {row["opportunity_id"]: row for row in stated(view)}
    offered = alike.offered(view, period.stage)
    rows = []
    for one in period.breaks:
        bid = of_bids[one.opportunity_id]
        is_cured = period.cure is not None and period.cure.opportunity_id == one.opportunity_id
        made_of, made_like = alike.product_like(offered, bid["product_id"], bid["partner_id"], bid["modality"])
        rows.append(
            {
                "opportunity_id": one.opportunity_id,
                "name": bid["name"],
                "demand_d": one.demand_d,
                "p_if_won": one.p_if_won,
                "p_if_lost": one.p_if_lost,
                "need_from_on": bid["need_from_on"],
                "need_to_on": bid["need_to_on"],
                "cure": oversell.cure_in_words(period.cure, {one.opportunity_id: bid["name"]})
                if is_cured and period.cure
                else None,
                "product_id": made_of,
                "like": made_like,
                "batches": bid["batches"],
                "data_class": bid["data_class"],
            }
        )
    return pd.DataFrame(rows, columns=BREAKERS_SPEC.names, dtype=object)


BREAKERS_SPEC = TableSpec(
    "pipeline-breaks",
    marked("Bids by stage and quarter, largest effect first"),
    (
        ColumnSpec("name", marked("Bid")),
        ColumnSpec("demand_d", marked("Needs"), "whole", marked("suite-days")),
        ColumnSpec("p_if_won", marked("Oversold if won"), "fraction"),
        ColumnSpec("p_if_lost", marked("Oversold if lost"), "fraction"),
        ColumnSpec("need_from_on", marked("Needed from"), "day"),
        ColumnSpec("need_to_on", marked("Needed to"), "day"),
        ColumnSpec("cure", marked("Remedy")),
        ColumnSpec("batches", marked("Batches"), "whole"),
        ColumnSpec("opportunity_id", kind="code"),
        ColumnSpec("product_id", kind="code"),
        ColumnSpec("like"),
        DATA_CLASS,
    ),
)


MOST_LISTED = 6
"""Bids that are told one by one beside the figure; the table shows all."""

NOTHING_NEEDED = marked("No open bid needs capacity in these quarters.")
"""In place of the bids of a quarter, where none needs any; a marked text."""


def chances_in_words(row: Any) -> str:
    """How likely the quarter shown is oversold with and without a bid, a row of `breakers`."""
    return _("{won} if won, {lost} if lost").format(
        won=wording.chance(row.p_if_won), lost=wording.chance(row.p_if_lost)
    )


def need_in_words(row: Any) -> str:
    """What a bid needs of the stage shown, and when."""
    return _("{days} suite-days; needed {since} to {until}").format(
        days=formats.number(row.demand_d), since=formats.day(row.need_from_on), until=formats.day(row.need_to_on)
    )


def like_in_words(row: Any) -> str:
    """That a slot can be looked for only for a product like the bid's, or for none; empty where its own is known."""
    if row.product_id is None:
        return _("No comparable product has a route.")
    return "" if row.like is None else _("for {product}, a comparable product").format(product=row.like)


def more_in_words(rows: pd.DataFrame) -> str:
    """How many of the bids stand in the table alone; empty where all are told."""
    more = len(rows) - MOST_LISTED
    return _("{count} more in the table below.").format(count=more) if more > 0 else ""


def calendar(view: View, chosen: PipelineChoice = NOTHING_CHOSEN) -> tuple[date, date]:
    """The first day of the quarters shown, and the first after them."""
    periods = answered(view, chosen).periods
    return periods[0].quarter.first, periods[-1].quarter.to
