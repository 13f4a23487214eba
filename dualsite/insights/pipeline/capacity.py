"""What is bid for against what is open: the facts of the pipeline, read for the planner that weighs them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pandas as pd
from ibis import _ as row

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.i18n import _
from dualsite.insights.contracts.amounts import ILLUSTRATIVE
from dualsite.insights.pipeline.stated import stated
from dualsite.kpi.computations.unit_days import Reserved, unit_days_but_for
from dualsite.kpi.engine.question import Question
from dualsite.kpi.windows import Window, quarter_of
from dualsite.planning import pipeline
from dualsite.planning.pipeline import BEYOND, Bid, PipelineAnswer, Quarter, StageRoom
from dualsite.planning.pipeline.bids import suite_days
from dualsite.store.statements import run

NEEDS = ("opportunities", "suites", "bookings")
"""The tables without which nothing can be weighed."""

USUAL_QUARTERS = 8

MOST_SUITE_DAYS = 100_000
"""A bid of more, some 270 years of a suite, is a slip of the keyboard, and its chances would not fit into memory."""


@dataclass(frozen=True)
class _Rooms:
    """By stage that has suites, its room in each quarter; and whether any of it is made up."""

    by_stage: Mapping[str, Sequence[StageRoom]]
    is_illustrative: bool


def why_not(view: View) -> str | None:
    """Why the pipeline cannot be held against capacity; None when it can."""
    missing = [name for name in NEEDS if not view.has(name)]
    if missing:
        return _("The table {table} is missing.").format(table=missing[0])
    if not view.expresses("opportunities"):
        return _("Bids are not tied to a site, so this is not available by site.")
    return None


@cached_per_view
def weighed(view: View, quarters: int = USUAL_QUARTERS, ignores_options: bool = False) -> PipelineAnswer:
    """The bids of the view against everyone's bookings, by stage and quarter; with the reason where that is not known.

    `ignores_options`: what options hold counts as open. InputError for quarters that cannot be asked for.
    """
    ahead = pipeline.quarters(view.as_of, quarters, BEYOND)
    reason = why_not(view)
    if reason:
        return pipeline.not_available(reason)
    known = _bids(view)
    if too_long := next((one for one in known if one["suite_days"] > MOST_SUITE_DAYS), None):
        said = _("{bid} states {days} suite-days, more than all suites have. Correct it.")
        days = formats.number(too_long["suite_days"])
        return pipeline.not_available(said.format(bid=too_long["opportunity_id"], days=days))
    bids = [_bid(one) for one in known if one["is_open"]]
    booked = _booked(view.unfiltered.of_table("bookings")) if any(not one["is_open"] for one in known) else {}
    won = [_rest(_bid(one), booked) for one in known if not one["is_open"]]
    rooms = _rooms(view, ahead, {bid.opportunity_id for bid in bids}, ignores_options)
    found = pipeline.weighed(ahead, quarters, rooms.by_stage, bids, won)
    made_up = rooms.is_illustrative or any(one["data_class"] == ILLUSTRATIVE for one in known)
    return replace(found, is_illustrative=made_up)


def _bids(view: View) -> list[dict[str, Any]]:
    """The bids that are open at the as-of day, and those won by then, by id."""
    return [one for one in stated(view) if one["is_open"] or one["is_won"]]


def _bid(one: Mapping[str, Any]) -> Bid:
    return Bid(
        one["opportunity_id"],
        one["suite_stage"],
        float(one["win_fraction"]),
        suite_days(one["suite_days"]),
        one["need_from_on"],
        one["need_to_on"],
    )


@cached_per_view
def _booked(view: View) -> dict[str, int]:
    """Days of the firm and internal bookings of each bid, whoever's they are."""
    held = view.table(
        "bookings",
        "opportunity_id",
        where=[row.opportunity_id.notnull(), row.firmness != "TENTATIVE"],
        days=row.end_on.delta(row.start_on, unit="day"),
    )
    summed = held.group_by("opportunity_id").aggregate(days=held.days.sum())
    return {one["opportunity_id"]: int(one["days"]) for one in run(summed).dicts()}


def _rest(bid: Bid, booked: Mapping[str, int]) -> Bid:
    """What is not booked yet of a bid that is won."""
    return replace(bid, suite_days=max(bid.suite_days - booked.get(bid.opportunity_id, 0), suite_days(0)))


def _reserved(view: View) -> list[Reserved]:
    """When others hold each suite, as far as a viewer of some clients' rows may know it."""
    if not view.scope.is_limited:
        return []
    return [(one["suite_id"], one["start_on"], one["end_on"]) for one in view.availability().reserved_rows()]


def _rooms(view: View, ahead: Sequence[Quarter], bids: Collection[str], ignores_options: bool) -> _Rooms:
    everyones = view.unfiltered
    window = Window(ahead[0].first, ahead[-1].to - timedelta(days=1))
    days = unit_days_but_for(Question(everyones, window, "month"), bids, _reserved(everyones))
    starts = {quarter_of(quarter.first): place for place, quarter in enumerate(ahead)}
    days = days.assign(place=[starts[quarter_of(month)] for month in pd.to_datetime(days.month).dt.date])
    summed = days.groupby(["stage", "place"])[["OPEN", "TENTATIVE"]].sum()
    by_stage = {
        stage: [
            StageRoom(int(of.OPEN) + (int(of.TENTATIVE) if ignores_options else 0), int(of.TENTATIVE))
            for of in summed.loc[stage].itertuples()
        ]
        for stage in dict.fromkeys(days.stage)
    }
    is_made_up = bool((days.is_illustrative | days.has_made_up_option).any())
    return _Rooms(by_stage, is_made_up)
