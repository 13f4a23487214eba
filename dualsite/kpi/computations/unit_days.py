"""Unit-days: how the days of the suites' units in the window are used. The account of all capacity KPIs.

A suite has `units` unit-days on every day on which it is GMP-ready and not retired. A blocking booking takes all of
them, a PROCESS or CHANGEOVER one takes one, and no more are taken than there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import pandas as pd
from ibis import _ as row
from ibis.expr import types as ir
from numpy.typing import NDArray

from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.kpi.engine.question import Question, Reader
from dualsite.kpi.windows import Window
from dualsite.schema.options import HAS_LAPSED, TENTATIVE
from dualsite.schema.vocabulary import BLOCKING_KINDS, LADDER_PARTS, STAGES

Grid = NDArray[np.int64]
"""One number per suite (rows) and day of the window (columns)."""

Marks = NDArray[np.bool_]
"""One answer per booking."""

Reserved: TypeAlias = tuple[str, date, date]
"""A suite, the first day on which it is held, and the first on which it is not."""

EPOCH = date(1970, 1, 1).toordinal()
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Calendar:
    """The suites and, per suite and day, the units that stand ready."""

    suites: pd.DataFrame
    ready: Grid
    first: int
    """The first day of the window, as a day number."""

    def count(self, bookings: pd.DataFrame, chosen: Marks) -> Grid:
        """How many of the chosen bookings lie on each day of each suite."""
        suites, days = self.ready.shape
        steps = np.zeros((suites, days + 1), dtype=np.int64)
        place, start, end = (bookings[name].to_numpy()[chosen] for name in ("place", "start", "end"))
        np.add.at(steps, (place, (start - self.first).clip(0, days)), 1)
        np.add.at(steps, (place, (end - self.first).clip(0, days)), -1)
        counts: Grid = steps.cumsum(axis=1)[:, :days]
        return counts


def day_numbers(days: pd.Series) -> Grid:
    """Days since 1970; a missing day is the smallest number there is."""
    numbers: Grid = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    return numbers


def calendar(question: Question) -> Calendar:
    """The suites of the question, ready from `gmp_ready_on` up to `retired_on`; an empty ready day is never."""
    suites = question.read_whenever(_suites)
    suites = suites.sort_values("suite_id", ignore_index=True)
    first = question.window.first.toordinal() - EPOCH
    days = np.arange(first, first + question.window.days)
    begins = np.where(suites["gmp_ready_on"].isna(), NEVER, day_numbers(suites["gmp_ready_on"]))
    ends = np.where(suites["retired_on"].isna(), NEVER, day_numbers(suites["retired_on"]))
    stands = (begins[:, None] <= days) & (days < ends[:, None])
    return Calendar(suites, stands * suites["units"].to_numpy()[:, None], first)


def _suites(reader: Reader) -> ir.Table:
    columns = ("suite_id", "site_id", "stage", "units", "gmp_ready_on", "retired_on", "data_class")
    return reader.rows("suites", *columns)


def _bookings(reader: Reader, *more: str) -> ir.Table:
    columns = ("suite_id", "start_on", "end_on", "kind", "firmness", "data_class", "partner_id", "product_id", *more)
    conditions = [row.start_on <= row.window_last, row.end_on > row.window_first, ~HAS_LAPSED]
    blocks = row.kind.isin(BLOCKING_KINDS)
    flags = {"blocks": blocks, "takes_away": blocks & (row.firmness != TENTATIVE)}
    if reader.door.partner is not None:
        flags["is_asked_for"] = (row.partner_id == reader.door.partner).fill_null(False)
        conditions.append(flags["is_asked_for"] | flags["takes_away"])
    return reader.rows("bookings", *columns, where=conditions, door=reader.door.of_all_partners, **flags)


def _bookings_of_bids(reader: Reader) -> ir.Table:
    return _bookings(reader, "opportunity_id")


@cached_per_view
def _known_bookings(view: View, window: Window) -> pd.DataFrame:
    """The bookings that touch a window, the same under all scenarios that leave bookings as they are."""
    return Question(view, window).read_of_window(_bookings_of_bids)


def booked(question: Question) -> pd.DataFrame:
    """The bookings that touch the window and have not lapsed, with the `place` of their suite, `start` and `end`.

    `blocks`: of a kind that takes all units. `takes_away`: blocks and is no option, so that its days are no one's.
    Under a partner filter they are those of that partner, and what takes days away whoever booked it; `is_asked_for`
    says of each whether it passes the filter.
    """
    return _placed(question, question.read_of_window(_bookings))


def _placed(question: Question, bookings: pd.DataFrame) -> pd.DataFrame:
    suites = question.once(calendar).suites
    places = pd.Index(suites["suite_id"]).get_indexer(bookings["suite_id"])
    bookings = bookings.assign(
        place=places,
        start=day_numbers(bookings["start_on"]),
        end=day_numbers(bookings["end_on"]),
        is_asked_for=bookings.get("is_asked_for", True),
    )
    return bookings if (places >= 0).all() else bookings[places >= 0]


def unit_days(question: Question) -> pd.DataFrame:
    """Unit-days per suite (and month, partner or product, where that is the grouping).

    `calendar_d`, `available_d`, of those `process_d` and `changeover_d`; and the calendar split into `LADDER_PARTS`.
    Grouped or filtered by partner or product, each one's own bookings take days, while what is available is the same
    for everyone: their occupancies add up to the whole, unless more is booked on a day than a suite has units.
    """
    bookings = question.once(booked)
    if question.owner is None:
        return _used(question, bookings)
    owner = bookings[question.owner].where(bookings["is_asked_for"])
    used = [
        _used(question, bookings[(owner == one) | bookings["takes_away"]]).assign(**{question.owner: one})
        for one in sorted(owner.dropna().unique())
    ]
    return pd.concat(used or [_used(question, bookings).iloc[:0].assign(**{question.owner: ""})], ignore_index=True)


def unit_days_but_for(question: Question, bids: Collection[str], reserved: Sequence[Reserved]) -> pd.DataFrame:
    """The same of everyone, where options that are held for these bids take nothing.

    `reserved`: suites that somebody else holds, each from a day up to another one, where others' bookings are not to
    be seen as they are: nobody can use them then.
    """
    bookings = _placed(question, _known_bookings(question.view.of_table("bookings"), question.window))
    bookings = bookings[~((bookings["firmness"] == TENTATIVE) & bookings["opportunity_id"].isin(list(bids)))]
    if reserved:
        held = pd.DataFrame(reserved, columns=["suite_id", "start_on", "end_on"])
        held = held.astype({"start_on": "datetime64[ms]", "end_on": "datetime64[ms]"})
        held = held.assign(kind="SHUTDOWN", firmness="INTERNAL", blocks=True, takes_away=True, is_illustrative=False)
        bookings = pd.concat([bookings, _placed(question, held)], ignore_index=True)
    return _used(question, bookings)


def _used(question: Question, bookings: pd.DataFrame) -> pd.DataFrame:
    days = question.once(calendar)
    kind, firmness = (bookings[name].to_numpy(dtype=object) for name in ("kind", "firmness"))
    blocks, takes_away, made_up = (
        bookings[name].to_numpy(dtype=bool) for name in ("blocks", "takes_away", "is_illustrative")
    )
    is_option = firmness == "TENTATIVE"

    def count(chosen: Marks) -> Grid:
        return days.count(bookings, chosen)

    is_blocked = count(takes_away) > 0
    open_units = np.where(is_blocked, 0, days.ready)
    process = np.minimum(open_units, count((kind == "PROCESS") & ~is_option))
    changeover = np.minimum(open_units - process, count((kind == "CHANGEOVER") & ~is_option))
    firm = np.minimum(open_units, count(~blocks & (firmness == "FIRM")))
    internal = np.minimum(open_units - firm, count(~blocks & (firmness == "INTERNAL")))
    options = count(~blocks & is_option) + days.ready * (count(blocks & is_option) > 0)
    tentative = np.minimum(open_units - firm - internal, options)
    grids: dict[str, Grid] = {
        "calendar_d": days.ready,
        "available_d": open_units,
        "process_d": process,
        "changeover_d": changeover,
        "FIRM": firm,
        "TENTATIVE": tentative,
        "INTERNAL": internal,
        "BLOCKED": days.ready - open_units,
        "OPEN": open_units - firm - internal - tentative,
    }
    stands = days.ready > 0
    marks = {
        "is_illustrative": days.suites["is_illustrative"].to_numpy()[:, None] | (count(made_up & ~is_option) > 0),
        "has_made_up_option": count(made_up & is_option) > 0,
    }
    summed = _by_month(question, grids | {name: mark & stands for name, mark in marks.items()}, days)
    for name in marks:
        summed[name] = summed[name] > 0
    return summed


def _by_month(question: Question, grids: dict[str, Grid], days: Calendar) -> pd.DataFrame:
    """The sums over the window, or over each month of it when that is the grouping, per suite."""
    months = question.window.months if question.by == "month" else (question.window.first,)
    starts = [max(month.toordinal() - EPOCH - days.first, 0) for month in months]
    at = np.repeat(np.arange(len(days.suites)), len(months))
    identity = {name: days.suites[name].array.take(at) for name in ("site_id", "stage")}
    month = np.tile(np.array(months, dtype="datetime64[ms]"), len(days.suites))
    sums = {name: np.add.reduceat(grid, starts, axis=1, dtype=np.int64).ravel() for name, grid in grids.items()}
    return pd.DataFrame(identity | {"month": month} | sums)


def busiest_stages(question: Question) -> pd.DataFrame:
    """Per site (and month, partner or product) its stage of largest occupancy: the `stage` and its `share`.

    That is `taken_d` of `available_d`. Ties go to the earlier stage. A site without available days has no row.
    """
    days = question.once(unit_days)
    keys = [question.column] if question.column in ("month", question.owner) and question.column else []
    taken, order = days["process_d"] + days["changeover_d"], days["stage"].map(STAGES.index)
    summed = ["taken_d", "available_d", "is_illustrative"]
    stages = days.assign(taken_d=taken, order=order).groupby(["site_id", *keys, "order"], as_index=False)[summed].sum()
    stages = stages[stages["available_d"] > 0]
    stages = stages.assign(share=stages["taken_d"] / stages["available_d"])
    ranked = stages.sort_values("share", ascending=False, kind="stable")
    busiest = ranked.drop_duplicates(["site_id", *keys])
    named, is_illustrative = busiest["order"].map(STAGES.__getitem__), busiest["is_illustrative"] > 0
    return busiest.assign(stage=named, is_illustrative=is_illustrative)


def ladder(question: Question) -> pd.DataFrame:
    """Per suite (and month) and `part` of the booked ladder: `part_d` of its `calendar_d`."""
    days = question.once(unit_days)
    days = days.assign(is_illustrative=days["is_illustrative"] | days["has_made_up_option"])
    identity = ["site_id", "stage", "month", "calendar_d", "is_illustrative"]
    return days.melt(identity, LADDER_PARTS, "part", "part_d")
